"""Networks in place of the built-in parser: their settings, the shipped label maps, and the errors."""

import json

import numpy as np
import onnx
import pytest
from django.core.management import CommandError, call_command
from onnx import TensorProto, helper

from recolor.engine import ModelMissing
from recolor.engine.networks.custom_parser import LABEL_MAPS, CustomParser
from recolor.engine.networks.parser import class_names
from training.classes import CLASSES

UPPER = {
    "t-shirt", "tank-top", "bra-top", "shirt", "blouse", "sweater", "hoodie", "kurta", "jacket", "coat", "waistcoat",
    "nehru-jacket", "sherwani",
}  # fmt: skip
LOWER = {"trousers", "jeans", "salwar", "leggings", "shorts", "dhoti", "sharara"}
DRESS = {"dress", "anarkali", "kurta", "saree"}
SKIRT = {"skirt", "lehenga"}
HAT = {"hat", "turban"}
SCARF = {"scarf", "dupatta"}
# The size of the public networks' input and the classes of their channels, in the order of their documentation.
LABELS = {
    "segformer-b2-clothes": (
        (512, 512),
        [
            {"background"}, HAT, {"hair"}, {"jewelry"}, UPPER, SKIRT, LOWER, DRESS, {"belt"}, {"shoes"}, {"shoes"},
            {"skin"}, {"skin"}, {"skin"}, {"skin"}, {"skin"}, {"bag"}, SCARF,
        ],
    ),
    "fashn-human-parser": (
        (576, 384),
        [
            {"background"}, {"skin"}, {"hair"}, UPPER, DRESS, SKIRT, LOWER, {"belt"}, {"bag"}, HAT, SCARF, {"jewelry"},
            {"skin"}, {"skin"}, {"skin"}, {"shoes"}, {"skin"}, {"jewelry"},
        ],
    ),
}  # fmt: skip
COLORS = np.array([(red, green, blue) for red in (0, 127, 255) for green in (0, 127, 255) for blue in (0, 255)])
IMAGENET = np.array([0.485, 0.456, 0.406]) * 255, np.array([0.229, 0.224, 0.225]) * 255  # mean, standard deviation
CELLS = 4  # rows of the grid per stripe of the photo


def write_network(path, height, width, colors, labels_only=False):
    """Write a network whose channels are the pixels of these (normalized) colors; a quarter of the input's size."""
    # The squared distance to a color, less the square of the pixel, which is the same in all channels.
    weights = (10 * colors)[:, :, None, None].astype(np.float32)
    bias = (-5 * (colors**2).sum(axis=1)).astype(np.float32)
    shape = [1, len(colors), height // 4, width // 4]
    nodes = [helper.make_node("Conv", ["pixel_values", "w", "b"], ["logits"], strides=[4, 4])]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)
    if labels_only:
        nodes.append(helper.make_node("ArgMax", ["logits"], ["labels"], axis=1, keepdims=0))
        output = helper.make_tensor_value_info("labels", TensorProto.INT64, [1, *shape[2:]])
    graph = helper.make_graph(
        nodes,
        "stand-in",
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, [1, 3, height, width])],
        [output],
        [onnx.numpy_helper.from_array(weights, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), path)


def stripes(parser, colors):
    """Return the probabilities, (colors, classes), that `parser` finds in a photo with one stripe of each color."""
    pixels = np.repeat(colors.astype(np.uint8), 30, axis=0)[:, None].repeat(200, axis=1)
    probabilities = parser(pixels, CELLS * len(colors), 6)
    assert probabilities.dtype == np.float32
    assert np.allclose(probabilities.sum(axis=0), 1, atol=1e-4)
    return probabilities[:, CELLS // 2 :: CELLS, 3].T


@pytest.fixture
def write_settings(tmp_path):
    """Write a network for black, red and white pixels; return a function that writes settings and returns the path."""
    write_network(tmp_path / "tiny.onnx", 64, 48, COLORS[[0, 12, 17]] / 127)

    def write(**changes):
        settings = {
            "network": "tiny.onnx", "input": "pixel_values", "size": [64, 48], "mean": [0, 0, 0], "std": [127.0] * 3,
            "classes": ["dress", ["trousers", "skirt"], None],
        } | changes  # fmt: skip
        path = tmp_path / "tiny.json"
        path.write_text(json.dumps({name: value for name, value in settings.items() if value != ""}))
        return path

    return write


@pytest.mark.parametrize("names", [class_names(), tuple(CLASSES)], ids=["built-in", "training"])
def test_channels_get_their_classes_and_share_among_several(write_settings, names):
    found = stripes(CustomParser(write_settings(), names), COLORS[[0, 12, 17]])
    assert found.shape == (3, len(names))
    black, red, white = (dict(zip(names, stripe, strict=True)) for stripe in found)
    assert black["dress"] == pytest.approx(1, abs=1e-3)
    assert red["trousers"] == red["skirt"] == pytest.approx(0.5, abs=1e-3)
    assert white["background"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", LABELS)
def test_shipped_label_map_needs_only_the_network(tmp_path, name):
    (height, width), expected = LABELS[name]
    write_network(tmp_path / "exported.onnx", height, width, (COLORS - IMAGENET[0]) / IMAGENET[1])
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"network": "exported.onnx", "classes": name}))
    for stripe, classes in zip(stripes(CustomParser(path, CLASSES), COLORS), expected, strict=True):
        found = {CLASSES[index]: stripe[index] for index in np.flatnonzero(stripe > 1e-3)}
        assert found.keys() == classes
        assert np.allclose(list(found.values()), 1 / len(classes), atol=1e-3)


def test_settings_override_the_label_map(tmp_path):
    write_network(tmp_path / "small.onnx", 128, 128, COLORS / 127 - 1)
    path = tmp_path / "settings.json"
    changes = {"size": [128, 128], "mean": [127] * 3, "std": [127] * 3}
    path.write_text(json.dumps({"network": "small.onnx", "classes": "fashn-human-parser"} | changes))
    assert stripes(CustomParser(path, CLASSES), COLORS)[2].argmax() == CLASSES.index("hair")


def test_every_label_map_is_tested():
    assert {path.stem for path in LABEL_MAPS.glob("*.json")} == LABELS.keys()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network": ""}, "lacks network"),
        ({"size": "", "mean": ""}, "lacks size, mean"),
        ({"network": "none.onnx"}, r"none\.onnx is missing"),
        ({"network": 3}, "network must be a text"),
        ({"input": None}, "input must be a text"),
        ({"size": 512}, "size must be"),
        ({"size": [64.0, 48]}, "size must be"),
        ({"size": [64, 0]}, "size must be"),
        ({"mean": ["0", "0", "0"]}, "mean must be three numbers"),
        ({"mean": [0, 0]}, "mean must be three numbers"),
        ({"mean": [0, 0, float("nan")]}, "mean must be three numbers"),
        ({"std": 127}, "std must be three numbers"),
        ({"std": [127, 0, 127]}, "std must be greater than 0"),
        ({"classes": "atr"}, "no label map 'atr'. Use fashn-human-parser or segformer-b2-clothes"),
        ({"classes": []}, "classes must be a list"),
        ({"classes": ["dress", 3, None]}, "an entry of classes must be"),
        ({"classes": ["dress", [], None]}, "an entry of classes must be"),
        ({"classes": ["dress", ["skirt", None], None]}, "an entry of classes must be"),
        ({"classes": ["gown", ["skirt", "robe"], None]}, "unknown classes: gown"),
    ],
)
def test_unusable_settings_are_an_error(write_settings, changes, message):
    path = write_settings(**changes)
    with pytest.raises(ModelMissing, match=message) as raised:
        CustomParser(path, CLASSES)
    assert f"RECOLOR_PARSER={path}" in str(raised.value)


@pytest.mark.parametrize("content", [None, "{", "[]", b"\xff"])
def test_unreadable_settings_are_an_error(tmp_path, content):
    path = tmp_path / "settings.json"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ModelMissing, match="RECOLOR_PARSER="):
        CustomParser(path, CLASSES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"classes": ["dress", None]}, r"output of shape \(1, 3, 16, 12\); `classes` describes \(1, 2, h, w\)"),
        ({"input": "image"}, "has no input 'image'. Use 'pixel_values'"),
        ({"size": [32, 32]}, r"cannot be run on a float32 input of shape \(1, 3, 32, 32\)"),
    ],
)
def test_settings_that_do_not_fit_the_network_are_an_error(write_settings, changes, message):
    parser = CustomParser(write_settings(**changes), CLASSES)
    with pytest.raises(ModelMissing, match=message):
        parser(np.zeros((90, 60, 3), np.uint8), 8, 6)


def test_network_that_returns_labels_is_an_error(write_settings, tmp_path):
    write_network(tmp_path / "tiny.onnx", 64, 48, COLORS[[0, 12, 17]] / 127, labels_only=True)
    with pytest.raises(ModelMissing, match="Export the logits"):
        CustomParser(write_settings(), CLASSES)(np.zeros((90, 60, 3), np.uint8), 8, 6)


@pytest.mark.parametrize("kept", [0, 100, None])
def test_damaged_network_is_an_error(write_settings, tmp_path, kept):
    network = tmp_path / "tiny.onnx"
    network.write_bytes(b"<html>not found</html>" if kept is None else network.read_bytes()[:kept])
    parser = CustomParser(write_settings(), CLASSES)
    with pytest.raises(ModelMissing, match=r"tiny\.onnx cannot be read as ONNX; export it again"):
        parser(np.zeros((90, 60, 3), np.uint8), 8, 6)


@pytest.mark.parametrize("arguments", [["garments", "--out=masks"], ["recolor", "--change=skirt=red", "--out=new.png"]])
def test_command_shows_the_mistake_without_a_traceback(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECOLOR_PARSER", "nowhere.json")
    with pytest.raises(CommandError, match=r"RECOLOR_PARSER=nowhere\.json"):
        call_command(*arguments, "photo.jpg")

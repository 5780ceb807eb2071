"""A custom parser set by RECOLOR_PARSER: a tiny network with its own classes."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from recolor.engine import Engine, ModelMissing, Picture
from recolor.engine.networks.parser import Parser, class_names


@pytest.fixture
def write_settings(tmp_path, monkeypatch):
    """Write a network whose channels are red, green and dark pixels; return a function that writes its settings."""
    weights = np.array([[8, 0, 0], [0, 8, 0], [-4, -4, -4]], np.float32).reshape(3, 3, 1, 1)
    bias = np.array([-4, -4, 2], np.float32)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["image", "w", "b"], ["logits"])],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 64, 48])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 3, 64, 48])],
        [onnx.numpy_helper.from_array(weights, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.save(model, tmp_path / "tiny.onnx")

    def write(**changes):
        settings = {
            "network": "tiny.onnx", "input": "image", "size": [64, 48], "mean": [0, 0, 0], "std": [255, 255, 255],
            "classes": ["dress", "trousers", None],
        } | changes  # fmt: skip
        path = tmp_path / "tiny.json"
        path.write_text(json.dumps({name: value for name, value in settings.items() if value != ""}))
        monkeypatch.setenv("RECOLOR_PARSER", str(path))

    write()
    return write


@pytest.fixture
def picture():
    pixels = np.full((400, 300, 3), 20, np.uint8)
    pixels[50:200, 80:220] = (250, 10, 10)
    pixels[200:380, 80:220] = (10, 250, 10)
    return Picture(pixels)


def test_custom_parser_is_used_with_its_classes(write_settings, picture):
    engine = Engine()
    probabilities = engine.analyze(picture).probabilities
    labels = [class_names()[index] for index in probabilities[:, [20, 70, 5], [60, 60, 5]].argmax(axis=0)]
    assert labels == ["dress", "trousers", "background"]
    mask = engine.find(picture, "trousers").mask > 0.5
    expected = np.zeros_like(mask)
    expected[200:380, 80:220] = True
    assert (mask & expected).sum() / (mask | expected).sum() > 0.9


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"classes": ["gown", None, None]}, "gown"), ({"size": ""}, "lacks size"), ({"network": "none.onnx"}, "missing")],
)
def test_unusable_settings_are_an_error(write_settings, picture, changes, message):
    write_settings(**changes)
    with pytest.raises(ModelMissing, match=message):
        Parser()(picture.pixels, {})


def test_missing_settings_file_is_an_error(monkeypatch):
    monkeypatch.setenv("RECOLOR_PARSER", "/nowhere/parser.json")
    with pytest.raises(ModelMissing, match="RECOLOR_PARSER"):
        Parser()

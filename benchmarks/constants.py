"""Count the tuned numbers of the recoloring rules: `python -m benchmarks.constants [--list]`.

Every number in `recolor/engine/recoloring/` counts, in a constant, a field of a dataclass or a function, except

* in functions, 0 to 4, 8, 255, 256, 100, 180 and 360: indices, channels, neighbors, ranges of pixels, L and angles,
* numbers below 0.002, which keep divisions finite,
* 16 in functions, because light scales L + 16 by the definition of CIELAB,
* the definitions below: units of the fitted features, of sRGB and CIELAB, and of the color table.
"""

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "recolor" / "engine" / "recoloring"
_PLAIN = {0, 1, 2, 3, 4, 8, 255, 256, 100, 180, 360}
_LIGHT_OFFSET = 16
_SMALLEST = 2e-3
_DEFINITIONS = {
    "cloth.py": {"_LEVELS", "describe_cloth", "slope_features", "chroma_features", "map_chroma", "_chroma_rotation"},
    "color_table.py": {"_SIDE", "_STEP", "_ALL_COLORS", "_CELL", "_decode"},
    "colored_light.py": {"_LUMINANCE", "_GAMMA", "_fit", "find_colored_light"},  # five terms
    "layers.py": {"_to_small"},  # centers of pixels
    "recolor.py": {"recolor_picture", "_recolor_regions"},  # shares of the progress
}


def numbers(file: Path) -> Iterator[tuple[str, float]]:
    """Yield the name of a constant, a field or a function, and each number in it that counts."""
    exempt = _DEFINITIONS.get(file.name, set())
    for node in ast.parse(file.read_text()).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        for member in members:
            name = _name(member)
            if name and name not in exempt:
                yield from ((name, value) for value in _values(member))


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]).strip("()").split(",")[0]
    return ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else ""


def _values(node: ast.stmt) -> Iterator[float]:
    exempt = _PLAIN | {_LIGHT_OFFSET} if isinstance(node, ast.FunctionDef) else {0}
    for child in ast.walk(node):
        value = child.value if isinstance(child, ast.Constant) else None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and value not in exempt and abs(value) >= _SMALLEST:
            yield value


def main(lists: bool) -> None:
    total = 0
    for file in sorted(FOLDER.glob("*.py")):
        found = list(numbers(file))
        total += len(found)
        if found:
            print(f"{file.name:22s} {len(found):3d}" + (f"  {found}" if lists else ""))
    print(f"{'all':22s} {total:3d}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="name them")
    main(parser.parse_args().list)

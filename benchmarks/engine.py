"""How the engine's time compares, in one run on one machine: `python -m benchmarks.engine`.

Recoloring: a 12-megapixel JPEG of photographic detail with a known mask over a third of the frame, decoded,
recolored and encoded, against the bare floor (Pillow decoding and encoding the same picture alike) and against the
usual round trip through CIELAB with OpenCV. Finding: a first look at a 2-megapixel photo and each further garment,
against one bare run of the encoder.
"""

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from recolor.engine import Analysis, ColorChange, Engine, Picture, encode
from recolor.engine.networks.encoder import Encoder

SAMPLE = Path(__file__).resolve().parents[1] / "recolor" / "samples" / "mannequin-lehenga.png"
ROUNDS = 9


def picture(width: int, height: int) -> np.ndarray:
    """The sample at another size, with grain down to the pixel as a camera's picture has."""
    sample = np.asarray(Image.open(SAMPLE).convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
    random = np.random.default_rng(0)
    grain = (
        random.normal(0, 6, (height, width, 1))
        + cv2.GaussianBlur(random.normal(0, 12, (height, width)), (0, 0), 1.5)[..., None]
    )
    return np.clip(sample + grain, 0, 255).astype(np.uint8)


def third_of(height: int, width: int) -> np.ndarray:
    """A soft mask over a third of the frame and a little more."""
    mask = np.zeros((height, width), np.float32)
    cv2.ellipse(mask, (width // 2, int(height * 0.62)), (int(width * 0.36), int(height * 0.32)), 0, 0, 360, 1.0, -1)
    return np.clip(cv2.GaussianBlur(mask, (0, 0), 3), 0, 1)


def pillow(source: bytes) -> bytes:
    """The floor: nothing but decoding and encoding, with our encoder's settings."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(source)).convert("RGB").save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return buffer.getvalue()


def opencv(source: bytes, mask: np.ndarray) -> bytes:
    """What is mostly done: the whole frame to CIELAB in float, its color shifted under the mask, and back."""
    pixels = np.asarray(Image.open(io.BytesIO(source)).convert("RGB"))
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab += mask[..., None] * (np.array([40, 20, -40], np.float32) - np.median(lab[mask > 0.95], axis=0))
    out = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    buffer = io.BytesIO()
    Image.fromarray((np.clip(out, 0, 1) * 255).round().astype(np.uint8)).save(
        buffer, "JPEG", quality=95, subsampling="4:4:4"
    )
    return buffer.getvalue()


def ours(engine: Engine, source: bytes, mask: np.ndarray) -> bytes:
    photo = engine.open(source)
    return encode(engine.recolor(photo, [ColorChange("lehenga", "#2040c0", mask=mask)], quality=None).pixels)


def seconds(*works: Callable[[], object]) -> list[float]:
    """The medians of some rounds, after one that does not count; by turns, so that a busy machine is so for all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS + 1):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [statistics.median(taken[1:]) for taken in times]


def memory(work: Callable[[], object]) -> float:
    """The peak of resident memory while `work` runs over what was resident before, in MB."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = _resident("VmRSS")
    work()
    return (_resident("VmHWM") - before) / 1024


def _resident(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def recoloring(engine: Engine) -> None:
    buffer = io.BytesIO()
    Image.fromarray(picture(3000, 4000)).save(buffer, "JPEG", quality=95)
    source, mask = buffer.getvalue(), third_of(4000, 3000)
    print(f"12 megapixels, a JPEG of {len(source) / 1e6:.1f} MB, a mask over {mask.mean():.0%} of it")
    works = {
        "decode and encode alone": lambda: pillow(source),
        "OpenCV's Lab round trip": lambda: opencv(source, mask),
        "our whole job": lambda: ours(engine, source, mask),
    }
    floor, *_others = taken = seconds(*works.values())
    for label, took in zip(works, taken, strict=True):
        print(f"  {label:28s} {took:6.2f} s   {took / floor:5.2f} × the floor")
    photo = engine.open(source)
    change = [ColorChange("lehenga", "#2040c0", mask=mask)]
    peak = memory(lambda: encode(engine.recolor(photo, change, quality=None).pixels))
    print(f"  our peak over the decoded picture: {peak:.0f} MB")


def to_2k(engine: Engine) -> None:
    photo, mask = Picture(picture(1225, 1633)), third_of(1633, 1225)
    (took,) = seconds(lambda: engine.recolor(photo, [ColorChange("lehenga", "#2040c0", mask=mask)], quality="2k"))
    print(f"2k from 2 megapixels, mask known: {took:.2f} s")


def finding(engine: Engine) -> None:
    pixels = picture(1225, 1633)
    encoder = Encoder()

    def first_look() -> Analysis:
        photo = Picture(pixels)
        engine.garments(photo)
        return engine.analyze(photo)

    photo = Picture(pixels, analysis=first_look())
    bare, first, further = seconds(
        lambda: encoder(pixels), first_look, lambda: engine.find(photo, "lehenga", others=["blouse"])
    )
    print(f"2 megapixels: the encoder alone {bare:.2f} s")
    print(f"  first look, all garments     {first:6.2f} s   {first / bare:5.2f} × the encoder")
    print(f"  each further garment         {further:6.2f} s   {further / bare:5.2f} × the encoder")
    print(f"resident memory with all models loaded: {_resident('VmRSS') / 1024:.0f} MB")


if __name__ == "__main__":
    engine = Engine()
    recoloring(engine)
    to_2k(engine)
    finding(engine)

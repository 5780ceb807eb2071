"""Measure the time and memory of the engine: `python -m benchmarks.engine`.

Recoloring: a 12-megapixel JPEG with fine detail and a given mask over a third of the frame is decoded, recolored and
encoded. The time is compared with decoding and encoding alone (by Pillow) and with the usual conversion to CIELAB and
back (by OpenCV). A further color of the opened photo is recolored and encoded. Finding: the first analysis of a
2-megapixel photo and each further garment are compared with one run of the encoder. All times of a comparison are
measured alternately in one process, so that other load on the machine affects all of them.
"""

import io
import itertools
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


def sample_picture(width: int, height: int) -> np.ndarray:
    """Return the sample photo at another size, (H, W, 3) uint8, with the grain of a camera."""
    sample = np.asarray(Image.open(SAMPLE).convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
    random = np.random.default_rng(0)
    grain = (
        random.normal(0, 6, (height, width, 1))
        + cv2.GaussianBlur(random.normal(0, 12, (height, width)), (0, 0), 1.5)[..., None]
    )
    return np.clip(sample + grain, 0, 255).astype(np.uint8)


def sample_mask(height: int, width: int) -> np.ndarray:
    """Return a soft mask, (H, W) float32 0..1, over about a third of the frame."""
    mask = np.zeros((height, width), np.float32)
    cv2.ellipse(mask, (width // 2, int(height * 0.62)), (int(width * 0.36), int(height * 0.32)), 0, 0, 360, 1.0, -1)
    return np.clip(cv2.GaussianBlur(mask, (0, 0), 3), 0, 1)


def decode_and_encode(source: bytes) -> bytes:
    """Decode and encode a JPEG with the engine's settings: the least time that a recoloring can take."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(source)).convert("RGB").save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return buffer.getvalue()


def recolor_with_opencv(source: bytes, mask: np.ndarray) -> bytes:
    """Recolor as is usual: convert the whole frame to CIELAB, shift the color under the mask, convert back."""
    pixels = np.asarray(Image.open(io.BytesIO(source)).convert("RGB"))
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab += mask[..., None] * (np.array([40, 20, -40], np.float32) - np.median(lab[mask > 0.95], axis=0))
    out = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    buffer = io.BytesIO()
    Image.fromarray((np.clip(out, 0, 1) * 255).round().astype(np.uint8)).save(
        buffer, "JPEG", quality=95, subsampling="4:4:4"
    )
    return buffer.getvalue()


def recolor_with_engine(engine: Engine, source: bytes, mask: np.ndarray) -> bytes:
    """Decode, recolor and encode with the engine."""
    picture = engine.open(source)
    return encode(engine.recolor(picture, [ColorChange("lehenga", "#2040c0", mask=mask)], quality=None).pixels)


def median_seconds(*works: Callable[[], object]) -> list[float]:
    """Return the median time of each work over several rounds, after one round to warm up.

    The works alternate, so that other load on the machine affects all of them.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS + 1):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [statistics.median(taken[1:]) for taken in times]


def peak_memory(work: Callable[[], object]) -> float:
    """Return by how many MB the peak of resident memory during `work` exceeds the resident memory before."""
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak, VmHWM
    before = _memory_status("VmRSS")
    work()
    return (_memory_status("VmHWM") - before) / 1024


def _memory_status(name: str) -> int:
    """Return a value of this process's memory status, in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def measure_recoloring(engine: Engine) -> None:
    buffer = io.BytesIO()
    Image.fromarray(sample_picture(3000, 4000)).save(buffer, "JPEG", quality=95)
    source, mask = buffer.getvalue(), sample_mask(4000, 3000)
    print(f"12 megapixels, a JPEG of {len(source) / 1e6:.1f} MB, a mask over {mask.mean():.0%} of it")
    picture, colors = engine.open(source), itertools.cycle(["#2040c0", "#c2185b"])

    def recolor_again() -> bytes:
        change = ColorChange("lehenga", next(colors), mask=mask)
        return encode(engine.recolor(picture, [change], quality=None).pixels)

    works = {
        "decode and encode alone": lambda: decode_and_encode(source),
        "OpenCV's Lab round trip": lambda: recolor_with_opencv(source, mask),
        "our whole job": lambda: recolor_with_engine(engine, source, mask),
        "each further color": recolor_again,
    }
    floor, *_others = times = median_seconds(*works.values())
    for label, seconds in zip(works, times, strict=True):
        print(f"  {label:28s} {seconds:6.2f} s   {seconds / floor:5.2f} × the floor")
    picture = engine.open(source)  # without what its recolorings have in common
    change = [ColorChange("lehenga", "#2040c0", mask=mask)]
    peak = peak_memory(lambda: encode(engine.recolor(picture, change, quality=None).pixels))
    print(f"  our peak over the decoded picture: {peak:.0f} MB")


def measure_recoloring_to_2k(engine: Engine) -> None:
    picture, mask = Picture(sample_picture(1225, 1633)), sample_mask(1633, 1225)
    change = [ColorChange("lehenga", "#2040c0", mask=mask)]
    (seconds,) = median_seconds(lambda: engine.recolor(picture, change, quality="2k"))
    print(f"2k from 2 megapixels, mask known: {seconds:.2f} s")


def measure_finding(engine: Engine) -> None:
    pixels = sample_picture(1225, 1633)
    encoder = Encoder()

    def first_look() -> Analysis:
        picture = Picture(pixels)
        engine.garments(picture)
        return engine.analyze(picture)

    picture = Picture(pixels, analysis=first_look())
    encoder_alone, first, further = median_seconds(
        lambda: encoder(pixels), first_look, lambda: engine.find(picture, "lehenga", others=["blouse"])
    )
    print(f"2 megapixels: the encoder alone {encoder_alone:.2f} s")
    print(f"  first look, all garments     {first:6.2f} s   {first / encoder_alone:5.2f} × the encoder")
    print(f"  each further garment         {further:6.2f} s   {further / encoder_alone:5.2f} × the encoder")
    print(f"resident memory with all models loaded: {_memory_status('VmRSS') / 1024:.0f} MB")


if __name__ == "__main__":
    engine = Engine()
    measure_recoloring(engine)
    measure_recoloring_to_2k(engine)
    measure_finding(engine)

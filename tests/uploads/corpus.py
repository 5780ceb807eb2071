"""More than 300 hostile files: bombs, polyglots, truncated and damaged files, and other kinds posing as pictures.

Each has a name and an expected answer: `REFUSED`, `ACCEPTED`, or `EITHER`, if only the process must survive it.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .pictures import (
    SIZE,
    black_png,
    jpeg_segment,
    noise,
    pictures,
    plain_tiff,
    png,
    png_chunk,
    saved,
    tiff,
    with_scans,
    with_segments,
    with_size,
)

REFUSED, ACCEPTED, EITHER = "refused", "accepted", "either"
PAYLOAD = b"<html><script>alert('payload')</script><?php system('payload'); ?></html>"


class Case(NamedTuple):
    name: str
    content: bytes
    expected: str


def corpus() -> Iterator[Case]:
    base = pictures()
    yield from harmless(base)
    yield from truncated(base)
    yield from damaged(base)
    yield from polyglots(base)
    yield from posing()
    yield from bombs(base)


def harmless(base: dict[str, bytes]) -> Iterator[Case]:
    for name, content in base.items():
        yield Case(f"harmless {name}", content, ACCEPTED)


def truncated(base: dict[str, bytes]) -> Iterator[Case]:
    for name, content in base.items():
        for percent in (1, 10, 25, 50, 75, 90):
            # A file that contains several pictures may have lost only later ones.
            complete = "several" in name or "animated" in name or "tiff" in name
            expected = EITHER if complete and percent > 10 else REFUSED
            yield Case(f"truncated {name} {percent} %", content[: len(content) * percent // 100], expected)


def damaged(base: dict[str, bytes]) -> Iterator[Case]:
    dice = random.Random(11)
    for name, content in base.items():
        for number in range(6):
            changed = bytearray(content)
            # Half of them only in the header, where lengths and offsets are.
            reach = len(content) if number % 2 else min(200, len(content))
            for _ in range(1 + 3 * number):
                changed[dice.randrange(reach)] = dice.choice((0, 1, 127, 128, 255, dice.randrange(256)))
            yield Case(f"damaged {name} {number}", bytes(changed), EITHER)


def polyglots(base: dict[str, bytes]) -> Iterator[Case]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("payload.html", PAYLOAD)
    for name in ("jpeg", "png", "webp", "tiff"):
        content = base[name]
        yield Case(f"polyglot {name} and HTML", content + PAYLOAD, ACCEPTED)
        yield Case(f"polyglot {name} and ZIP", content + archive.getvalue() + PAYLOAD, ACCEPTED)
        yield Case(f"polyglot HTML and {name}", PAYLOAD + content, REFUSED)
        yield Case(f"polyglot PDF and {name}", b"%PDF-1.7\n" + content, REFUSED)
        yield Case(f"polyglot ZIP and {name}", archive.getvalue() + content, REFUSED)
    comment = jpeg_segment(0xFE, PAYLOAD)
    yield Case("polyglot in a JPEG comment", with_segments(base["jpeg"], comment), ACCEPTED)
    exif = jpeg_segment(0xE1, b"Exif\0\0" + PAYLOAD)
    yield Case("polyglot in a damaged EXIF block", with_segments(base["jpeg"], exif), EITHER)
    text = png_chunk(b"tEXt", b"Comment\0" + PAYLOAD)
    yield Case("polyglot in a PNG text", png(*SIZE, text, data=zlib.compress(bytes(49 * 40))), ACCEPTED)


def posing() -> Iterator[Case]:
    """Yield other kinds of files, whatever their names and their media types say."""
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>&e;</text></svg>'
    texts = {
        "HTML": PAYLOAD,
        "SVG": svg,
        "SVG with an entity": xml + svg,
        "XML": xml + b"<x>&e;</x>",
        "script": b"#!/bin/sh\nrm -rf /\n",
        "PHP": b"<?php phpinfo(); ?>",
        "JSON": b'{"image": "x"}',
        "CSV": b"name,hex\nred,#f00\n",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 40\n(%pipe%id) (r) file\n",
        "PDF without a picture": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
        "ImageMagick's MVG": b"push graphic-context\nimage over 0,0 0,0 'https://x.example/'\n",
        "XPM": b'/* XPM */\nstatic char *x[] = {"40 40 1 1", "a c #fff"};',
        "XBM": b"#define x_width 40\n#define x_height 40\nstatic char x_bits[] = {0};",
        "PNM": b"P6 40 40 255\n" + bytes(4800),
        "spaces": b" " * 5000,
        "zeros": bytes(5000),
        "GZIP": b"\x1f\x8b\x08" + bytes(100),
        "ELF": b"\x7fELF\x02\x01\x01" + bytes(500),
        "MP4": b"\0\0\0\x18ftypmp42" + bytes(500),
        "HEIC": b"\0\0\0\x18ftypheic" + bytes(500),
        "AVIF": b"\0\0\0\x18ftypavif" + bytes(500),
        "WMF": b"\xd7\xcd\xc6\x9a" + bytes(100),
        "EMF": b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(100),
        "PSD": b"8BPS\0\x01" + bytes(500),
        "FLI": b"\0\0\0\0\x11\xaf\x01\0" + bytes(200),
        "RIFF without a picture": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
        "only a PNG signature": b"\x89PNG\r\n\x1a\n",
        "only a JPEG signature": b"\xff\xd8\xff",
        "only a TIFF signature": b"II*\0\x08\0\0\0",
        "only a WebP signature": b"RIFF\x1a\0\0\0WEBPVP8 ",
    }
    for name, content in texts.items():
        yield Case(f"posing {name}", content, REFUSED)
    for kind in ("GIF", "BMP", "ICO", "TGA", "PCX", "PPM", "SGI", "DDS", "IM", "JPEG2000", "PDF", "EPS"):
        yield Case(f"posing {kind}", saved(noise(), kind), REFUSED)


def bombs(base: dict[str, bytes]) -> Iterator[Case]:
    """Yield small files that ask for much memory or time."""
    million = bytes(1_000_000)
    bomb = zlib.compress(million * 30)
    for width, height in (
        (60_000, 60_000),
        (2**31 - 1, 2**31 - 1),
        (2**31 - 1, 1),
        (40, 2**31 - 1),
        (8001, 8001),
        (0, 0),
    ):
        yield Case(f"bomb PNG {width} × {height}", png(width, height, data=b"x"), REFUSED)
    yield Case("bomb complete PNG of 100 megapixels", black_png(10_000, 10_000), REFUSED)
    for width, height in ((65_535, 65_535), (65_500, 65_500), (8001, 8001), (65_535, 1), (1, 65_535), (0, 40)):
        yield Case(f"bomb JPEG {width} × {height}", with_size(base["jpeg"], width, height), REFUSED)
    header = b"VP8X\x0a\0\0\0\0\0\0\0" + struct.pack("<I", 16_382)[:3] * 2
    yield Case("bomb WebP", b"RIFF" + struct.pack("<I", len(header) + 4) + b"WEBP" + header, REFUSED)
    for width, height in ((60_000, 60_000), (2**32 - 1, 2**32 - 1), (100_000, 1), (2**31, 2)):
        yield Case(f"bomb TIFF {width} × {height}", tiff(plain_tiff(width, height)), REFUSED)
    for tile in (100_000, 60_000, 2**31):
        tiles = plain_tiff(64, 64, t322=tile, t323=tile, t324=200, t325=100)
        yield Case(f"bomb TIFF with tiles of {tile} px", tiff(tiles, data=bytes(500)), REFUSED)
    for samples in (2**16, 200):
        yield Case(f"bomb TIFF with {samples} samples", tiff(plain_tiff(64, 64, t277=samples)), REFUSED)
    entries = plain_tiff(64, 64, t273=8)
    start = len(tiff(entries))
    directories = b"".join(struct.pack("<HI", 0, start + 6 * number) for number in range(1, 100_000))
    chain = tiff(entries, following=start, data=directories)
    yield Case("bomb TIFF with 100,000 empty directories", chain, EITHER)  # only the first hundred are read
    yield Case("loop of TIFF directories", tiff(plain_tiff(64, 64), following=8, data=bytes(5000)), EITHER)
    yield Case("bomb JPEG with 5000 scans", with_scans(base["jpeg-progressive"], 5000), REFUSED)
    yield Case("JPEG with many scans", with_scans(base["jpeg-progressive"], 50), EITHER)
    segments = [jpeg_segment(0xE0 + number % 16, bytes(60_000)) for number in range(300)]
    yield Case("JPEG with 18 MB of segments", with_segments(base["jpeg"], *segments), EITHER)
    parts = [b"ICC_PROFILE\0" + bytes([number, 200]) + bytes(65_000) for number in range(1, 201)]
    profile = [jpeg_segment(0xE2, part) for part in parts]
    yield Case("bomb JPEG with a profile of 13 MB", with_segments(base["jpeg"], *profile), REFUSED)
    lines = zlib.compress(bytes(49 * 40))
    yield Case("bomb PNG profile", png(*SIZE, png_chunk(b"iCCP", b"x\0\0" + bomb), data=lines), REFUSED)
    yield Case("bomb PNG text", png(*SIZE, png_chunk(b"zTXt", b"x\0\0" + bomb), data=lines), EITHER)
    international = png_chunk(b"iTXt", b"x\0\x01\0\0\0" + bomb)
    yield Case("bomb PNG international text", png(*SIZE, international, data=lines), EITHER)
    yield Case("bomb PNG with much text", png(*SIZE, *[png_chunk(b"tEXt", b"x\0" + million)] * 80, data=lines), EITHER)
    yield Case("bomb PNG with more data than pixels", png(*SIZE, data=bomb), EITHER)
    animation = png_chunk(b"acTL", struct.pack(">II", 1_000_000, 0))
    yield Case("bomb PNG with a million frames", png(*SIZE, animation, data=lines), EITHER)
    frames = [noise().rotate(angle) for angle in range(120)]
    yield Case("WebP with 120 frames", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]), REFUSED)
    yield Case("PNG with 120 frames", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), REFUSED)
    yield Case("TIFF with 120 frames", saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), REFUSED)
    loop = struct.pack("<HHHIIIHHIII", 2, 0x8769, 4, 1, 8, 8, 0x0112, 3, 1, 6, 8)
    exif = jpeg_segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + loop)
    yield Case("loop of EXIF directories", with_segments(base["jpeg"], exif), EITHER)
    count = struct.pack("<HHHII", 1, 0x0112, 3, 2**32 - 1, 8)
    exif = jpeg_segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + count)
    yield Case("EXIF with four billion values", with_segments(base["jpeg"], exif), EITHER)
    pictures_in_one = jpeg_segment(0xE2, b"MPF\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0xB001, 4, 1, 2**31))
    yield Case("JPEG with two billion pictures", with_segments(base["jpeg"], pictures_in_one), EITHER)

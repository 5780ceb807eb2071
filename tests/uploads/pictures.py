"""Small pictures of all kinds, as the content of files, and the parts from which hostile ones are made."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms

SIZE = (48, 40)


def noise(mode: str = "RGB") -> Image.Image:
    """Return a picture that compresses badly, so that a truncated file lacks a part of it."""
    values = np.random.default_rng(7).integers(0, 256, (SIZE[1], SIZE[0], 4), np.uint8)
    return Image.fromarray(values, "RGBA").convert("RGB").convert(mode) if mode != "RGBA" else Image.fromarray(values)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def pictures() -> dict[str, bytes]:
    """Return harmless files of all kinds that are accepted."""
    exif = Image.Exif()
    exif[0x0112] = 6
    deep = Image.fromarray(np.random.default_rng(8).integers(0, 2**16, SIZE[::-1], np.uint16))

    return {
        "jpeg": saved(noise(), "JPEG"),
        "jpeg-progressive": saved(noise(), "JPEG", progressive=True),
        "jpeg-gray": saved(noise("L"), "JPEG"),
        "jpeg-cmyk": saved(noise("CMYK"), "JPEG"),
        "jpeg-turned": saved(noise(), "JPEG", exif=exif),
        "jpeg-profile": saved(noise(), "JPEG", icc_profile=profile()),
        "jpeg-several": saved(noise(), "MPO", save_all=True, append_images=[Image.new("RGB", SIZE), noise()]),
        "png": saved(noise(), "PNG"),
        "png-alpha": saved(noise("RGBA"), "PNG"),
        "png-palette": saved(noise("P"), "PNG"),
        "png-bits": saved(noise("1"), "PNG"),
        "png-16-bit": saved(deep, "PNG"),
        "png-profile": saved(noise(), "PNG", icc_profile=profile()),
        "png-animated": saved(noise(), "PNG", save_all=True, append_images=[Image.new("RGB", SIZE), noise()]),
        "webp": saved(noise(), "WEBP"),
        "webp-lossless": saved(noise("RGBA"), "WEBP", lossless=True),
        "webp-animated": saved(noise(), "WEBP", save_all=True, append_images=[Image.new("RGB", SIZE), noise()]),
        "tiff": saved(noise(), "TIFF"),
        "tiff-lzw": saved(noise(), "TIFF", compression="tiff_lzw"),
        "tiff-deflate": saved(noise(), "TIFF", compression="tiff_adobe_deflate"),
        "tiff-jpeg": saved(noise(), "TIFF", compression="jpeg"),
        "tiff-cmyk": saved(noise("CMYK"), "TIFF"),
        "tiff-16-bit": saved(deep, "TIFF"),
        "tiff-several": saved(noise(), "TIFF", save_all=True, append_images=[Image.new("RGB", SIZE), noise()]),
    }


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, data: bytes | None = None) -> bytes:
    """Return a gray PNG of any declared size; its data is one line unless `data` gives others."""
    content = zlib.compress(bytes(width + 1)) if data is None else data
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    end = png_chunk(b"IDAT", content) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + end


def black_png(width: int, height: int) -> bytes:
    """Return a complete black PNG of a few kilobytes."""
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(bytes(width + 1)) for _ in range(height))
    return png(width, height, data=lines + packer.flush())


def jpeg_segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header declares another size."""
    start = next(jpeg.find(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in jpeg)
    return jpeg[: start + 5] + struct.pack(">HH", height, width) + jpeg[start + 9 :]


def with_scans(jpeg: bytes, count: int) -> bytes:
    """Return a progressive JPEG with many more scans, each of a few bytes."""
    start = jpeg.rfind(b"\xff\xda")
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10" + b"\x00"
    return jpeg[:start] + scan * count + jpeg[start:]


def tiff(entries: dict[int, tuple[int, int]], *, following: int = 0, data: bytes = b"") -> bytes:
    """Return a little-endian TIFF with one directory: for each tag, its type (3: short, 4: long) and its value."""
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, (kind, value) in sorted(entries.items()))
    return b"II*\x00" + struct.pack("<IH", 8, len(entries)) + rows + struct.pack("<I", following) + data


def plain_tiff(width: int, height: int, **more: int) -> dict[int, tuple[int, int]]:
    """Return the directory of a gray TIFF without compression."""
    tags = {
        256: width,
        257: height,
        258: 8,
        259: 1,
        262: 1,
        273: 200,
        277: 1,
        278: height,
        279: min(width * height, 2**32 - 1),
    }
    return {tag: (4, value) for tag, value in tags.items()} | {
        int(name[1:]): (4, value) for name, value in more.items()
    }

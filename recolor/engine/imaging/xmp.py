"""XMP in a JPEG that exists already, without encoding its pixels again."""

_HEADER = b"http://ns.adobe.com/xap/1.0/\0"  # of a segment with XMP (XMP specification, part 3, 1.1.3)
_START, _APP0, _APP1 = b"\xff\xd8", b"\xff\xe0", b"\xff\xe1"
_LARGEST = 0xFFFF - 2 - len(_HEADER)  # bytes of XMP in one segment


def jpeg_with_xmp(content: bytes, xmp: bytes) -> bytes:
    """Return a JPEG with other XMP; its pixels and its other metadata stay the same.

    Parameters
    ----------
    content : bytes
        The content of a JPEG file.
    xmp : bytes
        An XMP packet (ISO 16684-1) in UTF-8.

    Returns
    -------
    bytes
        The content of the file with the new packet in place of the old one, if it had any.

    Raises
    ------
    ValueError
        If the content is not a JPEG, or the packet is larger than 65,504 bytes.
    """
    if not content.startswith(_START):
        raise ValueError("the content is not a JPEG")
    if len(xmp) > _LARGEST:
        raise ValueError(f"the XMP is larger than {_LARGEST} bytes")
    kept, position = [], len(_START)
    # The leading segments: JFIF (APP0), and Exif and XMP (both APP1). Exif must stay before XMP.
    while content[position : position + 2] in (_APP0, _APP1):
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if not content.startswith(_HEADER, position + 4):
            kept.append(content[position:end])
        position = end
    length = (2 + len(_HEADER) + len(xmp)).to_bytes(2, "big")
    segment = _APP1 + length + _HEADER + xmp
    return b"".join([_START, *kept, segment, content[position:]])

"""The provenance of a result, which its file carries as XMP (ISO 16684-1): what was changed, and by what.

The namespaces are those of XMP, Dublin Core and IPTC. `DigitalSourceType` is IPTC's word for pictures that software has
changed, which shops and marketplaces read.
"""

from xml.etree import ElementTree

from .models import RecolorTask

_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
for _prefix, _uri in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _uri)


def xmp_of(task: RecolorTask) -> bytes:
    """Return the XMP of a task's result: the tool, the name of the photo's file, the task, and its targets and colors.

    It contains nothing about people, and no date, so that the same task gives the same file.
    """
    root = ElementTree.Element(_name("x:xmpmeta"))
    rdf = ElementTree.SubElement(root, _name("rdf:RDF"))
    description = ElementTree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    _add(description, "xmp:CreatorTool", "Recolor Studio")
    _add(description, "dc:source", task.photo.file_name or task.photo.name)
    _add(description, "dc:identifier", f"recolor-task:{task.pk}")
    _add(description, "Iptc4xmpExt:DigitalSourceType", _SOURCE_TYPE)
    texts = ElementTree.SubElement(ElementTree.SubElement(description, _name("dc:description")), _name("rdf:Alt"))
    _add(texts, "rdf:li", _changes_text(task)).set(_XML_LANGUAGE, "x-default")
    return ElementTree.tostring(root, encoding="unicode").encode()


def _name(qualified: str) -> str:
    """Return a name such as `dc:source` as ElementTree writes it."""
    prefix, local = qualified.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, _name(name))
    child.text = "".join(letter for letter in text if letter.isprintable())  # XML allows no control characters
    return child


def _changes_text(task: RecolorTask) -> str:
    changes = [
        f"{change.scope}: {change.color}" + ("" if change.color == change.color_hex else f" ({change.color_hex})")
        for change in task.color_changes.all()
    ]
    return f"Digitally recolored. {'; '.join(changes)}"

"""File names of exported results in scripts other than Latin, and names that only look different."""

import unicodedata

import pytest

from recolor.exports import FileNamer


def names(*skus: str) -> list[str]:
    namer = FileNamer("{sku}")
    return [namer.name({"sku": sku}, "jpg") for sku in skus]


def test_hindi_names_are_kept():
    name = FileNamer("{sku}_{color}").name({"sku": "कुर्ती-204", "color": "गहरा नीला"}, "jpg")
    assert name == "कुर्ती-204_गहरा-नीला.jpg"


@pytest.mark.parametrize("text", ["कुर्ती" * 20, "कि" * 60, "é" * 150, "👗" * 60, "ab" + "नि" * 80])
def test_long_names_are_cut_between_characters(text):
    (name,) = names(text)
    stem = name.removesuffix(".jpg")
    assert 180 <= len(stem.encode()) <= 200
    assert text.startswith(stem)
    following = text[len(stem)]
    assert not unicodedata.category(following).startswith("M"), "a vowel sign was cut off"


def test_long_equal_names_stay_below_the_limit_of_file_systems():
    equal = names(*["कुर्ती" * 20] * 12)
    assert len(set(equal)) == 12 and all(len(name.encode()) <= 255 for name in equal)


def test_composed_and_decomposed_letters_are_one_name():
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert names(composed, decomposed) == ["café.jpg", "café-2.jpg"]
    assert names("CAFE\u0301", "caf\u00e9") == ["CAFÉ.jpg", "café-2.jpg"]


def test_invisible_characters_are_dropped():
    assert names("KU\u202e204\u200b\u2066", "KU\ufeff204", "\u200b") == ["KU204.jpg", "KU204-2.jpg", "result.jpg"]
    assert FileNamer("{sku}_{view}_x").name({"sku": "A", "view": "\u200d"}, "jpg") == "A_x.jpg"

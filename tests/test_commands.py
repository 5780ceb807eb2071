"""The management commands that use the engine."""

import numpy as np
from django.core.management import call_command
from PIL import Image


def test_the_recolor_command_refines_a_mask_on_request(tmp_path):
    photo, mask = Image.new("RGB", (300, 300), (120, 120, 120)), Image.new("L", (300, 300))
    photo.paste((200, 30, 60), (20, 20, 280, 280))
    photo.save(tmp_path / "photo.png")
    mask.paste(255, (17, 17, 283, 283))  # its margin is too narrow to count as a border of the cloth
    mask.save(tmp_path / "mask.png")

    def changed(*options):
        out = tmp_path / "out.png"
        arguments = ["--change", "dress=navy", "--mask", f"dress={tmp_path / 'mask.png'}", "--quality", "original"]
        call_command("recolor", str(tmp_path / "photo.png"), *arguments, "--out", str(out), *options)
        return np.abs(np.asarray(Image.open(out), int) - np.asarray(photo)).max(axis=2) > 20

    assert changed()[18, 150] and changed()[23, 150]
    refined = changed("--refine-edges")
    assert not refined[18, 150] and refined[23, 150]

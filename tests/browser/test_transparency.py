"""A transparent photo in a browser: its studio explains the formats, and the downloaded PNG is transparent alike."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from .actions import LEHENGA, fill_row, recolor_button

pytestmark = pytest.mark.browser


def test_a_png_result_is_transparent_where_the_photo_is(new_page, screenshot):
    photo = Image.open(LEHENGA).convert("RGB")
    alpha = np.full((photo.height, photo.width), 255, np.uint8)
    alpha[:, : photo.width // 4] = np.linspace(0, 255, photo.width // 4).round()
    photo.putalpha(Image.fromarray(alpha))
    buffer = io.BytesIO()
    photo.save(buffer, "PNG")

    page = new_page(color_scheme="dark")
    page.goto("/photos/")
    page.set_input_files("#id_image", {"name": "cutout.png", "mimeType": "image/png", "buffer": buffer.getvalue()})
    title = page.locator("#photos .picture-title", has_text="cutout")
    title.wait_for()
    page.goto(title.get_attribute("href"))
    format_choice = page.get_by_label("File format")
    expect(format_choice).to_have_accessible_description(
        "This photo has transparent areas. PNG and WebP keep them; JPEG makes them white."
    )
    format_choice.select_option("png")
    page.get_by_label("Original size").check(force=True)
    fill_row(page.locator(".color-row").last, "teal", target="all")
    screenshot(page, "studio-transparent")
    recolor_button(page).click()
    card = page.locator("#tasks > li").first
    card.locator("[data-action=approve]").wait_for(timeout=240_000)
    screenshot(page, "result-transparent")
    result = page.request.get(f"/results/{card.get_attribute('data-task')}/files/result/")
    assert result.headers["content-type"] == "image/png"
    values = np.asarray(Image.open(io.BytesIO(result.body())))
    assert (values[..., 3] == alpha).all()

"""The report of a recoloring, measured on the finished picture."""

from collections.abc import Sequence

import cv2
import numpy as np

from ..color.ciede2000 import ciede2000
from ..color.spaces import hex_to_lab, median_color, rgb_to_lab
from ..imaging.strips import map_strips
from ..types import ChangeReport, Pixels
from .change_warnings import NOTHING_FOUND
from .region import Outcome, Region
from .sure_pixels import sample_pixels


def report_change(region: Region, outcome: Outcome | None, out: Pixels) -> ChangeReport:
    """Return the report of one change.

    Parameters
    ----------
    region : Region
        The color change.
    outcome : Outcome or None
        Measurements made during the change; None if the mask was empty.
    out : (H, W, 3) uint8
        The finished picture.

    Returns
    -------
    ChangeReport
        The report.
    """
    if outcome is None:
        return ChangeReport(
            target=region.target,
            target_hex=region.target_hex,
            achieved_hex="",
            delta_e=None,
            coverage=0.0,
            warning=NOTHING_FOUND,
            confidence=region.confidence,
            layer=region.layer,
            layers=region.layers,
        )
    measured = outcome.recolored if outcome.recolored.any() else region.sure
    colors = sample_pixels(out[region.box], measured)
    achieved, achieved_hex = median_color(rgb_to_lab(colors))
    lightness, a, b = achieved.tolist()
    return ChangeReport(
        target=region.target,
        target_hex=region.target_hex,
        achieved_hex=achieved_hex,
        delta_e=float(ciede2000(achieved, hex_to_lab(region.target_hex))),
        coverage=region.coverage,
        out_of_gamut=outcome.out_of_gamut,
        protected=outcome.protected,
        warning=outcome.warning,
        confidence=region.confidence,
        achieved_lab=(lightness, a, b),
        layer=region.layer,
        layers=region.layers,
    )


def largest_change_outside(source: Pixels, out: Pixels, regions: Sequence[Region]) -> int:
    """Return the largest difference, 0..255, of two pictures, (H, W, 3) uint8, outside the masks of all regions."""

    def largest_in_strip(rows: slice) -> float:
        outside = None  # no garment in these rows; OpenCV compares pictures much faster without a mask
        for region in regions:
            top, bottom = (min(max(row, rows.start), rows.stop) for row in (region.box[0].start, region.box[0].stop))
            if top == bottom:
                continue
            if outside is None:
                outside = np.ones((rows.stop - rows.start, source.shape[1]), np.uint8)
            mask = region.mask[top - region.box[0].start :][: bottom - top]
            outside[top - rows.start : bottom - rows.start, region.box[1]] &= mask == 0
        return cv2.norm(source[rows], out[rows], cv2.NORM_INF, outside)

    return int(max(map_strips(largest_in_strip, source.shape[0], source.shape[1])))

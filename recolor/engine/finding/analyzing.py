"""The analysis of a photo: the parser's output, and candidates for garments with their expected quality."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Pixels
from .candidates import Candidates
from .measurements import Measured, measure
from .outfits import Evidence, Region, most_likely_outfit
from .overlap import keep_distinct, pairwise_iou
from .photo_decoder import PhotoDecoder
from .proposals import propose
from .quality import QualityModel

# Not tuned: more candidates take more time in every request, and 70 take about 0.2 MB in a stored analysis.
_MAXIMUM_CANDIDATES = 60  # candidates with the highest expected IoU that are kept
_MAXIMUM_OF_CLASS = 4  # candidates of each class that are kept beside them
_LIKELY_CLASS = 0.2  # probability from which a candidate counts as one of a class
_MINIMUM_EXPECTED = 0.1  # expected IoU of candidates that are kept
_DUPLICATE_IOU = 0.96  # from this overlap on, the worse of two candidates is dropped


def add_candidates(analysis: Analysis, pixels: Pixels, decoder: Decoder, model: QualityModel) -> None:
    """Find the candidates for garments and store the best ones in the analysis.

    Parameters
    ----------
    analysis
        The analysis of the photo, with `embedding` and `probabilities`.
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    decoder
        MobileSAM's decoder.
    model
        The network that estimates quality and classes.
    """
    candidates, measured = measured_candidates(analysis, pixels, decoder)
    expected, classes = model(measured.values, measured.embeddings)
    kept = _best(candidates.small, expected, classes)
    analysis.candidates = np.stack([candidates.mask(index) for index in kept])
    analysis.expected, analysis.classes = expected[kept], classes[kept]


def measured_candidates(analysis: Analysis, pixels: Pixels, decoder: Decoder) -> tuple[Candidates, Measured]:
    """Return all candidates of a photo, (H, W, 3) uint8, and their measurements."""
    evidence = Evidence(analysis.probabilities)
    photo_decoder = PhotoDecoder(decoder, analysis)
    regions = evidence.regions(most_likely_outfit(evidence))
    parsed = [photo_decoder.resize(region.probability) for region in (*regions, Region("", evidence.cloth))]
    proposals, scores = propose(photo_decoder, parsed[:-1], parsed[-1])
    masks = np.concatenate([proposals, np.stack([probability > 0.5 for probability in parsed])])
    candidates = Candidates(masks, scores)
    return candidates, measure(candidates, evidence, regions, pixels, analysis.photo_embedding)


def _best(masks: NDArray[np.bool_], expected: NDArray[np.float32], classes: NDArray[np.float32]) -> list[int]:
    """Return the candidates to keep, without near duplicates; at least one.

    They are those with the highest expected IoU, and the best ones of each class: a small blouse has many larger rivals
    in a photo, but is needed when it is requested.
    """
    ious = pairwise_iou(masks)

    def promising(order: NDArray[np.int_]) -> Iterable[int]:
        return takewhile(lambda index: expected[index] >= _MINIMUM_EXPECTED, order)

    by_quality = np.argsort(-expected)
    kept = [int(by_quality[0])]
    keep_distinct(kept, promising(by_quality), ious, _DUPLICATE_IOU, _MAXIMUM_CANDIDATES - 1)
    for of_class in classes.T:
        likely = np.flatnonzero(of_class >= _LIKELY_CLASS)
        by_class = likely[np.argsort(-(of_class * expected)[likely])]
        keep_distinct(kept, promising(by_class), ious, _DUPLICATE_IOU, _MAXIMUM_OF_CLASS)
    return kept

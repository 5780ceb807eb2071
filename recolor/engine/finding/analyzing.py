"""The analysis of a photo: the parser's output, and candidates for garments with their expected quality."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Pixels
from .candidates import Candidates
from .measurements import Measured
from .outfits import Evidence, Region, most_likely_outfit
from .photo_decoder import PhotoDecoder
from .proposals import propose
from .quality import QualityModel

_MAXIMUM_CANDIDATES = 60  # best candidates that are kept, which is about 0.2 MB in a stored analysis
_MAXIMUM_OF_CLASS = 4  # further candidates that are kept of each class
_LIKELY_CLASS = 0.2  # probability of the class of these
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
    return candidates, Measured(candidates, evidence, regions, pixels, analysis.photo_embedding)


def _best(masks: NDArray[np.bool_], expected: NDArray[np.float32], classes: NDArray[np.float32]) -> list[int]:
    """Return the candidates to keep, without near duplicates; at least one.

    They are those with the highest expected IoU, and the best ones of each class: a small blouse has many larger rivals
    in a photo, but is needed when it is requested.
    """
    flat = masks[:, ::2, ::2].reshape(len(masks), -1).astype(np.float32)
    areas = flat.sum(axis=1)
    kept: list[int] = []

    def keep(order: NDArray[np.int_], maximum: int) -> None:
        count = 0
        for index in (int(index) for index in order):
            if kept and (expected[index] < _MINIMUM_EXPECTED or count == maximum):
                return
            common = flat[kept] @ flat[index]
            if not kept or (common / np.maximum(areas[kept] + areas[index] - common, 1)).max() < _DUPLICATE_IOU:
                kept.append(index)
                count += 1

    keep(np.argsort(-expected), _MAXIMUM_CANDIDATES)
    for of_class in classes.T:
        likely = np.flatnonzero(of_class >= _LIKELY_CLASS)
        keep(likely[np.argsort(-(of_class * expected)[likely])], _MAXIMUM_OF_CLASS)
    return kept

"""Names of garments that agree in the poses of a model."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from django.db.models import Q, QuerySet

from .. import engine, files
from ..models import Photo
from ..pictures import fractions, mask_from_png

MAXIMUM_PHOTOS = 6  # other photos that are compared; each takes about 0.1 s


def consistent_names(photo: Photo, analysis: engine.Analysis, garments: Sequence[engine.Garment]) -> list[str]:
    """Return the names of a photo's garments, as they are called in the other photos of the same model.

    The names in those photos stay, because people may have used them in results already.
    """
    known = list(_known_garments(other_photos(photo)))
    found = [engine.appearance(analysis, garment.mask, garment.name, garment.color) for garment in garments]
    return engine.names_as_in(found, known) if known else [garment.name for garment in garments]


def other_photos(photo: Photo) -> QuerySet[Photo]:
    """Return the other photos of a photo's model whose garments have been found, the first uploaded first."""
    model = photo.model_id or photo.pk
    family = Photo.objects.filter(Q(pk=model) | Q(model=model), status=Photo.DONE, trashed_at=None)
    current = family.exclude(pk=photo.pk).filter(analysis_version=engine.ANALYSIS_VERSION).exclude(analysis="")
    return current.prefetch_related("garments").order_by("id")[:MAXIMUM_PHOTOS]


def _known_garments(photos: Iterable[Photo]) -> Iterable[engine.Appearance]:
    for photo in photos:
        try:
            analysis = engine.Analysis.from_bytes(files.read(photo.analysis.name))
            rows, columns = analysis.probabilities.shape[1:]
            for garment in photo.garments.all():
                mask = mask_from_png(files.read(garment.mask.name))
                small = cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_AREA)
                yield engine.appearance(analysis, fractions(np.asarray(small)), garment.name, garment.color)
        except (engine.EngineError, FileNotFoundError):  # damaged, or replaced in the meantime
            continue

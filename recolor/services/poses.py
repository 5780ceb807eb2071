"""The photos of one SKU as one model, the oldest, with its poses. SKUs are compared without case, as in sheets."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import EngineName, Photo, RecolorTask, Workspace

_BATCH_SIZE = 200  # photos that are read or updated at once


def model_of_sku(workspace: Workspace, sku: str) -> Photo | None:
    """Return the oldest model with an SKU; None for an empty SKU, too."""
    return _models_with_skus(workspace.pk).filter(sku__iexact=sku).order_by("pk").first() if sku else None


def photos_regroup(photos: Sequence[Photo]) -> int:
    """Make photos whose SKUs have changed poses of the models with their SKUs, or models of their own.

    The poses of changed models are regrouped, too. The kind of a photo with results cannot change. Return the number of
    models that therefore stay beside the model of their SKU. photos: of one workspace.
    """
    if not photos:
        return 0
    grouping = _Grouping(photos)
    grouping.group_models()
    grouping.group_poses()
    Photo.objects.bulk_update(grouping.moved.values(), ["kind", "model"], batch_size=_BATCH_SIZE)
    return grouping.apart


class _Grouping:
    """Photos to regroup.

    moved: those that have another kind or model now, by their ids. apart: see `photos_regroup`.
    """

    def __init__(self, photos: Sequence[Photo]) -> None:
        self.moved: dict[int, Photo] = {}
        self.apart = 0
        self._photos = {photo.pk: photo for photo in _with_poses([photo.pk for photo in photos])}
        self._with_results = set(_with_results(list(self._photos)))
        models = _models_with_skus(photos[0].workspace_id).order_by("-pk").values_list("sku", "pk")
        self._models = {sku.casefold(): pk for sku, pk in models}  # the oldest of each SKU

    def group_models(self) -> None:
        """Make models poses of the older models with their SKUs."""
        for photo in self._of_kind(Photo.Kind.MODEL):
            model = self._models.get(photo.sku.casefold()) if photo.sku else None
            if model in (None, photo.pk):
                continue
            if photo.pk in self._with_results:
                self.apart += 1
            else:
                self._move(photo, Photo.Kind.POSE, model)

    def group_poses(self) -> None:
        """Give poses the models with their SKUs; where there is none, the first one without results becomes it."""
        for photo in sorted(
            self._of_kind(Photo.Kind.POSE), key=lambda photo: (photo.pk in self._with_results, photo.pk)
        ):
            if photo.pk in self.moved or self._belongs(photo):
                continue
            key = photo.sku.casefold()
            if not key:  # its model has become a pose
                model = self._model_of(photo)
                self._move(photo, Photo.Kind.POSE, model.model_id if model else None)
            elif key in self._models:
                self._move(photo, Photo.Kind.POSE, self._models[key])
            elif photo.model_id is not None and photo.pk not in self._with_results:
                self._move(photo, Photo.Kind.MODEL, None)
                self._models[key] = photo.pk
            else:
                self._move(photo, Photo.Kind.POSE, None)

    def _belongs(self, photo: Photo) -> bool:
        """Whether a pose can stay with its model: nothing says that they show different products."""
        model = self._model_of(photo)
        if model is None:
            return not photo.sku
        if model.kind != Photo.Kind.MODEL:
            return False
        key = photo.sku.casefold()
        return not key or model.sku.casefold() == key or not (model.sku or key in self._models)

    def _model_of(self, photo: Photo) -> Photo | None:
        return self._photos.get(photo.model_id or 0) or photo.model

    def _of_kind(self, kind: str) -> list[Photo]:
        return [photo for photo in self._photos.values() if photo.kind == kind]

    def _move(self, photo: Photo, kind: str, model: int | None) -> None:
        photo.kind, photo.model_id = kind, model
        self.moved[photo.pk] = photo


def _models_with_skus(workspace_id: int) -> QuerySet[Photo]:
    local = Photo.objects.filter(workspace=workspace_id, engine=EngineName.LOCAL, trashed_at=None)
    return local.filter(kind=Photo.Kind.MODEL).exclude(sku="")


def _with_poses(ids: Sequence[int]) -> Iterable[Photo]:
    """Yield local photos and their poses."""
    photos = Photo.objects.filter(engine=EngineName.LOCAL).select_related("model").order_by("pk")
    for chunk in _chunks(ids):
        yield from photos.filter(Q(pk__in=chunk) | Q(model__in=chunk))


def _with_results(ids: Sequence[int]) -> Iterable[int]:
    """Yield the ids of those photos that have results, also in the trash."""
    results = RecolorTask.objects.filter(Q(pose=OuterRef("pk")) | Q(model=OuterRef("pk")))
    for chunk in _chunks(ids):
        yield from Photo.objects.filter(Exists(results), pk__in=chunk).values_list("pk", flat=True)


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH_SIZE] for start in range(0, len(ids), _BATCH_SIZE))

"""Creating, changing and deleting photos."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from .. import files, jobs, uploads
from ..exceptions import Conflict, DuplicatePhoto
from ..filters import uses_photo
from ..models import EngineName, Photo, RecolorTask, Workspace
from ..pictures import EncodedPicture
from ..wakeup import wake_worker
from .portions import work_in_portions
from .poses import model_of_sku
from .skus import identity_of_file
from .summaries import photo_renamed
from .tasks import task_delete, tasks_delete

_MAX_LISTED_TASKS = 20  # ids in the message of a Conflict


def photo_create(
    workspace: Workspace,
    *,
    upload: uploads.Upload,
    picture: EncodedPicture | None = None,
    kind: str = Photo.Kind.MODEL,
    model: Photo | None = None,
    name: str = "",
    allow_duplicate: bool = True,
    join_model: bool = False,
) -> Photo:
    """Create a photo from an uploaded file, and have its garments found. Raises ValidationError, by field.

    The file name gives the SKU and the view if the workspace has a pattern for them.

    picture: what `uploads.read_photo` has read from the upload already.
    allow_duplicate: if False, raise DuplicatePhoto for a file that the workspace already has, outside the trash.
    join_model: whether the photo becomes a pose of the workspace's model of the same SKU, whatever `kind` says.
    """
    if model and kind != Photo.Kind.POSE:
        raise ValidationError({"model": "Only a pose can belong to a model. Send kind=pose."})
    if model and model.kind != Photo.Kind.MODEL:
        raise ValidationError({"model": f"{model.pk} is a pose. Send the id of a model."})
    sha256 = uploads.fingerprint(upload)
    originals = Photo.objects.visible_in(workspace).filter(sha256=sha256, trashed_at=None)
    if not allow_duplicate and (original := originals.first()):
        raise DuplicatePhoto(original)
    picture = picture or uploads.read_photo(upload)
    identity = identity_of_file(workspace, upload.name or "")
    with transaction.atomic():
        if join_model and identity.sku:
            # Of two photos of a new SKU that arrive together, one must find the other.
            Workspace.objects.select_for_update().get(pk=workspace.pk)
            model = model_of_sku(workspace, identity.sku)
            kind = Photo.Kind.POSE if model else kind
        file, preview, thumbnail = files.store_picture(files.new_photo_folder(workspace), "photo", picture)
        photo = Photo.objects.create(
            workspace=workspace,
            kind=kind,
            model=model,
            name=name.strip()[:200] or uploads.photo_name(upload),
            file_name=(upload.name or "")[:255],
            sku=identity.sku,
            view=identity.view,
            sha256=sha256,
            width=picture.width,
            height=picture.height,
            transparent=picture.transparent,
            file=file,
            preview=preview,
            thumbnail=thumbnail,
        )
        wake_worker(photo)
    return photo


def photo_update(photo: Photo, *, name: str, kind: str = "", model: Photo | None = None) -> None:
    """Change a photo's name, kind and model. Raises ValidationError, by field."""
    name, kind = " ".join(name.split()), kind or photo.kind
    if not 1 <= len(name) <= 200:
        raise ValidationError({"name": "Give the photo a name of 1 to 200 characters, for example its SKU."})
    if kind != photo.kind and (photo.tasks_as_pose.exists() or photo.tasks_as_model.exists() or photo.poses.exists()):
        raise ValidationError({"kind": "The kind cannot be changed, because the photo has results or poses."})
    if model and (kind != Photo.Kind.POSE or model.kind != Photo.Kind.MODEL or model.pk == photo.pk):
        raise ValidationError({"model": "Only a pose can belong to a model. Choose “pose” as the photo's kind."})
    # The others stay as they are: photos of one SKU may have been grouped since this one was read.
    changed = {
        field: value
        for field, value in (("name", name), ("kind", kind), ("model", model))
        if getattr(photo, field) != value
    }
    for field, value in changed.items():
        setattr(photo, field, value)
    with transaction.atomic():
        photo.save(update_fields=changed)
        if "name" in changed:
            photo_renamed(photo)


def photo_find_again(photo: Photo) -> bool:
    """Find the garments of a local photo again; return False if they are being found already."""
    with transaction.atomic():
        if photo.engine != EngineName.LOCAL or photo.in_progress or not jobs.requeue(photo):
            return False
        wake_worker(photo)
    return True


def photo_delete(photo: Photo, *, cascade: bool = False) -> int:
    """Delete a photo permanently, with its tasks; return the number of deleted tasks.

    Raises Conflict if the photo has tasks outside the trash and `cascade` is not set. Tasks in the trash never
    prevent the deletion, since the API treats them as deleted. With `cascade`, the tasks go in portions before.
    """
    count = tasks_delete(RecolorTask.objects.filter(uses_photo(photo.pk)).order_by()) if cascade else 0
    with transaction.atomic():
        if not cascade:
            photo_refuse_if_used(photo)
        return count + _delete(photo)


def photo_refuse_if_used(photo: Photo) -> None:
    """Raise Conflict if the photo has tasks outside the trash; else none is created until the transaction ends."""
    Photo.objects.select_for_update().filter(pk=photo.pk).first()  # creating a task locks it, too
    dependent = list(RecolorTask.objects.filter(uses_photo(photo.pk), trashed_at=None))
    if dependent:
        raise Conflict(_conflict_message(dependent))


def photos_delete(photos: QuerySet[Photo]) -> tuple[int, int]:
    """Delete several photos permanently with their tasks, in portions, and return the numbers of both."""
    of_photos = photos.order_by().values("pk")
    tasks = RecolorTask.objects.filter(Q(pose__in=of_photos) | Q(model__in=of_photos))
    counts = [tasks_delete(tasks.order_by())]  # a photo may have thousands

    def delete(portion: list[Photo]) -> None:
        counts.extend(_delete(photo) for photo in portion)

    return work_in_portions(photos, delete), sum(counts)


def _delete(photo: Photo) -> int:
    """Delete a photo with the tasks that it still has, in a transaction of the caller; return their number."""
    tasks = list(RecolorTask.objects.filter(uses_photo(photo.pk)))
    for task in tasks:
        task_delete(task)
    if photo.file:
        files.remove_folder_after_commit(files.photo_folder(photo))
    photo.delete()
    return len(tasks)


def _conflict_message(dependent: list[RecolorTask]) -> str:
    ids = ", ".join(str(task.pk) for task in dependent[:_MAX_LISTED_TASKS])
    if len(dependent) > _MAX_LISTED_TASKS:
        ids += " …"
    subject = "1 task uses" if len(dependent) == 1 else f"{len(dependent)} tasks use"
    return f"{subject} this base image: {ids}. Delete them first, or send cascade=true, which includes them."

"""A hosted task's row, as tasks are asked for, tried again and deleted. What is asked of the service: hosted.py."""

from django.utils import timezone

from ..models import HostedService, HostedTask, RecolorTask

PICTURE_FAILED = "hosted_picture"  # the service did its part; only its picture could not be fetched


def hosted_service() -> HostedService:
    service, _made = HostedService.objects.get_or_create(pk=1)
    return service


def hosted_start(task: RecolorTask) -> None:
    HostedTask.objects.create(workspace=task.workspace, task=task, due_at=timezone.now())


def hosted_forget(task: RecolorTask) -> None:
    """The task is about to be deleted: what was sent is deleted at the service too, what was not is dropped."""
    rows = HostedTask.objects.filter(task=task)
    rows.filter(remote_id="", sending=False).delete()
    rows.update(due_at=timezone.now(), task=None, candidates=[])


def hosted_restart(task: RecolorTask, failed_with: str) -> bool:
    """Send a failed task anew, and have its failed remote task deleted; False if the task is not a hosted one."""
    row = HostedTask.objects.filter(task=task).first()
    if row is None:
        return False
    if failed_with == PICTURE_FAILED:
        HostedTask.objects.filter(pk=row.pk).update(due_at=timezone.now(), failures=0)
    else:
        hosted_forget(task)
        hosted_start(task)
    return True


def hosted_decide(task: RecolorTask, remote_id: str) -> bool:
    """A person says which remote task is this one, or with an empty id that none is; False if nobody asked (any more).

    None means that the create did not arrive: it is sent again.
    """
    row = HostedTask.objects.filter(task=task, remote_id="").exclude(candidates=[]).first()
    if row is None or (remote_id and remote_id not in row.candidates):
        return False
    # One that was claimed meanwhile (by the listing, say) cannot be this one.
    if remote_id and HostedTask.objects.filter(remote_id=remote_id).exists():
        return False
    HostedTask.objects.filter(pk=row.pk).update(
        remote_id=remote_id, candidates=[], sent_at=None, failures=0, due_at=timezone.now()
    )
    return True

"""The database models. Every row belongs to one workspace, except `HostedService`, of which there is one row.

    Workspace ─┬─ Membership ── User
               ├─ Invite
               ├─ Palette ── Swatch
               ├─ SavedView
               ├─ AuditEntry
               ├─ TaskCount, FilterChoice (summaries of its tasks)
               ├─ ApiKey ── Webhook ── WebhookDelivery
               ├─ IdempotentAnswer
               ├─ Batch ─┬─ RecolorTask
               │         ├─ CompletionCheck (to be done; a task has ended)
               │         └─ ToneCheck (to be done; a result has ended)
               ├─ Sheet (becomes a Batch)
               ├─ Photo (a model, or a pose of a model; engine: local or hosted) ── Garment
               ├─ RecolorTask (of a pose or a model; engine: local or hosted) ─┬─ ColorChange
               │                                                               └─ ReviewRecord
               └─ HostedTask (the task at the hosted service; its states are drawn in recolor/hosted/steps.py)

Who writes rows is said in `recolor/services/__init__.py`. Files are stored under `workspaces/<id>/` of the default
storage.
"""

from .audit import AuditEntry
from .batches import Batch, CompletionCheck, ToneCheck
from .choices import EngineName, Review
from .hosted import HostedService, HostedTask
from .jobs import Job
from .palettes import Palette, Swatch
from .photos import IS_DOUBTFUL, Garment, Photo
from .reviews import ReviewRecord
from .saved_views import SavedView
from .sheets import Sheet
from .summaries import FilterChoice, TaskCount
from .tasks import ColorChange, RecolorTask
from .webhooks import Webhook, WebhookDelivery
from .workspaces import (
    ApiKey,
    ApiKeyManager,
    IdempotentAnswer,
    Invite,
    Membership,
    Workspace,
    WorkspaceQuerySet,
)

__all__ = [
    "IS_DOUBTFUL",
    "ApiKey",
    "ApiKeyManager",
    "AuditEntry",
    "Batch",
    "ColorChange",
    "CompletionCheck",
    "EngineName",
    "FilterChoice",
    "Garment",
    "HostedService",
    "HostedTask",
    "IdempotentAnswer",
    "Invite",
    "Job",
    "Membership",
    "Palette",
    "Photo",
    "RecolorTask",
    "Review",
    "ReviewRecord",
    "SavedView",
    "Sheet",
    "Swatch",
    "TaskCount",
    "ToneCheck",
    "Webhook",
    "WebhookDelivery",
    "Workspace",
    "WorkspaceQuerySet",
]

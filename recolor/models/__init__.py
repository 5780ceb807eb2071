"""What the product keeps. Every row but the workspace itself belongs to one workspace.

    Workspace ─┬─ Membership ── User; Invite
               ├─ Swatch
               ├─ ApiKey, IdempotentAnswer
               ├─ BaseImage (a model's picture or a pose of it) ── Garment
               ├─ RecolorTask (of a pose or a model) ── ColorChange
               └─ HostedTask (what a hosted service does of it; see services/hosted.py)

Rows change through `services` only; files lie under `workspaces/<id>/` of the default storage.
"""

from .choices import EngineName
from .hosted import HostedService, HostedTask
from .jobs import Job
from .photos import Garment, Photo
from .tasks import ColorChange, RecolorTask, Review
from .workspaces import (
    ApiKey,
    ApiKeyManager,
    IdempotentAnswer,
    Invite,
    Membership,
    Swatch,
    Workspace,
    WorkspaceQuerySet,
)

__all__ = [
    "ApiKey",
    "ApiKeyManager",
    "ColorChange",
    "EngineName",
    "Garment",
    "HostedService",
    "HostedTask",
    "IdempotentAnswer",
    "Invite",
    "Job",
    "Membership",
    "Photo",
    "RecolorTask",
    "Review",
    "Swatch",
    "Workspace",
    "WorkspaceQuerySet",
]

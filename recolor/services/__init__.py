"""All database writes, as functions named entity_action.

Views, the API, background tasks and commands call these; only `recolor.hosted` and `recolor.webhooks` write
their own rows.
"""

from .ambiguous import AmbiguousChoice, Meant, target_key
from .api_keys import api_key_create, api_key_revoke, api_key_touch, api_keys_revoke_of
from .audit import api_key_text, audit_purge_old, audit_record, audit_record_in_all
from .batch_warnings import batch_warnings
from .batches import (
    batch_add_colorways,
    batch_cancel_rest,
    batch_create,
    batch_create_of_colorways,
    batch_meant,
    batch_pause,
    batch_rename,
    batch_resume,
    batch_retry_failed,
)
from .colorways import Cell, Colorway, colorways_grid, colorways_of
from .finding import photo_find_garments
from .garment_layers import photo_find_layers, photo_request_layers
from .garments import (
    garment_confirm,
    garment_draw,
    garment_find,
    garment_move,
    garment_named,
    garment_put,
    garment_remove,
    garment_rename,
    garment_restore,
    garments_delete,
)
from .palettes import (
    palette_create,
    palette_create_with_free_name,
    palette_delete,
    palette_file,
    palette_move,
    palette_rename,
    palette_replace,
)
from .pasting import Pasting, colorways_paste, colorways_plan
from .people import (
    invite_accept,
    invite_create,
    invite_find,
    invite_revoke,
    membership_remove,
    membership_set_role,
    person_delete,
)
from .photos import photo_create, photo_delete, photo_find_again, photo_refuse_if_used, photo_update, photos_delete
from .purging import purge_old
from .recovery import sweep
from .refresh import photo_refresh, photos_refresh
from .regrouping import garment_replace, garment_split, garments_merge, regrouping_undo
from .reviews import task_review_undo, tasks_review, tasks_review_undo
from .saved_views import saved_view_delete, saved_view_rename, saved_view_save
from .sheet_plan import CellProblem, PlannedRow, SheetPlan, sheet_plan
from .sheet_templates import sheet_of_skus, sheet_template
from .sheets import sheet_create, sheet_edit, sheet_imported, sheet_start, sheets_purge_old
from .skus import Identified, photo_name_pattern_set, photos_identify, photos_identify_by_pattern
from .storage_repair import SAFE_AGE, missing_files_repair, orphan_folders_remove, orphans_remove
from .summaries import summaries_compact, summaries_rebuild
from .swatches import swatch_create, swatch_delete, swatch_move, swatch_update
from .task_creation import MAX_CHANGES, RequestChecks, TaskRequest, task_create, tasks_create
from .tasks import task_cancel, task_delete, task_retry, task_run, tasks_delete
from .tones import batch_equalize
from .trash import (
    batch_trash,
    batches_restore,
    photo_take_out,
    photo_trash,
    photos_restore,
    photos_trash,
    tasks_restore,
    tasks_trash,
    trash_purge,
    trash_purge_old,
)
from .webhooks import (
    deliveries_purge_old,
    delivery_repeat,
    webhook_create,
    webhook_delete,
    webhook_switch,
    webhook_test,
    webhook_update,
)
from .workspaces import (
    default_workspace,
    export_options_set,
    sample_photos_seed,
    workspace_delete,
    workspaces_measure,
)

__all__ = [
    "MAX_CHANGES",
    "SAFE_AGE",
    "AmbiguousChoice",
    "Cell",
    "CellProblem",
    "Colorway",
    "Identified",
    "Meant",
    "Pasting",
    "PlannedRow",
    "RequestChecks",
    "SheetPlan",
    "TaskRequest",
    "api_key_create",
    "api_key_revoke",
    "api_key_text",
    "api_key_touch",
    "api_keys_revoke_of",
    "audit_purge_old",
    "audit_record",
    "audit_record_in_all",
    "batch_add_colorways",
    "batch_cancel_rest",
    "batch_create",
    "batch_create_of_colorways",
    "batch_equalize",
    "batch_meant",
    "batch_pause",
    "batch_rename",
    "batch_resume",
    "batch_retry_failed",
    "batch_trash",
    "batch_warnings",
    "batches_restore",
    "colorways_grid",
    "colorways_of",
    "colorways_paste",
    "colorways_plan",
    "default_workspace",
    "deliveries_purge_old",
    "delivery_repeat",
    "export_options_set",
    "garment_confirm",
    "garment_draw",
    "garment_find",
    "garment_move",
    "garment_named",
    "garment_put",
    "garment_remove",
    "garment_rename",
    "garment_replace",
    "garment_restore",
    "garment_split",
    "garments_delete",
    "garments_merge",
    "invite_accept",
    "invite_create",
    "invite_find",
    "invite_revoke",
    "membership_remove",
    "membership_set_role",
    "missing_files_repair",
    "orphan_folders_remove",
    "orphans_remove",
    "palette_create",
    "palette_create_with_free_name",
    "palette_delete",
    "palette_file",
    "palette_move",
    "palette_rename",
    "palette_replace",
    "person_delete",
    "photo_create",
    "photo_delete",
    "photo_find_again",
    "photo_find_garments",
    "photo_find_layers",
    "photo_name_pattern_set",
    "photo_refresh",
    "photo_refuse_if_used",
    "photo_request_layers",
    "photo_take_out",
    "photo_trash",
    "photo_update",
    "photos_delete",
    "photos_identify",
    "photos_identify_by_pattern",
    "photos_refresh",
    "photos_restore",
    "photos_trash",
    "purge_old",
    "regrouping_undo",
    "sample_photos_seed",
    "saved_view_delete",
    "saved_view_rename",
    "saved_view_save",
    "sheet_create",
    "sheet_edit",
    "sheet_imported",
    "sheet_of_skus",
    "sheet_plan",
    "sheet_start",
    "sheet_template",
    "sheets_purge_old",
    "summaries_compact",
    "summaries_rebuild",
    "swatch_create",
    "swatch_delete",
    "swatch_move",
    "swatch_update",
    "sweep",
    "target_key",
    "task_cancel",
    "task_create",
    "task_delete",
    "task_retry",
    "task_review_undo",
    "task_run",
    "tasks_create",
    "tasks_delete",
    "tasks_restore",
    "tasks_review",
    "tasks_review_undo",
    "tasks_trash",
    "trash_purge",
    "trash_purge_old",
    "webhook_create",
    "webhook_delete",
    "webhook_switch",
    "webhook_test",
    "webhook_update",
    "workspace_delete",
    "workspaces_measure",
]

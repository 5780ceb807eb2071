"""Who may use which URL, with which methods. A URL of the site that is missing here fails `test_matrix.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import URLPattern, URLResolver, get_resolver


class Who(StrEnum):
    EVERYONE = "everyone"
    PEOPLE = "people"  # who are signed in
    OWNERS = "owners of the workspace"
    KEYS = "API keys"
    KEYS_AND_PEOPLE = "API keys and people"
    TOKEN = "programs with RECOLOR_METRICS_TOKEN"
    LINK = "everyone with the link"  # or, of an invitation, with its token


@dataclass(frozen=True)
class Access:
    """row: the row whose ids are in the URL, by its name in the fixture `world`. answers: of the right caller, if
    it is not simply neither 401, 403 nor 404.
    """

    who: Who
    methods: str
    row: str = ""
    answers: dict[str, int] = field(default_factory=dict)


def people(methods: str, row: str = "", **answers: int) -> Access:
    return Access(Who.PEOPLE, methods, row, answers)


def owners(methods: str, row: str = "", **answers: int) -> Access:
    return Access(Who.OWNERS, methods, row, answers)


def keys(methods: str, row: str = "", **answers: int) -> Access:
    return Access(Who.KEYS, methods, row, answers)


def everyone(methods: str) -> Access:
    return Access(Who.EVERYONE, methods)


UNKNOWN = {"GET": 404, "POST": 404, "DELETE": 404}  # for paths that do not exist

MATRIX: dict[str, Access] = {
    # Signing in, and what needs no account.
    "sign_in": everyone("GET POST"),
    "sign_in_link": Access(Who.LINK, "GET", "sign_in_link"),
    "sign_out": Access(Who.PEOPLE, "POST"),
    "join": Access(Who.LINK, "GET POST", "join"),
    "signed_file": Access(Who.LINK, "GET", "signed_file"),
    "service_worker": everyone("GET"),
    "offline": everyone("GET"),
    "javascript_catalog": everyone("GET"),
    # For programs that watch the site; /metrics needs a token.
    "healthz": everyone("GET"),
    "readyz": everyone("GET"),
    "metrics": Access(Who.TOKEN, "GET", answers={"GET": 404}),  # no token is set
    "home": people("GET POST DELETE"),  # redirects
    "gallery/": people("GET POST DELETE"),
    "trash/": people("GET POST DELETE"),
    "^tasks/(?P<rest>\\d+/.*)$": people("GET POST DELETE"),
    "live": people("GET"),
    "open_work": people("GET"),
    # Photos.
    "photos": people("GET POST"),
    "color_read": people("GET"),
    "outlines": people("GET"),
    "skus": people("GET POST"),
    "photos_select": people("POST"),
    "photos_delete": people("POST"),
    "paste": people("GET POST"),
    "palette_choose": people("POST"),
    "photo": people("GET POST", "photo"),
    "photo_rows": people("GET", "photo"),
    "photo_typed": people("GET", "photo"),
    "photo_edit": people("POST", "photo"),
    "photo_delete": people("GET POST", "photo"),
    "photo_find_again": people("POST", "photo"),
    "photo_file": people("GET", "photo_file"),
    "mask_save": people("POST", "photo"),
    "garment_find": people("POST", "photo"),
    "garments_merge": people("POST", "photo"),
    "regrouping_undo": people("POST", "regrouping"),
    "garment_split": people("POST", "garment"),
    "garment_alternatives": people("GET", "garment"),
    "garment_mask": people("GET", "garment"),
    "garment_confirm": people("POST", "garment"),
    "garment_rename": people("POST", "garment"),
    "garment_move": people("POST", "garment"),
    "garment_remove": people("POST", "garment"),
    "garment_restore": people("POST", "removed_garment"),
    "missed": people("GET", "photo"),
    "missed_dismiss": people("POST", "photo"),
    "palette_from_photo": people("POST", "photo"),
    "preview": people("POST", "photo"),
    "mask_select": people("POST", "photo"),
    # Batches.
    "batches": people("GET"),
    "batch_new": people("GET POST"),
    "batch": people("GET", "batch"),
    "batch_rename": people("POST", "batch"),
    "batch_delete": people("POST", "batch"),
    "batch_change": people("POST", "batch"),
    "sheets": people("GET POST"),
    "sheet_template": people("GET", "sheet_file"),
    "sheet_of_skus": people("GET", "sheet_file"),
    "sheet": people("GET POST", "sheet"),
    "sheet_start": people("POST", "sheet"),
    # Results.
    "gallery": people("GET"),
    "bulk": people("POST"),
    "reviews_undo": people("POST", "decision"),
    "copied_forget": people("POST"),
    "export": people("GET"),
    "export_zip": people("POST"),
    "export_contact_sheet": people("POST"),
    "export_options": people("POST"),
    "hosted_sync": people("POST"),
    "saved_view_save": people("POST"),
    "saved_view": people("POST", "saved_view"),
    "trash": people("GET"),
    "trash_restore": people("POST"),
    "trash_purge": people("POST"),
    "result": people("GET", "task"),
    "result_delete": people("POST", "task"),
    "result_retry": people("POST", "task"),
    "result_cancel": people("POST", "task"),
    "reviewing": people("GET"),
    "result_review": people("POST", "task"),
    "result_copy": people("POST", "task"),
    "result_compare": people("GET", "task"),
    "result_file": people("GET", "result_file"),
    "result_choose": people("POST", "task"),
    # Settings.
    "settings": people("GET"),
    "profile": people("POST"),
    "password": people("POST"),
    "preferences": owners("POST"),
    "workspace_switch": people("POST", "workspace"),
    "palette_create": people("POST"),
    "palette_import": people("POST"),
    "palette": people("GET POST", "palette"),
    "palette_export": people("GET", "palette_export"),
    "swatch_create": people("POST", "palette"),
    "swatch_change": people("POST", "swatch"),
    "person": owners("POST", "membership"),
    "invite": owners("POST"),
    "invite_revoke": owners("POST", "invite"),
    "key_create": people("POST"),
    "key_revoke": people("POST", "key"),
    "webhook_create": people("POST", POST=404),  # without a key
    "webhook": people("GET", "webhook"),
    "webhook_change": people("POST", "webhook"),
    "delivery_repeat": people("POST", "delivery"),
    "audit_log": owners("GET"),
    "hosted_test": people("POST"),
    # The API.
    "api_tasks": keys("GET POST"),
    "api_batches": keys("GET POST"),
    "api_sheet": keys("POST"),
    "api_batch": keys("GET PATCH DELETE", "batch"),
    "api_batch_pause": keys("POST", "batch"),
    "api_batch_resume": keys("POST", "batch"),
    "api_batch_restore": keys("POST", "trashed_batch"),
    "api_batch_cancel": keys("POST", "batch"),
    "api_batch_retry": keys("POST", "batch"),
    "api_task": keys("GET DELETE", "task"),
    "api_task_retry": keys("POST", "task"),
    "api_reviews": keys("GET POST", "task"),
    "api_base_images": keys("GET POST"),
    "api_base_image": keys("GET PATCH DELETE", "photo"),
    "api_image_restore": keys("POST", "trashed_photo"),
    "api_garment": keys("PUT PATCH DELETE", "named_garment"),
    "api_palettes": keys("GET POST"),
    "api_palette": keys("GET PUT DELETE", "palette"),
    "api_webhooks": keys("GET POST"),
    "api_webhook": keys("GET PATCH DELETE", "webhook"),
    "api_webhook_test": keys("POST", "webhook"),
    "api_deliveries": keys("GET", "webhook"),
    "api_delivery_repeat": keys("POST", "message"),
    r"^v[24](?:/[\s\S]*)?$": Access(Who.EVERYONE, "GET POST DELETE", answers=UNKNOWN),
    "api_schema": Access(Who.KEYS_AND_PEOPLE, "GET"),
    "api_docs": people("GET"),
}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Yield all patterns of the URL configuration."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def key_of(pattern: URLPattern) -> str:
    """Return the key of a URL in `MATRIX`: its name, or its route if it has none."""
    return pattern.name or str(pattern.pattern)


def table() -> str:
    """Return the matrix as a table."""
    rows = [("URL", "methods", "who", "ids of")]
    rows += [(key, entry.methods, str(entry.who), entry.row) for key, entry in MATRIX.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)

"""The gallery: every result, a page at a time, as the list endpoint has them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from .. import selectors, services
from ..forms import GalleryForm
from ..states import TaskStatus
from .http import StudioRequest
from .live import watching

PAGE_SIZE = 12


@require_safe
def gallery(request: StudioRequest) -> HttpResponse:
    form = GalleryForm(request.GET)
    form.is_valid()  # a value that makes no sense in the address is left out, not an error
    wanted = form.cleaned_data
    tasks = selectors.tasks(request.workspace, status=wanted.get("status") or "", photo=wanted.get("photo") or None)
    paginator = Paginator(tasks, wanted.get("page_size") or PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "status": wanted.get("status") or "",
        "statuses": TaskStatus.choices,
        "watch": watching(tasks=page),
    }
    return render(request, "recolor/gallery.html", context)


@require_POST
def delete_selected(request: StudioRequest) -> HttpResponse:
    ids = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal() and len(pk) <= 18]
    count = services.tasks_delete(selectors.tasks(request.workspace).filter(pk__in=ids[:1000]))
    if count:
        messages.success(request, f"Deleted {count} result{'' if count == 1 else 's'}.")
    else:
        messages.info(request, "Nothing was selected; tick the results to delete first.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "gallery"
    return redirect(back)

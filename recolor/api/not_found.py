"""JSON answers for unknown paths below `/v2/` and `/v4/`, and for those of calls without the slash at their end."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt


@login_not_required
@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    """Answer 404. A redirect to the address with the slash would turn a POST into a GET in many clients."""
    with_slash = f"{request.path}/"
    if not request.path.endswith("/") and resolve(with_slash).func is not not_found:
        detail = f"There is no {request.path}; send the request to {with_slash}, with the slash at the end."
    else:
        detail = f"There is no {request.path}; /api/docs/ lists all calls."
    return JsonResponse({"detail": detail}, status=404)

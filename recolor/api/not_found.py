"""JSON answers for unknown paths below `/v2/` and `/v4/`."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt


@login_not_required
@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"detail": f"There is no {request.path}; /api/docs/ lists all calls."}, status=404)

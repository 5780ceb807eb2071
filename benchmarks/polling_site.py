"""The product's WSGI application with one more address, `/empty/`: a Django view that answers an empty JSON object."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import path

from recolor_site.wsgi import application

from recolor_site import urls  # isort: skip - the application sets Django up first

__all__ = ["application"]

urls.urlpatterns.append(path("empty/", login_not_required(lambda _request: JsonResponse({}))))

"""Pagination of lists by `?page=1&page_size=10`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination

from .. import selectors
from . import texts


class Pagination(PageNumberPagination):
    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100
    invalid_page_message = texts.NO_PAGE


class LongListPagination(Pagination):
    """Pages of a long list. The count is exact; a view that knows it sets `known_count`, so that no row is counted."""

    known_count: int | None = None

    # REST framework calls it as if it were the class.
    def django_paginator_class(  # type: ignore[override]
        self, rows: QuerySet[Any], page_size: int
    ) -> selectors.LongListPaginator:
        return selectors.LongListPaginator(rows, page_size, self.known_count)

"""The base class of views of lists."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.generics import ListAPIView

from .conditional import ConditionalGet
from .inputs import ListQuery
from .pagination import Pagination

Row = TypeVar("Row", bound=Model)


class ListView(ConditionalGet, ListAPIView[Row]):
    """A paginated list of rows, which may be filtered by the query of its address. A subclass implements `rows`."""

    query_class: type[ListQuery] = ListQuery
    pagination_class = Pagination

    def rows(self, filters: dict[str, Any]) -> QuerySet[Row]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Row]:
        if getattr(self, "swagger_fake_view", False):  # while the schema is generated, there is no key
            none: QuerySet[Row] = self.get_serializer_class().Meta.model.objects.none()  # type: ignore[attr-defined]
            return none
        query = self.query_class(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return self.rows(query.validated_data)

"""Base classes of what is sent to the API, with errors that say what would be right."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from . import texts


class Input(serializers.Serializer[Any]):
    """An input of the contract: names that it does not have are ignored, as by the hosted service."""

    default_error_messages = {"invalid": texts.OBJECT}

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            _explain(field)
        return fields


class StrictInput(Input):
    """An input of our extension: names that it does not have are errors, since they are most likely mistyped."""

    other_names: tuple[str, ...] = ()  # names that something else reads

    def refuses(self, name: str, known: Sequence[str]) -> bool:
        """Whether a name that is not among the known ones is an error."""
        return True

    def to_internal_value(self, data: Any) -> Any:
        known = [*self.fields, *self.other_names]
        names = data if isinstance(data, Mapping) else ()
        wrong = [name for name in names if name not in known and self.refuses(name, known)]
        problems: dict[str, Any] = {name: [texts.unknown_name(known)] for name in wrong}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            assert isinstance(error.detail, dict)  # problems by field
            raise serializers.ValidationError(problems | error.detail) from error
        if problems:
            raise serializers.ValidationError(problems)
        return values


class ListQuery(StrictInput):
    """The query of a list; a subclass has filters. A mistyped filter must not give, and have deleted, all rows."""

    other_names = ("page", "page_size")


def _explain(field: serializers.Field[Any, Any, Any, Any]) -> None:
    """Give a field, and the one of its items, messages that say what would be right."""
    messages = field.error_messages
    if isinstance(field, serializers.ChoiceField):
        messages["invalid_choice"] = texts.unknown_choice(field.choices)
    if isinstance(field, (serializers.ListField, serializers.MultipleChoiceField)):
        messages["not_a_list"] = texts.LIST
    if isinstance(field, serializers.DictField):
        messages["not_a_dict"] = texts.OBJECT
    if isinstance(field, serializers.BooleanField):
        messages["invalid"] = texts.BOOLEAN
    if isinstance(field, serializers.CharField):
        messages["invalid"] = texts.TEXT
    if isinstance(field, (serializers.ListField, serializers.DictField)):
        _explain(field.child)

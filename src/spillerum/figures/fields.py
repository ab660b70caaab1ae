"""A period in the database: text that sorts in time (2018-09, 2018-W05, 2018-Q3), and a Period in Python."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

from spillerum.calendar.period import Period

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Combinable


if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
else:
    _Text = models.CharField  # generic for the type checker only


_parsed = lru_cache(maxsize=10_000)(Period.parse)  # the same few periods stand in very many rows


class PeriodField(_Text):
    if TYPE_CHECKING:
        _pyi_private_set_type: Period | str | Combinable  # type: ignore[assignment]  # what the stubs cannot know
        _pyi_private_get_type: Period  # type: ignore[assignment]  # as above

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def from_db_value(
        self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper
    ) -> Period | None:
        return None if value is None else _parsed(value)

    def to_python(self, value: Any) -> Period | None:
        if value is None or isinstance(value, Period):
            return value
        return Period.parse(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

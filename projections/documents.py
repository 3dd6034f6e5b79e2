"""Facts as documents: their values as JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from domain.facts import Fact

View = dict[str, Any]
"""A document. `status`, `kind`, `sort` and `unit_id` are columns, too, if there."""

PLACE = ("compound_id", "region_path", "profile")


def stated(fact: Fact, *leaving: str) -> View:
    """A fact's own fields as JSON values, without its envelope and its place."""
    left = {*Fact.__dataclass_fields__, "originator_topic", *PLACE, *leaving}
    return {
        name: plain(value) for name, value in vars(fact).items() if name not in left
    }


def plain(value: Any) -> Any:
    """A value of a fact as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    return value

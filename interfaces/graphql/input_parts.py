"""Parts of inputs: the dataclasses that a command takes, as input types.

What each field means stands with the dataclass (`sample: Annotated[int, "..."]`) or, if
it is shared by many, here. An input is made the dataclass before the command is given.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import strawberry

from domain.compound_contract import CheckedItem, IncomeShare
from domain.tariff import FeeItem, Tariff


class InputPart(NamedTuple):
    """description: of the type. fields: of each of its fields."""

    description: str
    fields: Mapping[str, str]


PARTS: Mapping[type, InputPart] = {
    Tariff: InputPart(
        "What a contract says is charged.",
        {
            "items": "Everything charged; nothing else may be.",
            "cycle": "How many months one bill covers.",
            "part_month": "What is charged for a month that is not whole.",
            "late_fee_per_day": "In millionths of the principal; 0: no late fee.",
            "late_fee_cap": "The most of it, in percent of the principal.",
        },
    ),
    FeeItem: InputPart(
        "One listed item of charge.",
        {
            "code": "As in `property` or `parking`.",
            "use": "The units that it is for.",
            "basis": "What its rate is multiplied by.",
            "rate": "For a square metre, or a unit, and a month.",
        },
    ),
    IncomeShare: InputPart(
        "A share of the income; the shares of a contract sum to 100.",
        {"holder": "Whose share it is.", "percent": "In percent."},
    ),
    CheckedItem: InputPart(
        "One item of a checklist.",
        {"code": "Its code.", "passed": "Whether it was in order."},
    ),
}


def as_input(hint: Any) -> Any:
    """A tuple or sequence of values is a list in GraphQL, a part has an input type of
    its own; the rest stays as it is."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Union[tuple(as_input(each) for each in inner)]  # noqa: UP007
    if inner and origin is not None and issubclass(origin, tuple | list):
        return list[as_input(inner[0])]  # type: ignore[misc]
    if isinstance(hint, type) and is_dataclass(hint):
        return input_part(hint)
    return hint


@cache
def input_part(kind: type) -> type:
    """The input type of a dataclass; the same for every command that takes it."""
    docs = PARTS.get(kind) or _described(kind)
    hints = get_type_hints(kind)
    namespace: dict[str, Any] = {
        name: strawberry.field(description=docs.fields[name]) for name in hints
    }
    title = kind.__name__.removesuffix("Input") + "Input"
    made = type(title, (), namespace)
    made.__annotations__ = {name: as_input(hint) for name, hint in hints.items()}
    setattr(made, "part_of", kind)  # noqa: B010
    return strawberry.input(made, description=docs.description)


def _described(kind: type) -> InputPart:
    """What a dataclass says of itself and, by `Annotated`, of its fields."""
    paragraph, _, _ = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")
    hints = get_type_hints(kind, include_extras=True)
    meanings = {name: get_args(hint)[1] for name, hint in hints.items()}
    return InputPart(" ".join(paragraph.split()), meanings)


def from_input(value: Any) -> Any:
    """What a command takes for what came in: tuples for lists, parts as they are."""
    if isinstance(value, list):
        return tuple(from_input(each) for each in value)
    kind: Any = getattr(type(value), "part_of", None)
    if kind is None:
        return value
    given = {each.name: from_input(getattr(value, each.name)) for each in fields(kind)}
    return kind(**given)

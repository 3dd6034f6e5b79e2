"""Parts of inputs: the dataclasses that a command takes, as input types, and back.

An argument of a command may be a frozen dataclass, as a question of a vote is. Its
input type has the same fields; what each means stands in the class's docstring, as
`name: meaning`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import strawberry


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
    meanings, hints = documented(kind), get_type_hints(kind)
    namespace: dict[str, Any] = {
        name: strawberry.field(description=meanings[name], **_if_left_out(hint))
        for name, hint in hints.items()
    }
    title = kind.__name__.removesuffix("Input") + "Input"
    made = type(title, (), namespace)
    made.__annotations__ = {name: as_input(hint) for name, hint in hints.items()}
    setattr(made, "part_of", kind)  # noqa: B010
    first, _, _ = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")
    return strawberry.input(made, description=" ".join(first.split()))


def documented(kind: type) -> Mapping[str, str]:
    """What a docstring says of each field. A field without a word is a `KeyError`."""
    text = inspect.cleandoc(kind.__doc__ or "")
    names = "|".join(field.name for field in fields(kind))
    found = re.findall(
        rf"(?:^|\n|; )({names}): (.*?)(?=\.?\n(?:{names}): |; (?:{names}): |\Z)",
        text,
        re.DOTALL,
    )
    return {name: _sentence(meaning) for name, meaning in found}


def from_input(value: Any) -> Any:
    """What a command takes for what came in: tuples for lists, parts as they are."""
    if isinstance(value, list):
        return tuple(from_input(each) for each in value)
    kind: Any = getattr(type(value), "part_of", None)
    if kind is None:
        return value
    given = {each.name: from_input(getattr(value, each.name)) for each in fields(kind)}
    return kind(**given)


def _sentence(meaning: str) -> str:
    words = " ".join(meaning.split()).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."


def _if_left_out(hint: Any) -> dict[str, Any]:
    """The default of a field: null where that is one of its values, no entry of a
    list."""
    if type(None) in get_args(hint):
        return {"default": None}
    if get_origin(hint) is tuple:
        return {"default_factory": list}
    return {}

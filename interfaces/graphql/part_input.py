"""Inputs that have parts: a value of the domain as an input type, and back.

An argument of a command may be a frozen dataclass, as a question of a vote is. Its
input type has the same fields; what each means stands in the class's docstring, as
`name: meaning`.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import strawberry


def is_part(hint: Any) -> bool:
    """Whether it is the type of a value that has fields of its own."""
    return isinstance(hint, type) and is_dataclass(hint)


@cache
def part_input(kind: type, as_input: Callable[[Any], Any]) -> type:
    """The input type with the fields of a dataclass; as_input: makes each field's."""
    meanings = documented(kind)
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    namespace: dict[str, Any] = {}
    for name in names:
        empty = _empty(hints[name])
        default = {} if empty is None else empty
        namespace[name] = strawberry.field(description=meanings[name], **default)
    made = types.new_class(
        f"{kind.__name__}Input", exec_body=lambda body: body.update(namespace)
    )
    made.__annotations__ = {name: as_input(hints[name]) for name in names}
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


def _sentence(meaning: str) -> str:
    words = " ".join(meaning.split()).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."


def as_argument(hint: Any, value: Any) -> Any:
    """The value of an input as a command takes it: tuples for lists, a dataclass for
    its input type."""
    if value is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return as_argument(
            next(each for each in inner if each is not type(None)), value
        )
    if isinstance(value, list):
        return tuple(as_argument(inner[0], each) for each in value)
    if is_part(hint):
        hints = get_type_hints(hint)
        return hint(
            **{
                field.name: as_argument(hints[field.name], getattr(value, field.name))
                for field in fields(hint)
            }
        )
    return value


def _empty(hint: Any) -> dict[str, Any] | None:
    """What a field is that is left out: null where that is one of its values, an empty
    list for a list."""
    if type(None) in get_args(hint):
        return {"default": None}
    if get_origin(hint) is tuple:
        return {"default_factory": list}
    return None

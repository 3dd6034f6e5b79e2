"""Values of the domain that a command takes, as input types.

A frozen dataclass, as in `RatingInput`, has the same fields in the schema. What each
means stands with its type:

    sample: Annotated[int, "How many things were counted."]
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

import strawberry


@cache
def value_input(kind: type, as_input: Callable[[Any], Any]) -> Any:
    """The input type of a value; the same for every command that takes it."""
    hints = get_type_hints(kind, include_extras=True)
    namespace: dict[str, Any] = {"__annotations__": {}, "value_kind": kind}
    for each in fields(kind):
        hint, meaning = get_args(hints[each.name])
        namespace["__annotations__"][each.name] = as_input(hint)
        namespace[each.name] = strawberry.field(description=meaning)
    title = kind.__name__.removesuffix("Input") + "Input"
    paragraph, _, _ = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")
    described = " ".join(paragraph.split())
    return strawberry.input(type(title, (), namespace), description=described)


def value_of(given: Any) -> Any:
    """What was given in an input, as the domain takes it."""
    if isinstance(given, list):
        return tuple(value_of(each) for each in given)
    kind = getattr(type(given), "value_kind", None)
    if kind is None:
        return given
    values = {each.name: value_of(getattr(given, each.name)) for each in fields(kind)}
    return kind(**values)

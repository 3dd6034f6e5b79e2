"""Parts of what clients see: types without an id, made from a document.

    @part("One fee item of a tariff.")
    class TariffItem:
        code: str = strawberry.field(description="Its code.")

An enumeration of the domain gets a label in the client's language beside it. `built`
makes a part, and whatever lies in it, of the JSON values of a read model's document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import strawberry

from domain.coded import Coded
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.labels import label

FORM = "form_of_part"
"""Under this name a part keeps its own fields and their types."""


def part(description: str) -> Callable[[type], Any]:
    """Make a type of the schema that has no id of its own."""

    def decorate(cls: type) -> Any:
        own = own_fields(cls)
        made = labelled(cls, own)
        setattr(made, FORM, own)
        return strawberry.type(made, description=description)

    return decorate


def own_fields(cls: type) -> dict[str, Any]:
    """The fields that a class itself declares, with their types."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: hint for name, hint in hints.items() if name in cls.__annotations__}


def built(hint: Any, value: Any) -> Any:
    """A value of this type from its JSON value."""
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        inner = [each for each in get_args(hint) if each is not NoneType]
        return built(inner[0], value) if len(inner) == 1 else value
    if get_origin(hint) is list:
        return [built(get_args(hint)[0], each) for each in value]
    form = vars(hint).get(FORM) if isinstance(hint, type) else None
    if form is None:
        return msgspec.convert(value, hint)
    return hint(**built_each(form, value))


def built_each(form: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The values of these fields from a document."""
    return {name: built(hint, document.get(name)) for name, hint in form.items()}


def labelled(cls: Any, hints: Mapping[str, Any]) -> Any:
    """The class with a field `<name>_label` beside each field that is a code.

    hints: of its own fields. They take the place of their texts, which the library
    would evaluate again and again: half of what such a type costs at a start.
    """
    cls.__annotations__ = dict(hints)
    for name, hint in hints.items():
        code = _code(hint)
        if code is not None:
            setattr(cls, f"{name}_label", _label(name, optional=code is not hint))
    return cls


def _code(hint: Any) -> type[Coded] | None:
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Coded):
            return kind
    return None


def _label(name: str, *, optional: bool) -> Any:
    def resolve(self: Any, info: Info) -> Any:
        code = getattr(self, name)
        if code is None:
            return None
        return label(code, info.context.language)

    resolve.__annotations__ = {
        "info": Info,
        "return": str | None if optional else str,
    }
    words = name.replace("_", " ")
    return resolved(f"The {words} in the client's language.")(resolve)

"""The signature of a use case, made from that of the domain's method."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_type_hints
from uuid import UUID

from application.order import Order

EMPTY = inspect.Parameter.empty


def arguments_of(decide: Callable[..., Any], leaving: Iterable[str] = ()) -> list[str]:
    """The names of the arguments that a command of the domain takes by keyword."""
    return [
        name
        for name, each in inspect.signature(decide).parameters.items()
        if each.kind is inspect.Parameter.KEYWORD_ONLY and name not in leaving
    ]


def complete(run: Any, given: Mapping[str, Any], leading: int) -> dict[str, Any]:
    """The arguments with their defaults; a wrong name is a `TypeError`."""
    bound = inspect.signature(run).bind(*[None] * leading, **given)
    bound.apply_defaults()
    return bound.arguments


def described(
    run: Any,
    decide: Callable[..., Any],
    places: Mapping[str, Any],
    own: Iterable[str],
    texts: Mapping[str, bool],
    defaults: Mapping[str, Any],
    *,
    target: bool,
) -> Callable[..., Any]:
    """Give the use case the name, the documentation and the signature that its
    arguments make; required ones come first."""
    hints = get_type_hints(decide)
    parameters = inspect.signature(decide).parameters
    kinds = {**places, **{name: hints[name] for name in own}}
    kinds |= {name: str if must else str | None for name, must in texts.items()}
    defaults = {
        **defaults,
        **{name: parameters[name].default for name in own},
        **{name: EMPTY if must else None for name, must in texts.items()},
    }
    leading = {"self": Any, "order": Order} | ({"id": UUID} if target else {})
    new = inspect.Parameter
    signature = [
        new(name, new.POSITIONAL_OR_KEYWORD, annotation=hint)
        for name, hint in leading.items()
    ] + [
        new(name, new.KEYWORD_ONLY, default=defaults[name], annotation=hint)
        for name, hint in kinds.items()
    ]
    run.__name__ = decide.__name__
    run.__doc__ = decide.__doc__
    run.__signature__ = inspect.Signature(signature)
    run.__annotations__ = {**leading, **kinds}
    return run  # type: ignore[no-any-return]

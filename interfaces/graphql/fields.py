"""Strawberry's decorators for methods, with types that mypy can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def resolved(description: str) -> Callable[[F], F]:
    """A field that the decorated method resolves."""

    def decorate(resolver: F) -> F:
        return cast(F, strawberry.field(resolver, description=description))

    return decorate


def watched(description: str) -> Callable[[F], F]:
    """A subscription that the decorated generator feeds."""

    def decorate(resolver: F) -> F:
        field = strawberry.subscription(resolver, description=description)
        return cast(F, field)

    return decorate

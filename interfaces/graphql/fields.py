"""Strawberry's decorators for methods, with types that mypy can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def resolved(
    description: str, *, sql: str | None = None, repeatable: bool = False
) -> Callable[[F], F]:
    """A field that the decorated method resolves.

    sql: the same value as an expression over the row's columns, which lets a compiled
    read leave it to the database (`history_sql`). repeatable: an async method that
    leaves no trace, so that a compiled read may call it and give up afterwards.
    """
    metadata = {"sql": sql, "repeatable": repeatable}

    def decorate(resolver: F) -> F:
        field = strawberry.field(resolver, description=description, metadata=metadata)
        return cast(F, field)

    return decorate


def watched(description: str) -> Callable[[F], F]:
    """A subscription that the decorated generator feeds."""

    def decorate(resolver: F) -> F:
        field = strawberry.subscription(resolver, description=description)
        return cast(F, field)

    return decorate

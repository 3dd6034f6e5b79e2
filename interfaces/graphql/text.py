"""Texts of a case: sealed in the vault, shown to those who may read them."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

import strawberry


@strawberry.enum(description="Whether and why a text can be read.")
class TextState(Enum):
    RELEASED = strawberry.enum_value(
        "released", description="Made public; anyone reads it."
    )
    READABLE = strawberry.enum_value(
        "readable", description="Sealed; you may read it, and your reading is logged."
    )
    SEALED = strawberry.enum_value("sealed", description="Sealed, and not for you.")
    ERASED = strawberry.enum_value(
        "erased", description="Destroyed on request; its commitment stays in the log."
    )


@strawberry.type(description="One text (title, body, reply, ...) of an entry.")
class Text:
    name: str = strawberry.field(description="Which text: `title`, `body`, `note`, ...")
    state: TextState = strawberry.field(description="Whether it can be read.")
    value: str | None = strawberry.field(
        description="The text itself; null unless released or readable."
    )
    entry: int = strawberry.field(description="Version of the entry that sealed it.")
    sealed_id: UUID = strawberry.field(
        description="The sealing that its commitment in the log is made over."
    )

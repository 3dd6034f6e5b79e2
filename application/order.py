"""Who orders a command."""

from __future__ import annotations

from dataclasses import dataclass

from domain.roles import Actor


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders a command, and how often at most it is to be done.

    key: the same key of the same actor, given again, brings the first answer again.
    expected_version: of the (first) aggregate; another version is a `Conflict`.
    """

    actor: Actor
    key: str | None = None
    expected_version: int | None = None

"""What every resolver is given: the services, who asks, and in which language."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import strawberry
from strawberry.fastapi import BaseContext

from application.authorisation import Forbidden, Subject, actor_for
from domain.roles import Actor
from interfaces.claims import NOBODY, Identity
from interfaces.graphql.loaders import Loaders
from interfaces.graphql.readings import Readings
from interfaces.language import Language
from interfaces.services import Services
from projections.case_lists import NOTHING_BESIDE, Beside
from projections.case_row import CaseRow


@dataclass
class Context(BaseContext):
    """One HTTP request, or one websocket connection and all its operations."""

    services: Services
    identity: Identity = field(default=NOBODY)
    language: Language = "en"
    expiry: asyncio.Task[None] | None = None
    """Ends a websocket when its token is no good any longer."""
    time_limit: asyncio.Timeout | None = None
    """Of a query; a command is never stopped half-way."""
    tells_cost: bool = False
    """Whether answers say what their operations cost."""
    beside: Beside = NOTHING_BESIDE
    """What a compiled read wants of each case of `list_cases` and `case`, at once."""
    readings: Readings = field(default_factory=Readings)
    """What was read that is not for everybody."""

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def subject(self) -> Subject:
        """Who asks. Raises TokenExpired or TokenRevoked once the token is no good."""
        self.services.tokens.recheck(self.identity)
        return self.identity.subject

    def gives_command(self) -> None:
        """From now on the operation takes as long as it takes."""
        if self.time_limit is not None:
            self.time_limit.reschedule(None)

    def is_own(self, id: UUID, people: Container[str]) -> bool:
        """Whether whoever asks is one of these people, who are named by pseudonyms
        that hold for this aggregate alone."""
        if not people:
            return False
        return self.services.vault.pseudonym(self.subject.id, id) in people

    def reads(
        self,
        action: str,
        whose: UUID | str,
        *,
        region_path: Sequence[str] = (),
        compound_id: UUID | None = None,
        unit_id: UUID | None = None,
        own: bool = False,
    ) -> Actor:
        """Whoever asks reads what is restricted: the access log will tell in which
        role.

        whose: the record or place that it is about; the rest as in `actor_for`. Raises
        Forbidden.
        """
        actor = actor_for(
            self.subject,
            action,
            region_path=region_path,
            compound_id=compound_id,
            unit_id=unit_id,
            own=own,
        )
        self.readings.note(actor, action, whose)
        return actor

    def may_read(self, action: str, whose: UUID | str, **place: Any) -> bool:
        """As `reads`, but False where that is forbidden."""
        try:
            self.reads(action, whose, **place)
        except Forbidden:
            return False
        return True

    def is_staff(self, case: CaseRow) -> bool:
        """Whether whoever asks may see who is behind a case, and now does."""
        return self.may_read(
            "case.read_restricted",
            case.case_id,
            region_path=case.region_path,
            compound_id=case.compound_id,
        )

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self)


Info = strawberry.Info[Context, None]

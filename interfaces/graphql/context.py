"""What every resolver is given: the services, who asks, and in which language."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import strawberry
from strawberry.fastapi import BaseContext

from application.authorisation import Subject
from interfaces.claims import NOBODY, Identity
from interfaces.graphql import access
from interfaces.graphql.loaders import Loaders
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

    def may(self, action: str, case: CaseRow) -> bool:
        """Whether whoever asks may do it with a case, as one of its staff."""
        return access.may(self.subject, action, case)

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self)


Info = strawberry.Info[Context, None]

"""A property service enterprise (物业企业): the aggregate, put together from its parts.

A command checks its rules and records facts; a fact, applied now and on every replay,
only assigns. Nothing here is about a natural person's credit.

    enterprise_words          statuses, kinds, stages
    rating, rating_counts     from counts to a colour, as a pure function
    enterprise_*_facts        what can be true, and what each fact changes
    enterprise_state          what an enterprise remembers
    enterprise_organisation   offices, site managers, specialists
    enterprise_growth         Party bodies, training, growth plan
    enterprise_findings       negative list: hearing, decision, appeal, repair
    enterprise_ratings        quarters: rating, publication, plan of correction
    enterprise_lists          red and black lists, objections
    enterprise_refusals, enterprise_judging_refusals   why a command is refused
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.codes import require_number
from domain.enterprise_facts import RegisterFacts
from domain.enterprise_lists import Lists
from domain.enterprise_refusals import EnterpriseUnchanged, MandateMismatch
from domain.enterprise_state import require_name, require_past
from domain.enterprise_words import EnterpriseKind
from domain.facts import Stamp, stamped
from domain.place import Place
from domain.social_credit import require_credit_code

NAMESPACE = UUID("0b9a4f0e-7c55-5c0e-9b5d-2f6f3e1d8a70")


def enterprise_id(credit_code: str) -> UUID:
    """An enterprise's id follows from its unified social credit code, so that the
    store's uniqueness of streams keeps codes unique."""
    return uuid5(NAMESPACE, credit_code)


class Enterprise(RegisterFacts, Lists, Aggregate):
    """One enterprise. Commands take a `Stamp` and their own arguments, record facts,
    and raise a `Refusal` where a rule says no."""

    @classmethod
    def register(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        credit_code: str,
        name: str,
        kind: EnterpriseKind = EnterpriseKind.PRIVATE,
        mandate: str | None = None,
    ) -> Self:
        """Enter an enterprise into the register of its region."""
        require_credit_code("credit_code", credit_code)
        _require_entry(name, kind, mandate)
        return cls._create(
            cls.Registered,
            id=id,
            **stamped(stamp),
            **place.fields(),
            credit_code=credit_code,
            name=name,
            kind=kind,
            mandate=mandate,
        )

    def correct(
        self,
        stamp: Stamp,
        *,
        name: str,
        kind: EnterpriseKind,
        mandate: str | None = None,
    ) -> None:
        """State the entry as it is now."""
        self._allow(self.Corrected)
        _require_entry(name, kind, mandate)
        if (name, kind, mandate) == (self.name, self.kind, self.mandate):
            raise EnterpriseUnchanged
        self._record(self.Corrected, stamp, name=name, kind=kind, mandate=mandate)

    def suspend(self, stamp: Stamp) -> None:
        """Suspend it: it sets up, agrees and forms nothing new meanwhile."""
        self._record(self.Suspended, stamp)

    def resume(self, stamp: Stamp) -> None:
        """Let it go on."""
        self._record(self.Resumed, stamp)

    def exit(self, stamp: Stamp, *, on: date) -> None:
        """Record that it left the trade; findings and lists do not end with it."""
        self._allow(self.Exited)
        require_past(stamp, "on", on)
        self._record(self.Exited, stamp, on=on)


def _require_entry(name: str, kind: EnterpriseKind, mandate: str | None) -> None:
    require_name("name", name)
    require_number("mandate", mandate)
    if (mandate is not None) is not (kind is EnterpriseKind.STATE_BACKSTOP):
        raise MandateMismatch

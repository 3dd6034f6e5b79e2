"""Whom an event concerns: handlers by their id, residents by their pseudonyms.

A resident has another name in each case and each household, which only the vault can
tell: everybody who wants to be told is asked for their name there. Nobody is told of
what they did themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from application.event_store import EventStore, Recorded
from application.mapper import type_name
from application.people import names_in_case
from application.vault import Vault
from domain.case import Case
from domain.case_facts import CaseFact
from domain.civil_time import day_in_china
from domain.fee_account import FeeAccount
from domain.household import Household
from domain.household_relations import Relation
from domain.vote import Vote
from interfaces.notifications.words import NotificationKind

OF_CASES = {
    Case.Assigned: NotificationKind.ASSIGNED,
    Case.DeadlineMissed: NotificationKind.OVERDUE,
    Case.Resolved: NotificationKind.ANSWERED,
    Case.Verified: NotificationKind.VERIFIED,
}
TOLD = frozenset(
    type_name(each) for each in (*OF_CASES, Vote.Opened, FeeAccount.Charged)
)
"""Names of the facts that somebody may be told of."""
HOUSEHOLDS = 500
"""Households that are loaded at once."""


class Notice(NamedTuple):
    """Something that happened, as one person is told of it.

    cause: together with person and kind it makes the message one.
    """

    person: str
    kind: NotificationKind
    cause: str
    about: str
    about_id: UUID
    due_at: datetime | None = None
    urgent: bool = False


class Recipients:
    """Finds whom to tell among those who want to be told."""

    def __init__(self, store: EventStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def of(
        self, recorded: Recorded, wanting: Mapping[NotificationKind, Collection[str]]
    ) -> Iterable[Notice]:
        """wanting: who wants to be told of each kind."""
        match recorded.fact:
            case CaseFact() as fact:
                kind = OF_CASES[type(fact)]
                return self._of_case(recorded, fact, kind, wanting.get(kind, ()))
            case Vote.Opened():
                kind = NotificationKind.VOTE_OPENED
                return self._of_vote(recorded, kind, wanting.get(kind, ()))
            case _:
                kind = NotificationKind.BILL_ISSUED
                return self._of_bill(recorded, kind, wanting.get(kind, ()))

    def _of_case(
        self,
        recorded: Recorded,
        fact: CaseFact,
        kind: NotificationKind,
        people: Collection[str],
    ) -> Iterator[Notice]:
        if not people:
            return
        case = self._as_it_was(recorded)
        work = kind in (NotificationKind.ASSIGNED, NotificationKind.OVERDUE)
        concerned = set() if work else set(case.reporters)
        if kind is not NotificationKind.ANSWERED and case.handler_id is not None:
            concerned.add(case.handler_id)
        due_at = fact.due_at if isinstance(fact, Case.DeadlineMissed) else None
        for person in people:
            names = names_in_case(self._vault, case, person)
            if names & concerned and fact.actor_id not in names:
                cause, urgent = str(recorded.position), work and case.urgent
                yield Notice(person, kind, cause, "case", case.id, due_at, urgent)

    def _as_it_was(self, recorded: Recorded) -> Case:
        """The case right after the event: a climb takes it out of somebody's hands."""
        case: Case | None = None
        for each in self._store.stream(recorded.fact.originator_id):
            if each.position > recorded.position:
                break
            case = each.fact.mutate(case)
        assert case is not None, "the event is part of it"
        return case

    def _of_vote(
        self, recorded: Recorded, kind: NotificationKind, people: Collection[str]
    ) -> Iterator[Notice]:
        if not people:
            return
        vote = self._store.load(Vote, recorded.fact.originator_id)
        day = day_in_china(recorded.fact.timestamp)
        for person in self._owners(list(vote.head_by_unit), people, day):
            yield Notice(person, kind, str(recorded.position), "vote", vote.id)

    def _of_bill(
        self, recorded: Recorded, kind: NotificationKind, people: Collection[str]
    ) -> Iterator[Notice]:
        """One message for all lines that were charged together."""
        if not people:
            return
        at = recorded.fact.timestamp
        account = self._store.load(FeeAccount, recorded.fact.originator_id)
        cause = f"{account.id} {at.isoformat()}"
        for person in self._owners([account.unit_id], people, day_in_china(at)):
            yield Notice(person, kind, cause, "fee_account", account.id)

    def _owners(
        self, units: list[UUID], people: Collection[str], day: date
    ) -> Iterator[str]:
        """Those of the people who own one of the units, by a verified claim."""
        left = set(people)
        for first in range(0, len(units), HOUSEHOLDS):
            some = units[first : first + HOUSEHOLDS]
            for id, household in self._store.load_many(Household, some).items():
                owners = {
                    name
                    for name, claim in household.claims.items()
                    if claim.relation is Relation.OWNER and claim.holds(day)
                }
                if not owners:
                    continue
                found = {p for p in left if self._vault.pseudonym(p, id) in owners}
                left -= found
                yield from sorted(found)

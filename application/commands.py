"""Load, decide, save: written once for every command of every aggregate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from threading import RLock
from typing import TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.append import StaleVersion
from application.clock import Clock
from application.commit import IdempotencyKey, Receipt, Statement
from application.event_store import EventStore
from application.idempotency import idempotency_key
from application.refusals import Conflict
from application.release import release_statement
from application.rules import RulePacks
from application.sealing import SealedText
from application.texts import checked
from application.vault import Vault
from domain.case_facts import CaseFacts
from domain.errors import NotFound, Refusal
from domain.facts import Sealed, Stamp
from domain.roles import RESIDENTS, Actor

A = TypeVar("A", bound=Aggregate)

ATTEMPTS = 5  # decisions on fresh state before a conflict is handed to the caller
STRIPES = 256
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders a command, and how often at most it is to be done.

    key: the same key of the same actor, given again, brings the first answer again.
    expected_version: of the (first) aggregate; another version is a `Conflict`.
    """

    actor: Actor
    key: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command whose texts are sealed and whose key is known; decided any number of
    times, recorded at most once."""

    order: Order
    command: IdempotencyKey | None
    sealed: Sealed | None
    texts: Sequence[SealedText]


class Commands:
    """Runs a decision on fresh aggregates and records it, once.

    Raises, beside what the decision refuses: `InvalidInput` for a key that is not 1 to
    128 printable ASCII characters, `TextTooLong`, `TextNotClean`, `NotFound`,
    `Conflict`, `KeyReused`, `LogUnavailable`.
    """

    def __init__(
        self, store: EventStore, vault: Vault, rules: RulePacks, clock: Clock
    ) -> None:
        self.store = store
        self.vault = vault
        self.rules = rules
        self.clock = clock
        # Commands on one aggregate, or with one key, queue here instead of racing.
        self._locks = [RLock() for _ in range(STRIPES)]

    def create(
        self,
        order: Order,
        name: str,
        profile: str | None,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[Stamp], Aggregate],
        *,
        id: UUID | None = None,
        also: Sequence[Statement] = (),
    ) -> Receipt:
        """Begin an aggregate.

        profile: names the rule pack; None the national one.
        body: all that is asked for, but nothing drawn at random.
        id: of the aggregate, needed if the actor is a resident.
        also: rows of other tables, written in the same transaction.
        """
        prepared = self._prepared(order, [name, body, texts], texts)

        def attempt() -> Receipt:
            stamp = self._stamp(prepared, profile, id)
            return self._save(prepared, [decide(stamp)], also)

        return self._once(prepared, [], 1, attempt)

    def change(
        self,
        order: Order,
        name: str,
        kind: type[A],
        id: UUID,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[A, Stamp], None],
    ) -> Receipt:
        """Change an aggregate that exists, under the rule pack of its profile."""

        def decide_one(found: dict[UUID, A], stamp: Stamp) -> None:
            decide(found[id], stamp)

        return self.change_all(order, name, kind, [id], body, texts, decide_one)

    def change_all(
        self,
        order: Order,
        name: str,
        kind: type[A],
        ids: Sequence[UUID],
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[dict[UUID, A], Stamp], None],
    ) -> Receipt:
        """Change several aggregates in one commit. Rule pack, expected version and a
        resident's pseudonym are those of the first."""
        prepared = self._prepared(order, [name, list(ids), body, texts], texts)

        def attempt() -> Receipt:
            found = self._loaded(kind, ids)
            first = found[ids[0]]
            expected = order.expected_version
            if expected is not None and expected != first.version:
                raise Conflict(expected=expected, actual=first.version)
            profile = getattr(first, "profile", None)
            decide(found, self._stamp(prepared, profile, first.id))
            return self._save(prepared, [found[id] for id in ids])

        return self._once(prepared, ids, ATTEMPTS, attempt)

    def _prepared(
        self, order: Order, command: Sequence[object], texts: Mapping[str, str]
    ) -> Prepared:
        sealed, sealed_texts = self.vault.seal(checked(texts))
        key = None
        if order.key is not None:
            key = idempotency_key(self.vault, order.actor.id, order.key, command)
        return Prepared(order, key, sealed, sealed_texts)

    def _stamp(self, prepared: Prepared, profile: str | None, id: UUID | None) -> Stamp:
        actor = prepared.order.actor
        if actor.role in RESIDENTS:
            assert id is not None, "a resident's pseudonym needs the aggregate's id"
            actor = replace(actor, id=self.vault.pseudonym(actor.id, id))
        return Stamp(
            actor=actor,
            at=self.clock(),
            rules=self.rules.for_profile(profile or NATIONAL),
            command=prepared.command.name if prepared.command else None,
            sealed=prepared.sealed,
        )

    def _loaded(self, kind: type[A], ids: Sequence[UUID]) -> dict[UUID, A]:
        found = self.store.load_many(kind, ids)
        for id in ids:
            if id not in found:
                raise NotFound(what=kind.__name__, id=id)
        return found

    def _save(
        self,
        prepared: Prepared,
        aggregates: Sequence[Aggregate],
        also: Sequence[Statement] = (),
    ) -> Receipt:
        releases = [
            release_statement(self.vault, prepared.order.actor, fact)
            for aggregate in aggregates
            for fact in aggregate.pending_events
            if isinstance(fact, CaseFacts.TextReleased)
        ]
        return self.store.save(
            *aggregates,
            command=prepared.command,
            sealed=prepared.texts,
            also=[*releases, *also],
        )

    def _once(
        self,
        prepared: Prepared,
        ids: Sequence[UUID],
        attempts: int,
        attempt: Callable[[], Receipt],
    ) -> Receipt:
        with self._queued(*ids, prepared.command):
            for _ in range(attempts):
                try:
                    # The writer answers a key that was used with its first receipt.
                    return attempt()
                except StaleVersion as error:
                    stale = error
                except Refusal:
                    # The first command with this key may be the very reason.
                    if first := self._answered(prepared):
                        return first
                    raise
        raise Conflict(expected=stale.expected, actual=stale.actual) from stale

    def _answered(self, prepared: Prepared) -> Receipt | None:
        command = prepared.command
        return self.store.answered(command) if command is not None else None

    @contextmanager
    def _queued(self, *names: UUID | IdempotencyKey | None) -> Iterator[None]:
        stripes = {hash(name) % STRIPES for name in names if name is not None}
        with ExitStack() as stack:
            for stripe in sorted(stripes):  # in one order: no two wait for each other
                stack.enter_context(self._locks[stripe])
            yield

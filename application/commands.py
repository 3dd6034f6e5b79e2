"""Load, decide, save: written once for every command of every aggregate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.aggregate_cache import AggregateCache
from application.append import StaleVersion
from application.clock import Clock
from application.commit import IdempotencyKey, Receipt, Statement
from application.event_store import EventStore
from application.idempotency import idempotency_key
from application.queues import Queues
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
        self._queues = Queues()
        self._cache = AggregateCache()

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

        def attempt(fresh: bool) -> Receipt:
            session = self.store.session
            begun = decide(self._stamp(prepared, profile, id))
            return self._kept([begun], session, self._save(prepared, [begun], also))

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

        def attempt(fresh: bool) -> Receipt:
            session = self.store.session
            found = self._found(kind, ids, session, fresh=fresh)
            first = found[ids[0]]
            expected = order.expected_version
            if expected is not None and expected != first.version:
                raise Conflict(expected=expected, actual=first.version)
            profile = getattr(first, "profile", None)
            decide(found, self._stamp(prepared, profile, first.id))
            changed = [found[id] for id in ids]
            if not fresh and not any(each.pending_events for each in changed):
                raise _Unsaved
            return self._kept(changed, session, self._save(prepared, changed))

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

    def _found(
        self, kind: type[A], ids: Sequence[UUID], session: int, *, fresh: bool
    ) -> dict[UUID, A]:
        """The aggregates, those left here by earlier commands unless `fresh`."""
        found: dict[UUID, A] = {}
        for id in ids:
            kept = self._cache.take(id, session)
            if isinstance(kept, kind) and not fresh:
                found[id] = kept
        missing = [id for id in ids if id not in found]
        if missing:
            found |= self.store.load_many(kind, missing)
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
            grounded=True,
        )

    def _kept(
        self, aggregates: Sequence[Aggregate], session: int, receipt: Receipt
    ) -> Receipt:
        """Keep what was saved for the next command; a replayed receipt says that it
        was not."""
        if not receipt.replayed:
            for aggregate in aggregates:
                self._cache.give(aggregate, session)
        return receipt

    def _once(
        self,
        prepared: Prepared,
        ids: Sequence[UUID],
        attempts: int,
        attempt: Callable[[bool], Receipt],
    ) -> Receipt:
        """Try until it is done, on what is here first, then on what the log says.

        Only a command that is saved finds out whether what it was decided on is old;
        so what is refused, or says nothing, is decided once more on fresh state.
        """
        names = [id.bytes for id in ids]
        if prepared.command is not None:
            names.append(prepared.command.key)
        # Of several, one may be read and not saved: nothing would find out that it is
        # old. What begins here is decided on nothing older.
        fresh = len(ids) != 1
        with self._queues.alone(names):
            while attempts:
                try:
                    # The writer answers a key that was used with its first receipt.
                    return attempt(fresh)
                except StaleVersion as error:
                    stale = error
                    attempts -= 1
                except (Refusal, _Unsaved):
                    if fresh:
                        # The first command with this key may be the very reason.
                        if first := self._answered(prepared):
                            return first
                        raise
                fresh = True
        raise Conflict(expected=stale.expected, actual=stale.actual) from stale

    def _answered(self, prepared: Prepared) -> Receipt | None:
        command = prepared.command
        return self.store.answered(command) if command is not None else None


class _Unsaved(Exception):
    """A command said nothing, but what it was decided on may be old."""

"""Load, decide, save: written once for every command of every aggregate.

It is written in steps (`application.steps`), so that a thread can wait for a command
as well as an event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.aggregate_cache import AggregateCache
from application.append import StaleVersion
from application.clock import Clock
from application.commit import IdempotencyKey, Receipt, Statement
from application.event_store import EventStore
from application.idempotency import idempotency_key
from application.looked_at import LookedAt
from application.order import Order
from application.queues import Queues
from application.refusals import Conflict, KeyReused, LogUnavailable
from application.release import RELEASES, release_statement
from application.rules import RulePacks
from application.sealing import SealedText
from application.steps import Blocking, Steps
from application.texts import checked
from application.vault import Vault
from domain.errors import NotFound, Refusal
from domain.facts import Sealed, Stamp
from domain.roles import RESIDENTS

A = TypeVar("A", bound=Aggregate)

ATTEMPTS = 5  # decisions before a conflict is handed to the caller
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command whose texts are sealed and whose key is known; decided any number of
    times, recorded at most once."""

    order: Order
    command: IdempotencyKey | None
    sealed: Sealed | None
    texts: Sequence[SealedText]


class Deciding:
    """Runs a decision on aggregates as they are, and records it, once."""

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
        self._looked_at = LookedAt()

    def loading(self, kind: type[A], id: UUID) -> Steps[A]:
        """The aggregate as the log has it now. Raises `NotFound`."""
        rows = yield self.store.rows([id])
        found = self.store.replayed(kind, [id], rows)
        if id not in found:
            raise NotFound(what=kind.__name__, id=id)
        return found[id]

    def looking_at(self, kind: type[A], id: UUID) -> Steps[A]:
        """As `loading`, for a large aggregate that changes seldom; it is shared with
        others who look at it, so nobody may change it."""
        session = self.store.session
        version: int | None = yield Blocking(partial(self.store.version, id))
        found = self._looked_at.find(kind, id, version, session)
        if found is None:
            found = yield from self.loading(kind, id)
            self._looked_at.keep(found, session)
        return found

    def creating(
        self,
        order: Order,
        name: str,
        profile: str | None,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[Stamp], Aggregate],
        id: UUID | None = None,
        also: Sequence[Statement] = (),
        taken: Refusal | None = None,
    ) -> Steps[Receipt]:
        """Begin an aggregate; see `Commands.create`."""
        prepared = self._prepared(order, [name, body, texts], texts)

        def attempt(fresh: bool) -> Steps[Receipt]:
            session = self.store.session
            begun = decide(self._stamp(prepared, profile, id))
            return (yield from self._saving(prepared, [begun], session, also))

        try:
            return (yield from self._once(prepared, (), attempt))
        except Conflict:
            if taken is not None:
                raise taken from None
            raise

    def changing(
        self,
        order: Order,
        name: str,
        kind: type[A],
        id: UUID,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[A, Stamp], None],
    ) -> Steps[Receipt]:
        """Change an aggregate; see `Commands.change`."""

        def decide_one(found: Mapping[UUID, A], stamp: Stamp) -> None:
            decide(found[id], stamp)

        return self.changing_all(order, name, kind, (id,), body, texts, decide_one)

    def changing_all(
        self,
        order: Order,
        name: str,
        kind: type[A],
        ids: Sequence[UUID],
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[dict[UUID, A], Stamp], None],
    ) -> Steps[Receipt]:
        """Change several aggregates; see `Commands.change_all`."""
        prepared = self._prepared(order, [name, ids, body, texts], texts)

        def attempt(fresh: bool) -> Steps[Receipt]:
            session = self.store.session
            found = yield from self._found(kind, ids, session, fresh=fresh)
            first = found[ids[0]]
            expected = order.expected_version
            if expected is not None and expected != first.version:
                raise Conflict(expected=expected, actual=first.version)
            profile = getattr(first, "profile", None)
            decide(found, self._stamp(prepared, profile, first.id))
            changed = [found[id] for id in ids]
            if not fresh and not first.pending_events:
                raise _Unsaved
            return (yield from self._saving(prepared, changed, session))

        return (yield from self._once(prepared, ids, attempt))

    def together(
        self,
        order: Order,
        name: str,
        kinds: Mapping[UUID, type[Aggregate]],
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[dict[UUID, Any], Stamp], None],
        new: Collection[UUID] = (),
    ) -> Steps[Receipt]:
        """Change aggregates of several kinds; see `Commands.change_together`."""
        ids = tuple(kinds)
        # Which others belong to it may change; the first and the body say what it is.
        prepared = self._prepared(order, [name, ids[0], body, texts], texts)

        def attempt(fresh: bool) -> Steps[Receipt]:
            session = self.store.session
            rows = yield self.store.rows(ids)
            found: dict[UUID, Any] = {}
            for id, kind in kinds.items():
                # One left here by an earlier command is as good if it is as new.
                kept = self._cache.take(id, session)
                last = rows[id][-1][1] if id in rows else None
                if isinstance(kept, kind) and kept.version == last:
                    found[id] = kept
                else:
                    found |= self.store.replayed(kind, [id], rows)
                if id not in found and id not in new:
                    raise NotFound(what=kind.__name__, id=id)
            first = found[ids[0]]
            expected = order.expected_version
            if expected is not None and expected != first.version:
                raise Conflict(expected=expected, actual=first.version)
            decide(found, self._stamp(prepared, first.profile, first.id))
            return (yield from self._saving(prepared, [*found.values()], session))

        return (yield from self._once(prepared, ids, attempt))

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
            actor,
            self.clock(),
            self.rules.for_profile(profile or NATIONAL),
            prepared.command.name if prepared.command else None,
            prepared.sealed,
        )

    def _found(
        self, kind: type[A], ids: Sequence[UUID], session: int, *, fresh: bool
    ) -> Steps[dict[UUID, A]]:
        """The aggregates; one left here by an earlier command unless `fresh`."""
        # What is taken and not saved does not come back: it is no longer as it was.
        kept = [self._cache.take(id, session) for id in ids]
        if not fresh and isinstance(kept[0], kind):
            return {ids[0]: kept[0]}
        found = self.store.replayed(kind, ids, (yield self.store.rows(ids)))
        for id in ids:
            if id not in found:
                raise NotFound(what=kind.__name__, id=id)
        return found

    def _saving(
        self,
        prepared: Prepared,
        aggregates: Sequence[Aggregate],
        session: int,
        also: Sequence[Statement] = (),
    ) -> Steps[Receipt]:
        for aggregate in aggregates:
            for fact in aggregate.pending_events:
                if isinstance(fact, RELEASES):
                    release = partial(
                        release_statement, self.vault, prepared.order.actor, fact
                    )
                    also = [*also, (yield Blocking(release))]
        receipt: Receipt = yield self.store.submit(
            aggregates, prepared.command, prepared.texts, also, session=session
        )
        if not receipt.replayed:  # what was replayed was not saved
            for aggregate in aggregates:
                self._cache.give(aggregate, session)
        return receipt

    def _once(
        self,
        prepared: Prepared,
        ids: Sequence[UUID],
        attempt: Callable[[bool], Steps[Receipt]],
    ) -> Steps[Receipt]:
        """Try until it is done, each thing in turn, on what is here first, then on
        what the log says.

        Only a command that is saved finds out whether what it was decided on is old;
        so what is refused, or says nothing, is decided once more on fresh state.
        """
        names = [id.bytes for id in ids]
        if prepared.command is not None:
            names.append(prepared.command.key)
        held: list[bytes] = []
        try:
            for name in sorted(set(names)):
                turn = self._queues.enter(name)
                held.append(name)
                if turn is not None:
                    yield turn
            return (yield from self._tried(prepared, ids, attempt))
        finally:
            for name in held:
                self._queues.leave(name)

    def _tried(
        self,
        prepared: Prepared,
        ids: Sequence[UUID],
        attempt: Callable[[bool], Steps[Receipt]],
    ) -> Steps[Receipt]:
        # Of several, one may be read and not saved: nothing would find out that it is
        # old. What begins here is decided on nothing older, and decided once.
        fresh = len(ids) != 1
        left = ATTEMPTS if ids else 1
        while True:
            try:
                # The writer answers a key that was used with its first receipt.
                return (yield from attempt(fresh))
            except StaleVersion as stale:
                left -= 1
                if not left:
                    raise Conflict(
                        expected=stale.expected, actual=stale.actual
                    ) from stale
            except (LogUnavailable, KeyReused):
                raise  # said by the writer; a second try might be a second record
            except (Refusal, _Unsaved):
                if fresh:
                    # The first command with this key may be the very reason.
                    if first := (yield from self._answered(prepared)):
                        return first
                    raise
            fresh = True

    def _answered(self, prepared: Prepared) -> Steps[Receipt | None]:
        if prepared.command is None:
            return None
        first: Receipt | None = yield Blocking(
            partial(self.store.answered, prepared.command)
        )
        return first


class _Unsaved(Exception):
    """A command said nothing, but what it was decided on may be old."""

"""What nested fields read: one statement for all cases of a page.

Nothing is cached: a websocket connection lives long, and must see what is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID

from fastapi.concurrency import run_in_threadpool
from psycopg import AsyncConnection
from strawberry.dataloader import DataLoader

from application.people import names_among
from interfaces.graphql import access
from interfaces.graphql.text import Text
from interfaces.graphql.text_reader import Asked, TextReader
from projections import (
    case_history,
    case_lists,
    case_reporters,
    case_texts,
    compound_directory,
    stream_history,
)
from projections.case_filters import CaseFilter
from projections.case_history import History
from projections.case_row import CaseRow
from projections.case_texts import SealedPath
from projections.compound_care import COMPOUND_CARE
from projections.compound_row import CompoundRow
from projections.counting import Count
from projections.records import Record
from projections.stream_history import Entries

if TYPE_CHECKING:
    from interfaces.graphql.context import Context

Connection = AsyncConnection[tuple[Any, ...]]
K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound="CaseAt | HistoryKey")
V = TypeVar("V")


class CaseAt(NamedTuple):
    """A case as it was known at a moment; None: now."""

    case_id: UUID
    until: datetime | None


class HistoryKey(NamedTuple):
    """Some entries of a case, as it was known at a moment."""

    case_id: UUID
    until: datetime | None
    first: int
    after: str | None


class Loaders:
    """The loaders of one request or connection."""

    def __init__(self, context: Context) -> None:
        self._pool = context.services.pool
        self.cases: DataLoader[UUID, CaseRow | None] = _loader(self._cases)
        self.compounds: DataLoader[UUID, CompoundRow | None] = _loader(self._compounds)
        self.compound_care: DataLoader[UUID, Record | None] = _loader(self._care)
        self.open_cases: DataLoader[UUID, int] = _loader(self._open_cases)
        self.histories: DataLoader[HistoryKey, History] = _loader(self._histories)
        self.counts: DataLoader[CaseAt, int] = _loader(self._counts)
        self.case_texts: DataLoader[CaseAt, list[SealedPath]] = _loader(self._texts)
        self._streams: DataLoader[HistoryKey, Entries] = _loader(self._entries)
        self._context = context
        self._own: DataLoader[UUID, bool] = _loader(self._reported)
        self._opened: DataLoader[Asked, Text] = _loader(TextReader(context).read)

    async def text(
        self, case: CaseRow, fact: str, entry: int, sealed_id: UUID, path: str
    ) -> Text:
        """One text of a case, as far as whoever asks may read it.

        fact, entry: name and version of the fact that sealed it.
        """
        subject = self._context.subject
        own = access.is_resident(subject) and await self._own.load(case.case_id)
        reader = access.reader(subject, case, fact, path, own=bool(own))
        return await self._opened.load(Asked(sealed_id, path, entry, reader))

    async def texts(self, asked: Sequence[Asked]) -> list[Text]:
        """Texts, each as far as its reader may read it."""
        return await self._opened.load_many(list(asked))

    async def history_of(
        self, id: UUID, until: datetime | None, first: int, after: str | None
    ) -> Entries:
        """A page of the history of any aggregate but a case."""
        return await self._streams.load(HistoryKey(id, until, first, after))

    async def _entries(
        self, keys: Sequence[HistoryKey]
    ) -> Mapping[HistoryKey, Entries]:
        async def read(conn: Connection, key: HistoryKey, ids: list[UUID]) -> Any:
            return await stream_history.entries(
                conn, ids, first=key.first, after=key.after, until_recorded=key.until
            )

        return await self._together(keys, read)

    async def _reported(self, ids: Sequence[UUID]) -> Mapping[UUID, bool]:
        subject, vault = self._context.subject, self._context.services.vault
        async with self._pool.connection() as conn:
            absorbed = await case_reporters.absorbed_by(conn, ids)

        def names() -> dict[UUID, set[str]]:
            return {
                id: names_among(vault, {id, *absorbed.get(id, ())}, subject.id)
                for id in ids
            }

        named = await run_in_threadpool(names)
        async with self._pool.connection() as conn:
            mine = await case_reporters.reported_by(conn, named)
        return {id: id in mine for id in ids}

    async def _cases(self, ids: Sequence[UUID]) -> Mapping[UUID, CaseRow]:
        async with self._pool.connection() as conn:
            return await case_lists.by_ids(conn, ids)

    async def _compounds(self, ids: Sequence[UUID]) -> Mapping[UUID, CompoundRow]:
        async with self._pool.connection() as conn:
            return await compound_directory.by_ids(conn, ids)

    async def _care(self, ids: Sequence[UUID]) -> Mapping[UUID, Record]:
        async with self._pool.connection() as conn:
            return await COMPOUND_CARE.by_ids(conn, ids)

    async def _open_cases(self, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        async with self._pool.connection() as conn:
            return await compound_directory.open_cases(conn, ids)

    async def case_count(self, filter: CaseFilter) -> Count:
        async with self._pool.connection() as conn:
            return await case_lists.count(conn, filter)

    async def _histories(
        self, keys: Sequence[HistoryKey]
    ) -> Mapping[HistoryKey, History]:
        async def read(conn: Connection, key: HistoryKey, ids: list[UUID]) -> Any:
            return await case_history.entries(
                conn, ids, first=key.first, after=key.after, until_recorded=key.until
            )

        return await self._together(keys, read)

    async def _counts(self, keys: Sequence[CaseAt]) -> Mapping[CaseAt, int]:
        async def read(conn: Connection, key: CaseAt, ids: list[UUID]) -> Any:
            return await case_history.counts(conn, ids, key.until)

        return await self._together(keys, read)

    async def _texts(self, keys: Sequence[CaseAt]) -> Mapping[CaseAt, list[SealedPath]]:
        async def read(conn: Connection, key: CaseAt, ids: list[UUID]) -> Any:
            return await case_texts.latest(conn, ids, key.until)

        return await self._together(keys, read)

    async def _together(
        self,
        keys: Sequence[G],
        read: Callable[[Connection, G, list[UUID]], Awaitable[Mapping[UUID, V]]],
    ) -> Mapping[G, V]:
        """One statement for all keys that differ in nothing but the case."""
        alike: dict[tuple[object, ...], list[G]] = defaultdict(list)
        for key in keys:
            alike[key[1:]].append(key)
        found: dict[G, V] = {}
        async with self._pool.connection() as conn:
            for group in alike.values():
                rows = await read(conn, group[0], [key.case_id for key in group])
                found |= {key: rows[key.case_id] for key in group}
        return found


def _loader(
    read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]],
) -> DataLoader[K, Any]:
    """A loader of what `read` finds; None for a key that it does not know."""

    async def load(keys: list[K]) -> list[V | None]:
        found = await read(list(dict.fromkeys(keys)))
        return [found.get(key) for key in keys]

    return DataLoader(load, cache=False)

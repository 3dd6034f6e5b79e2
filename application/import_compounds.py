"""Which registered compound a row means: by its code, or by its exact name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from application.event_store import EventStore
from domain.compound import Compound, compound_id
from domain.errors import NotFound

FindByName = Callable[[Sequence[str]], Mapping[str, UUID]]
"""Ids of the compounds that bear exactly these names; of a shared name, none."""


class CompoundFinder:
    """Finds each compound of a run once, and remembers it or that there is none."""

    def __init__(
        self, store: EventStore, find_by_name: FindByName, *, by_code: bool
    ) -> None:
        self._store = store
        self._find_by_name = find_by_name
        self._by_code = by_code
        self._found: dict[str, Compound | None] = {}

    def require(self, code: str) -> Compound:
        """The compound with a code. Raises NotFound."""
        found = self._load([compound_id(code)])
        if not found:
            raise NotFound("compound", what="compound", id=code)
        return found[compound_id(code)]

    def look_up(self, said: Iterable[str]) -> None:
        """Find those that were not looked for before, in few queries."""
        new = sorted({each for each in said if each not in self._found})
        if not new:
            return
        if self._by_code:
            ids: Mapping[str, UUID] = {each: compound_id(each) for each in new}
        else:
            ids = self._find_by_name(new)
        compounds = self._load([*ids.values()])
        for each in new:
            id = ids.get(each)
            self._found[each] = compounds.get(id) if id is not None else None

    def get(self, said: str) -> Compound | None:
        """A compound that was looked up before; None if it is not registered."""
        return self._found[said]

    def _load(self, ids: Sequence[UUID]) -> dict[UUID, Compound]:
        return self._store.load_many(Compound, ids) if ids else {}

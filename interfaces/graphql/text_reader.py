"""Opens the texts of a page together: the released, the readable, the erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from application.vault import ERASED, Ref, Vault
from domain.roles import Actor
from interfaces.graphql.readings import PURPOSE
from interfaces.graphql.text import Text, TextState

if TYPE_CHECKING:
    from interfaces.graphql.context import Context


class Asked(NamedTuple):
    """A text that is shown, and who may read it; None: whoever asks may not."""

    sealed_id: UUID
    path: str
    entry: int
    reader: Actor | None

    @property
    def ref(self) -> Ref:
        return self.sealed_id, self.path


class TextReader:
    """Reads many texts with one look at each table, and one log entry a reader."""

    def __init__(self, context: Context) -> None:
        self._vault: Vault = context.services.vault

    async def read(self, asked: Sequence[Asked]) -> Mapping[Asked, Text]:
        values = await run_in_threadpool(self._values, asked)
        return {each: _text(each, *values[each.ref]) for each in asked}

    def _values(
        self, asked: Sequence[Asked]
    ) -> dict[Ref, tuple[TextState, str | None]]:
        refs = [each.ref for each in asked]
        found: dict[Ref, tuple[TextState, str | None]] = dict.fromkeys(
            refs, (TextState.SEALED, None)
        )
        erased = self._vault.erased(refs)
        released = self._vault.released(refs)
        by_reader: dict[Actor, list[Ref]] = defaultdict(list)
        for each in asked:
            if each.reader and each.ref not in released and each.ref not in erased:
                by_reader[each.reader].append(each.ref)
        for reader, readable in by_reader.items():
            for ref, value in self._vault.open(reader, PURPOSE, readable).items():
                if value is ERASED:
                    erased.add(ref)
                else:
                    found[ref] = (TextState.READABLE, value)
        found |= {ref: (TextState.RELEASED, released[ref].value) for ref in released}
        found |= {ref: (TextState.ERASED, None) for ref in erased}
        return found


def _text(asked: Asked, state: TextState, value: str | None) -> Text:
    return Text(
        name=asked.path,
        state=state,
        value=value,
        entry=asked.entry,
        sealed_id=asked.sealed_id,
    )

"""Which book of receipts is in use, found by few questions to the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from application.database import Database
from application.event_store import EventStore
from application.receipt_books import present_volume
from application.rules import RulePacks
from domain.place import Place
from domain.receipts import ReceiptBook
from tests.application.cases import stamp
from tests.application.fees import garden


@pytest.mark.parametrize("last", [0, 1, 2, 3, 4, 63, 64, 130, 300])
def test_the_present_book_is_found_by_a_few_questions(
    store: EventStore, rules: RulePacks, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    compound_id: UUID = garden(store, rules)
    place = Place(compound_id, ("370000",), "national")
    store.save(
        *(
            ReceiptBook.begin(stamp(rules), place=place, volume=volume)
            for volume in range(last + 1)
        )
    )
    asked: list[str] = []
    real = Database.fetch

    def fetch(self: Database, sql: Any, parameters: Any = ()) -> Any:
        asked.append(sql)
        return real(self, sql, parameters)

    monkeypatch.setattr(Database, "fetch", fetch)
    assert present_volume(store, compound_id) == last
    assert len(asked) <= 3


def test_without_any_book_the_first_is_the_present_one(
    store: EventStore, rules: RulePacks
) -> None:
    assert present_volume(store, garden(store, rules)) == 0

"""What must be kept, and the fact that something no longer is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from application.rules import load_rulepacks
from domain.facts import Stamp
from domain.personal_data import PersonalData
from domain.retention import RetentionHolds, kept_until, require_elapsed
from domain.roles import Actor, Role

CLOSED = datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_a_case_is_kept_for_five_years_after_close() -> None:
    end = kept_until(CLOSED, 5)
    assert end == datetime(2029, 3, 1, 12, tzinfo=UTC)
    assert kept_until(end, 5) == datetime(2034, 3, 1, 12, tzinfo=UTC)

    require_elapsed(CLOSED, end, 5)
    with pytest.raises(RetentionHolds, match="2029-03-01") as caught:
        require_elapsed(CLOSED, end - timedelta(seconds=1), 5)
    assert "2029-03-01" in caught.value.message("zh")
    with pytest.raises(RetentionHolds, match="5 years after close") as caught:
        require_elapsed(None, end, 5)
    assert "结案后 5 年" in caught.value.message("zh")


def test_an_erasure_names_what_was_erased_and_why() -> None:
    stamp = Stamp(
        Actor("officer-1", Role.STREET_OFFICER),
        CLOSED,
        load_rulepacks().for_profile("national"),
    )
    sealing = uuid4()

    def erase(*paths: str) -> PersonalData:
        return PersonalData.erase(stamp, erased_id=sealing, paths=paths, basis="个保47")

    erased = erase("title", "body")
    assert (erased.erased_id, erased.basis) == (sealing, "个保47")
    assert erased.paths == ("body", "title")
    # The id follows from what was erased: the store refuses the second of two.
    assert erase("body", "title").id == erased.id
    assert erase("body").id != erased.id

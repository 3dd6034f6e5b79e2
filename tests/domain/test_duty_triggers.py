"""The table of triggers: every item has one or a reason, and all of them are public."""

from __future__ import annotations

import pytest

from domain.calendar import Unit
from domain.duty_endings import ENDINGS, WAKINGS
from domain.duty_heads import REMEMBERED
from domain.duty_periods import OWED_BY
from domain.duty_spans import SPANNED
from domain.duty_triggers import (
    AGGREGATES,
    TRIGGERS,
    UNTRIGGERED,
    name_of,
)
from domain.facts import Audience, Fact
from tests.scenario import PACKS, RULES

DUTIES = RULES.catalogue("duties")
TRIGGERED = {each.code for each in TRIGGERS} | set(OWED_BY)


def test_every_duty_is_triggered_or_says_why_not() -> None:
    assert set(DUTIES) == TRIGGERED | set(UNTRIGGERED)
    assert not TRIGGERED & set(UNTRIGGERED)
    assert all(zh and en for zh, en in UNTRIGGERED.values())


def test_the_items_that_nothing_triggers_are_few_and_known() -> None:
    items = {DUTIES[code].word("item") for code in TRIGGERED}

    assert set(RULES.catalogue("disclosure")) - items == {"D14", "D41", "D47"}


def test_every_fact_that_says_something_of_duties_is_public() -> None:
    tables = (*TRIGGERS, *ENDINGS, *WAKINGS)
    facts: set[type[Fact]] = {each.fact for each in tables}
    facts |= {*REMEMBERED, *SPANNED}
    private = [each for each in facts if each.audience is not Audience.PUBLIC]

    assert private == []


def test_facts_have_the_names_that_the_log_stores() -> None:
    from application.mapper import REGISTRY

    for each in TRIGGERS:
        assert REGISTRY.of(each.fact).name.split("@")[0] == name_of(each.fact)
    assert set(AGGREGATES.values()) <= {name.split(".")[0] for name in names()}


def names() -> set[str]:
    from application.mapper import REGISTRY

    return {kind.name for kind in REGISTRY}


@pytest.mark.parametrize("profile", PACKS.profiles)
def test_codes_of_the_tables_are_in_every_pack(profile: str) -> None:
    duties = PACKS.for_profile(profile).catalogue("duties")
    ended = {code for each in ENDINGS for code in each.codes}
    woken = {code for each in WAKINGS for code in each.codes}

    assert ended | woken | TRIGGERED <= set(duties)
    for code in OWED_BY:
        assert duties[code].has("period")
    for trigger in TRIGGERS:
        assert trigger.ahead <= (duties[trigger.code].word("timing") == "before")
    for duty in duties.values():
        if duty.word("timing") == "before" and duty.has("deadline"):
            assert duty.span("deadline").unit is Unit.DAY


def test_only_duties_of_an_item_in_parts_have_content_of_their_own() -> None:
    for duty in DUTIES.values():
        if duty.has("content"):
            item = RULES.catalogue("disclosure")[duty.word("item")]
            assert set(duty.words("content")) < set(item.words("content"))

"""What a change of rules does: nothing to what was decided, and to clocks that run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from application.rules import load_rulepacks
from domain.case import Case
from domain.case_words import Channel
from domain.facts import Milestone, Sealed, Stamp
from domain.rule_changes import RuleEffect, rule_changes
from domain.rule_search import UnknownRule, find_rules
from domain.rulepack import RulePack
from tests.scenario import (
    ANNA,
    CONTACT,
    DAY,
    DONE,
    NOW,
    OWNER,
    PACKS,
    RULES,
    SEALED_ID,
    SYSTEM,
)

CHANGED = """
[categories.SRV-01]
milestones = { done = "1 d", plan = "2 d" }

[limits]
reopen = { value = "20 d", origin = "DEFAULT street" }
call_back = { value = "1 d", origin = "DEFAULT street" }

[milestones]
contact = { decides = true, en = "first call" }

[pauses]
mediation = { longest = "10 d" }

[values]
"display.min_days" = { value = 5, zh = "天", en = "days", origin = "DEFAULT street" }

[catalogues.duties]
D35-closed = { deadline = "1 wd" }
"""


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> RulePack:
    """The national pack after an operator changed it."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "national.toml").write_text(CHANGED, "utf-8")
    return load_rulepacks(folder).for_profile("national")


def report(rules: RulePack, at: datetime = NOW) -> Case:
    return Case.report(
        Stamp(OWNER, at, rules, None, Sealed(SEALED_ID, {"title": "00"})),
        id=UUID(int=1),
        profile="national",
        compound_id=UUID(int=3),
        region_path=("c", "d", "s", "m"),
        category="SRV-01",
        channel=Channel.APP,
        urgent=False,
        reporter=ANNA,
    )


def test_each_change_says_what_it_does(after: RulePack) -> None:
    found = {
        (each.path, each.field): (each.effect, each.clocks)
        for each in rule_changes(RULES, after)
    }

    kept, at_once = RuleEffect.CLOCKS_KEPT, RuleEffect.AT_ONCE
    assert found == {
        ("categories.SRV-01", "milestones"): (kept, ("done", "plan")),
        ("limits.reopen", "value"): (at_once, ()),
        ("limits.reopen", "origin"): (RuleEffect.WORDING, ()),
        ("limits.call_back", "value"): (kept, ("call_back",)),
        ("limits.call_back", "origin"): (RuleEffect.WORDING, ()),
        ("milestones.contact", "decides"): (RuleEffect.WHEN_MISSED, ("contact",)),
        ("milestones.contact", "en"): (RuleEffect.WORDING, ()),
        ("pauses.mediation", "longest"): (kept, ("pause",)),
        ("values.display.min_days", "value"): (RuleEffect.NEXT_DECISION, ()),
        ("values.display.min_days", "zh"): (RuleEffect.WORDING, ()),
        ("values.display.min_days", "en"): (RuleEffect.WORDING, ()),
        ("values.display.min_days", "origin"): (RuleEffect.WORDING, ()),
        ("catalogues.duties.D35-closed", "deadline"): (RuleEffect.NEXT_DECISION, ()),
    }
    assert rule_changes(RULES, RULES) == []


def test_a_running_clock_keeps_its_due_time_and_a_new_one_follows_the_new_rule(
    after: RulePack,
) -> None:
    running = report(RULES)
    running.contact(Stamp(SYSTEM, NOW, after))

    assert running.milestones == {"done": DONE}
    assert running.milestones["done"] != report(after).milestones["done"]
    assert report(after).milestones["done"] == Milestone(
        "done", datetime(2026, 3, 11, 16, tzinfo=UTC)
    )


def test_a_fact_keeps_the_pack_that_it_was_decided_under(after: RulePack) -> None:
    case = report(RULES)
    case.accept(Stamp(SYSTEM, NOW, after))

    facts: list[Any] = list(case.collect_events())
    assert [fact.rules for fact in facts] == [RULES.id, after.id]
    assert RULES.id != after.id
    # Applied anew, under whatever rules hold by then, they say what they said.
    again: Case | None = None
    for each in facts:
        again = each.mutate(again)
    assert again is not None and again.milestones == case.milestones


def test_what_a_missed_clock_leads_to_follows_the_rules_when_it_is_missed(
    after: RulePack,
) -> None:
    old, new = report(RULES), report(RULES)
    late = CONTACT.due_at

    old.fire_due(Stamp(SYSTEM, late, RULES))
    new.fire_due(Stamp(SYSTEM, late, after))

    assert (int(old.level), int(new.level)) == (0, 1)


def test_a_table_of_holidays_changes_new_deadlines_alone(tmp_path: Any) -> None:
    table = tmp_path / "days.toml"
    table.write_text('[days]\n2026-03-13 = "rest"\n')
    after = load_rulepacks(None, table).for_profile("national")

    case = report(RULES)
    case.contact(Stamp(SYSTEM, NOW, after))

    assert case.milestones == {"done": DONE}
    assert report(after).milestones["done"].due_at == DONE.due_at + 3 * DAY
    assert rule_changes(RULES, after) == [] and RULES.id != after.id


@pytest.mark.parametrize(
    ("key", "paths"),
    [
        ("reopen", ["limits.reopen"]),
        ("limits.reopen", ["limits.reopen"]),
        ("SAF-04", ["categories.SAF-04"]),
        ("SAF-04.milestones", ["categories.SAF-04"]),
        ("L2", ["ladder.L2"]),
        ("display.min_days", ["values.display.min_days"]),
        ("disclosure.D10", ["catalogues.disclosure.D10"]),
        ("D10.mask", ["catalogues.disclosure.D10"]),
        ("never_published.mediation", ["catalogues.never_published.mediation"]),
    ],
)
def test_a_rule_is_found_by_what_people_call_it(key: str, paths: list[str]) -> None:
    assert [entry.path for entry in find_rules(RULES, key)] == paths


@pytest.mark.parametrize("key", ["", "reopn", "D10.colour"])
def test_an_unknown_rule_is_refused(key: str) -> None:
    with pytest.raises(UnknownRule) as refused:
        find_rules(RULES, key)
    assert ("reopen" in refused.value.message("en")) is (key == "reopn")


def test_every_value_is_traced_to_its_file() -> None:
    entry = PACKS.for_profile("heze").entries["limits.dept.reply_workdays"]

    assert [layer.file for layer in entry.layers] == [
        "domain/rules/national.toml",
        "domain/rules/heze.toml",
    ]
    assert entry.file("value") == "domain/rules/heze.toml"
    assert entry.file("zh") == "domain/rules/national.toml"

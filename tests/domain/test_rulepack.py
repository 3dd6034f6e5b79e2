"""The rules that ship, and what a rule pack refuses to be."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from domain.calendar import Span
from domain.case_words import Level, PauseReason
from domain.roles import Role
from domain.rulepack import Enforcement, RulePack, UnknownCategory, UnknownParty
from domain.rulepack_entries import Document
from domain.rulepack_reader import parse
from domain.rulepack_values import RulePackInvalid
from tests.scenario import PACKS, RULES

NATIONAL = (files("domain") / "rules" / "national.toml").read_text("utf-8")
CALENDAR = RULES.calendar


def pack(profile: str, *texts: str) -> RulePack:
    """The pack of these documents, named by their numbers."""
    named = [Document(f"{number}.toml", text) for number, text in enumerate(texts)]
    return parse(profile, named, CALENDAR)


GROUPS = {
    "SAF": 8,
    "ORD": 8,
    "BLD": 5,
    "PIP": 4,
    "SRV": 5,
    "FEE": 4,
    "GOV": 5,
    "DIS": 2,
    "SUG": 1,
}


def test_the_taxonomy_is_whole() -> None:
    codes = [
        f"{group}-{number:02}"
        for group, count in GROUPS.items()
        for number in range(1, count + 1)
    ]

    assert list(RULES.categories) == codes


def test_a_category_as_the_reference_has_it() -> None:
    thrown = RULES.category("SAF-04")

    assert (thrown.zh, thrown.en) == ("高空抛物、坠落", "thrown or falling objects")
    assert thrown.receivers == ("P",)
    assert thrown.enforcement is Enforcement.YES
    assert thrown.departments == ("G",)
    assert [(name, str(span)) for name, span in thrown.milestones] == [
        ("secure", "2 h"),
        ("done", "3 d"),
    ]
    assert thrown.deadline_origin == "DEFAULT"


def test_every_value_names_its_origin() -> None:
    entries: list[Any] = [
        *RULES.categories.values(),
        *RULES.parties.values(),
        *RULES.kinds.values(),
        *RULES.ladder.values(),
        *RULES.pauses.values(),
    ]
    origins = [entry.origin for entry in entries] + list(RULES.origins.values())

    assert all(o.split()[0] in {"SEED", "LAW", "DEFAULT"} for o in origins)
    assert RULES.origins["joint.answer"] == "LAW 菏28"


def test_the_ladder_and_the_pauses_are_whole() -> None:
    assert set(RULES.ladder) == set(Level)
    assert set(RULES.pauses) == set(PauseReason)
    assert [RULES.receiver("SRV-01", level) for level in Level] == list("PBCSD")


def test_profiles_differ_only_where_they_say_so() -> None:
    beijing, heze = PACKS.for_profile("beijing"), PACKS.for_profile("heze")

    assert beijing.whistle_roles == {Role.STREET_OFFICER}
    assert Role.COMMUNITY_PARTY_SECRETARY in RULES.whistle_roles
    assert heze.limits.dept_reply_workdays == Span.parse("5 wd")
    assert RULES.limits.dept_reply_workdays is None
    assert beijing.categories == heze.categories == RULES.categories


def test_the_id_follows_from_the_content() -> None:
    base = pack("national", NATIONAL)
    again = pack("national", NATIONAL)
    changed = pack(
        "national", NATIONAL, '[categories.SRV-01]\nmilestones = { done = "2 d" }'
    )

    assert again.id == base.id
    assert changed.id.startswith("national@") and len(changed.id) == len(RULES.id)
    assert changed.id != base.id
    assert changed.category("SRV-01").zh == RULES.category("SRV-01").zh


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[", "no TOML"),
        ("[colours]\na = {}", r"\[colours\] is unknown"),
        ("[limits]\nreopen = 5", "limits.reopen must be a table"),
        ('[limits]\nreopen = { value = "soon" }', "limits.reopen.value: 'soon' is no"),
        ('[limits]\nreturn = { value = "1 d" }', "unknown keys: return"),
        ('[limits]\nreopen = { origin = "me" }', "must begin with SEED"),
        ('[limits]\nreopen = { why = "x" }', "limits.reopen has unknown keys: why"),
        ('[limits]\n"call_back.attempts" = { value = true }', "no number from 1 on"),
        ('[limits]\n"hours.opens" = { value = "25:00" }', "no time such as"),
        ('[limits]\n"whistle.origin" = { value = "moon" }', "no .whistle. moon"),
        ('[categories.SRV-01]\nmilestones = { x = "1 d" }', "no milestone x"),
        ("[categories.SRV-01]\nreceivers = []", "receivers is empty"),
        ('[categories.SRV-01]\nreceivers = ["Q"]', "no party Q"),
        ('[categories.SRV-01]\nenforcement = "may"', "enforcement"),
        ('[categories.NEW-01]\nzh = "新"', "categories.NEW-01.en is missing"),
        ('[parties.P]\ndepartment = "yes"', "neither true nor false"),
        ("[parties.P]\nzh = ' '", "is no text"),
        ("[ladder.L9]\nzh = '九'", "is no level"),
        ('[ladder.L1]\nroles = ["King"]', "ladder.L1.roles"),
        ('[ladder.L1]\nreceiver = "Q"', "no party Q"),
        ('[ladder.L1]\nmilestones = { contact = "1 h" }', "no milestone decides"),
        ("[pauses.tired]\nzh = '累'", "no reason to pause"),
        ("[whistle.street]\nroles = 3", "is no list"),
        ("[categories.SRV-01]\nmilestones = 3", "no table of spans"),
    ],
)
def test_a_pack_that_is_wrong_says_where(text: str, problem: str) -> None:
    with pytest.raises(RulePackInvalid, match=problem) as refused:
        pack("mine", NATIONAL, text)

    assert str(refused.value).startswith("rule pack mine: ")


@pytest.mark.parametrize("table", ["categories", "pauses", "ladder", "limits"])
def test_a_pack_that_is_not_whole_is_refused(table: str) -> None:
    with pytest.raises(RulePackInvalid):
        pack("mine")
    with pytest.raises(RulePackInvalid):
        pack("mine", NATIONAL.replace(f"[{table}", "[whistle.x", 1))


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownCategory):
        RULES.category("XXX-99")
    with pytest.raises(UnknownCategory):
        RULES.category(None)
    with pytest.raises(UnknownParty):
        RULES.party("Q")

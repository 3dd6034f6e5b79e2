"""The whitelist of transitions, walked over every pair of status and command."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

import pytest

from domain.case import Case
from domain.case_refusals import NotAdopted
from domain.case_words import STATUS_LABELS, PauseReason, Satisfaction, Status
from domain.errors import IllegalTransition, Refusal
from tests.domain.case_commands import COMMANDS, TEXTS
from tests.domain.test_case_intake import IMPORTED
from tests.scenario import (
    ACCEPTED,
    DAY,
    NOW,
    OTHER_ID,
    OWNER,
    RESOLVED,
    STARTED,
    STREET,
    Fact,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
)

S = Status
WAITING = {S.REPORTED, S.ASSIGNED, S.ESCALATED}
WORKING = {S.ACCEPTED, S.IN_PROGRESS}
RUNNING = WAITING | WORKING
OPEN = RUNNING | {S.PAUSED}
EVERY = set(Status)

ALLOWED: dict[str, set[Status]] = {
    "adopt": set(),  # only imported cases are adopted, see test_case_intake
    "join": OPEN,
    "declare_joint": OPEN,
    "merge_into": OPEN,
    "absorb": OPEN,
    "withdraw": OPEN | {S.RESOLVED},
    "assign": RUNNING,
    "accept": WAITING,
    "contact": RUNNING,
    "start": {S.ACCEPTED},
    "progress": WORKING,
    "pause": WORKING,
    "resume": {S.PAUSED},
    "dispute_competence": RUNNING,
    "decide_competence": RUNNING,
    "escalate": RUNNING,
    "whistle": RUNNING,
    "report_in": OPEN | {S.RESOLVED},
    "act_as_department": OPEN | {S.RESOLVED},
    "hand_to_enforcement": RUNNING,
    "answer_enforcement": OPEN | {S.RESOLVED},
    "offer_mediation": OPEN,
    "consent_to_mediation": OPEN,
    "end_mediation": OPEN,
    "resolve": WORKING,
    "fail_call_back": {S.RESOLVED},
    "verify": {S.RESOLVED},
    "close": {S.VERIFIED, S.UNVERIFIED},
    "reopen": {S.CLOSED},
    "recategorise": OPEN | {S.RESOLVED},
    "relocate": EVERY,
    "link_outside": EVERY,
    "attach_file": EVERY,
    "void_entry": EVERY,
    "release_text": EVERY,
}
BEFORE_ADOPTION = {
    "adopt",
    "relocate",
    "link_outside",
    "attach_file",
    "void_entry",
    "release_text",
}

PAUSED = fact(Case.Paused, reason=PauseReason.PROCEEDINGS, until=NOW + DAY)
VERIFIED = fact(
    Case.Verified, by=OWNER, solved=True, satisfaction=Satisfaction.SATISFIED
)
ESCALATED = fact(
    Case.Escalated,
    from_level=0,
    level=1,
    cause="manual",
    receiver="B",
    milestones=(),
)
HISTORIES: dict[Status, list[Fact]] = {
    S.REPORTED: [],
    S.ASSIGNED: [fact(Case.Assigned, party="P", handler_id="steward")],
    S.ESCALATED: [ESCALATED],
    S.ACCEPTED: [ACCEPTED],
    S.IN_PROGRESS: [ACCEPTED, STARTED],
    S.PAUSED: [ACCEPTED, PAUSED],
    S.RESOLVED: [ACCEPTED, RESOLVED],
    S.VERIFIED: [ACCEPTED, RESOLVED, VERIFIED],
    S.UNVERIFIED: [ACCEPTED, RESOLVED, fact(Case.Unverified)],
    S.CLOSED: [ACCEPTED, RESOLVED, VERIFIED, fact(Case.Closed, level=0)],
    S.WITHDRAWN: [fact(Case.Withdrawn)],
    S.MERGED: [fact(Case.Merged, into=OTHER_ID)],
}
LATER = stamp(STREET, NOW + timedelta(minutes=5), *TEXTS)


def in_status(status: Status) -> Case:
    case = given(reported(), *HISTORIES[status])
    assert case.status is status
    return case


def test_every_command_and_every_status_is_walked() -> None:
    taking_a_stamp = {
        name
        for name, method in inspect.getmembers(Case, inspect.isfunction)
        if "stamp" in inspect.signature(method).parameters
        and not name.startswith("_")
        and name not in {"fire_due", "amend_import"}  # walked in their own tests
    }

    assert set(ALLOWED) == set(COMMANDS) == taking_a_stamp
    assert set(HISTORIES) == EVERY


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "adopt"])
def test_a_command_passes_where_the_table_allows_it(name: str, status: Status) -> None:
    case = in_status(status)

    try:
        COMMANDS[name](case, LATER)
    except IllegalTransition:
        assert status not in ALLOWED[name]
        assert new_facts(case) == []
    except Refusal:
        # Another rule says no, which may well depend on more than the status.
        assert status in ALLOWED[name]
        assert new_facts(case) == []
    else:
        assert status in ALLOWED[name]
        assert len(new_facts(case)) >= 1


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in BEFORE_ADOPTION])
def test_an_imported_case_refuses_to_be_handled(name: str) -> None:
    case = given(IMPORTED)

    refuses(NotAdopted, case, COMMANDS[name], case, LATER)


# There is nothing to void on this one; voiding has tests of its own.
@pytest.mark.parametrize("name", sorted(BEFORE_ADOPTION - {"void_entry"}))
def test_an_imported_case_may_be_corrected_and_shown(name: str) -> None:
    case = given(IMPORTED)

    COMMANDS[name](case, LATER)

    assert len(new_facts(case)) == 1


def test_a_refusal_names_the_status_and_those_allowed() -> None:
    with pytest.raises(IllegalTransition) as refused:
        in_status(S.CLOSED).accept(LATER)

    assert refused.value.code == "ILLEGAL_TRANSITION"
    assert refused.value.values == {
        "status": S.CLOSED,
        "status_zh": "已结案",
        "allowed": "reported, assigned, escalated",
        "allowed_zh": "已登记、已派单、已提级",
    }
    assert "已结案" in refused.value.message("zh")


def test_every_status_has_a_label_in_both_languages() -> None:
    assert set(STATUS_LABELS) == set(S)
    assert all(label.zh and label.en for label in STATUS_LABELS.values())


def all_facts() -> list[tuple[str, Any]]:
    return [
        (name, fact_class)
        for name in dir(Case)
        if isinstance(fact_class := getattr(Case, name), type)
        and hasattr(fact_class, "label")
    ]


def test_every_fact_has_a_label_in_both_languages() -> None:
    labels = [fact_class.label for _, fact_class in all_facts()]

    assert all(label.zh and label.en for label in labels)
    assert len({label.zh for label in labels}) == len(labels)

"""Findings of the negative list: nothing counts before a hearing and an appeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.enterprise import Enterprise
from domain.enterprise_judging_refusals import (
    FindingAppealByFinder,
    FindingAppealPointsWrong,
    FindingAppealTimeRunning,
    FindingAppealTooLate,
    FindingEvidenceMissing,
    FindingPointsBeyondList,
    FindingPublishedBefore,
    FindingStageWrong,
    FindingUnknown,
    NegativeListEntryUnknown,
    VetoWithoutGround,
)
from domain.enterprise_refusals import (
    EnterpriseDayAhead,
    EnterpriseDayBefore,
    NotOfThisEnterprise,
)
from domain.enterprise_state import years_after
from domain.enterprise_words import FindingAppeal, FindingStage
from domain.errors import InvalidInput, Refusal, TextRequired
from domain.rating import RatingColour, RatingDeduction, RatingVeto
from tests.domain.enterprise_lives import (
    APRIL,
    DAY,
    MANAGER,
    OFFICER,
    OTHER_OFFICER,
    STRANGE_MANAGER,
    by,
    decided,
    final,
    later,
    opened,
    organised,
    rate,
)
from tests.scenario import RULES, new_facts, refuses, then

# Decided on 10 March 2026, a Tuesday: until the end of the 17th in China.
APPEAL_ENDS = datetime(2026, 3, 17, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_list_has_its_seventeen_entries() -> None:
    entries = RULES.catalogue("negative_list")

    assert [*entries] == [f"N{number}" for number in range(1, 18)]
    vetoes = {veto for item in entries.values() for veto in item.words("vetoes")}
    assert vetoes == {*RatingVeto}


def test_a_finding_from_evidence_to_publication() -> None:
    firm = organised()
    opened(firm)
    firm.hear_finding(by(), finding=1, on=date(2026, 3, 5), attended=False)
    firm.decide_finding(
        by(OFFICER, "correction"),
        finding=1,
        points=5,
        basis="民944",
        repair_by=date(2026, 4, 1),
    )
    assert new_facts(firm) == [
        then(
            Enterprise.FindingOpened,
            finding=1,
            entry="N4",
            acted_on=DAY,
            at_compound=None,
            evidence=("sha256:ab",),
        ),
        then(Enterprise.FindingHeard, finding=1, on=date(2026, 3, 5), attended=False),
        then(
            Enterprise.FindingDecided,
            finding=1,
            points=5,
            basis="民944",
            veto=None,
            repair_by=date(2026, 4, 1),
            appeal_until=APPEAL_ENDS,
        ),
    ]
    refuses(FindingStageWrong, firm, firm.publish_finding, by(), finding=1)
    firm.finalise_finding(by(at=APPEAL_ENDS + SECOND), finding=1)
    assert new_facts(firm) == [
        then(
            Enterprise.FindingFinal,
            finding=1,
            on=date(2026, 3, 18),
            valid_until=date(2027, 3, 18),
            # Five working days after Wednesday, 18 March.
            publish_due_at=datetime(2026, 3, 25, 16, tzinfo=UTC),
        )
    ]
    firm.publish_finding(by(at=APRIL), finding=1)
    firm.collect_events()
    refuses(FindingPublishedBefore, firm, firm.publish_finding, by(), finding=1)


def test_an_appeal_is_decided_by_somebody_else_and_makes_it_final() -> None:
    firm = organised()
    decided(firm)
    firm.collect_events()
    appeal = by(MANAGER, "grounds", at=APPEAL_ENDS)
    refuses(
        NotOfThisEnterprise,
        firm,
        firm.appeal_finding,
        by(STRANGE_MANAGER, "grounds"),
        finding=1,
    )
    firm.appeal_finding(appeal, finding=1)
    firm.collect_events()
    late = by(at=later(30))
    refuses(FindingStageWrong, firm, firm.finalise_finding, late, finding=1)
    answer: dict[str, Any] = {
        "finding": 1,
        "outcome": FindingAppeal.REDUCED,
        "points": 2,
    }
    refuses(
        FindingAppealByFinder,
        firm,
        firm.decide_finding_appeal,
        by(OFFICER, "answer"),
        **answer,
    )
    firm.decide_finding_appeal(by(OTHER_OFFICER, "answer", at=APRIL), **answer)

    assert [kind for kind, _ in new_facts(firm)] == [
        Enterprise.FindingAppealDecided,
        Enterprise.FindingFinal,
    ]
    assert (firm.findings[1].stage, firm.findings[1].points) == (FindingStage.FINAL, 2)


@pytest.mark.parametrize(
    ("outcome", "points"),
    [
        (FindingAppeal.CONFIRMED, 4),
        (FindingAppeal.CONFIRMED, 6),
        (FindingAppeal.REDUCED, 5),
        (FindingAppeal.REDUCED, 0),
        (FindingAppeal.ANNULLED, 1),
    ],
)
def test_an_appeal_never_makes_it_worse(outcome: FindingAppeal, points: int) -> None:
    firm = organised()
    decided(firm)
    firm.appeal_finding(by(MANAGER, "grounds"), finding=1)
    firm.collect_events()
    refuses(
        FindingAppealPointsWrong,
        firm,
        firm.decide_finding_appeal,
        by(OTHER_OFFICER, "answer"),
        finding=1,
        outcome=outcome,
        points=points,
    )


def test_an_annulled_finding_takes_nothing_off_and_is_never_published() -> None:
    firm = organised()
    decided(firm, "N5", veto=RatingVeto.CUTTING_SUPPLIES)
    firm.appeal_finding(by(MANAGER, "grounds"), finding=1)
    firm.decide_finding_appeal(
        by(OTHER_OFFICER, "answer"),
        finding=1,
        outcome=FindingAppeal.ANNULLED,
        points=0,
    )
    assert [kind for kind, _ in new_facts(firm)][-1] is Enterprise.FindingAppealDecided
    refuses(FindingStageWrong, firm, firm.publish_finding, by(), finding=1)
    rate(firm)
    assert new_facts(firm)[0][1]["vetoes"] == ()


def test_an_appeal_comes_in_time_or_not_at_all() -> None:
    firm = organised()
    decided(firm)
    firm.collect_events()
    early, late = by(at=APPEAL_ENDS), by(MANAGER, "grounds", at=APPEAL_ENDS + SECOND)
    refuses(FindingAppealTimeRunning, firm, firm.finalise_finding, early, finding=1)
    refuses(FindingAppealTooLate, firm, firm.appeal_finding, late, finding=1)


def opening(**changes: Any) -> Callable[[Enterprise], None]:
    given = {"entry": "N4", "acted_on": DAY, "evidence": ("e-1",), **changes}
    return lambda firm: firm.open_finding(by(), **given)


def deciding(**changes: Any) -> Callable[[Enterprise], None]:
    given = {"points": 5, "basis": "民944", "repair_by": date(2026, 4, 1), **changes}

    def decide(firm: Enterprise) -> None:
        firm.decide_finding(by(OFFICER, "correction"), finding=1, **given)

    return decide


@pytest.mark.parametrize(
    ("refusal", "command"),
    [
        (NegativeListEntryUnknown, opening(entry="N18")),
        (FindingEvidenceMissing, opening(evidence=())),
        (InvalidInput, opening(evidence=("照片",))),
        (InvalidInput, opening(evidence=("e-1", "e-1"))),
        (EnterpriseDayAhead, opening(acted_on=date(2026, 3, 11))),
        (FindingPointsBeyondList, deciding(points=0)),
        (FindingPointsBeyondList, deciding(points=11)),
        (InvalidInput, deciding(basis="because")),
        (EnterpriseDayBefore, deciding(repair_by=date(2026, 3, 9))),
        (VetoWithoutGround, deciding(veto=RatingVeto.FORGERY)),
        (
            FindingUnknown,
            lambda firm: firm.hear_finding(by(), finding=2, on=DAY, attended=True),
        ),
        (
            TextRequired,
            lambda firm: firm.decide_finding(
                by(), finding=1, points=1, basis="民944", repair_by=date(2026, 4, 1)
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    refusal: type[Refusal], command: Callable[[Enterprise], None]
) -> None:
    firm = organised()
    opened(firm)
    firm.hear_finding(by(), finding=1, on=DAY, attended=True)
    firm.collect_events()
    refuses(refusal, firm, command, firm)


STEPS: dict[str, tuple[Callable[[Enterprise], None], set[str]]] = {
    "hear": (
        lambda firm: firm.hear_finding(by(), finding=1, on=DAY, attended=True),
        {"opened"},
    ),
    "decide": (deciding(points=1), {"heard"}),
    "drop": (lambda firm: firm.drop_finding(by(), finding=1), {"opened", "heard"}),
    "appeal": (
        lambda firm: firm.appeal_finding(by(MANAGER, "grounds"), finding=1),
        {"decided"},
    ),
    "decide_appeal": (
        lambda firm: firm.decide_finding_appeal(
            by(OTHER_OFFICER, "answer"),
            finding=1,
            outcome=FindingAppeal.ANNULLED,
            points=0,
        ),
        {"appealed"},
    ),
    "finalise": (
        lambda firm: firm.finalise_finding(by(at=later(9)), finding=1),
        {"decided"},
    ),
    "publish": (
        lambda firm: firm.publish_finding(by(at=later(9)), finding=1),
        {"final", "repaired"},
    ),
    "repair": (
        lambda firm: firm.repair_finding(
            by(OFFICER, "measure", at=later(9)), finding=1, on=DAY
        ),
        {"final"},
    ),
}
PATHS = {
    "opened": [],
    "heard": ["hear"],
    "decided": ["hear", "decide"],
    "appealed": ["hear", "decide", "appeal"],
    "final": ["hear", "decide", "finalise"],
    "repaired": ["hear", "decide", "finalise", "repair"],
    "dropped": ["drop"],
    "annulled": ["hear", "decide", "appeal", "decide_appeal"],
}


@pytest.mark.parametrize("stage", PATHS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_stages(stage: str, step: str) -> None:
    firm = organised()
    opened(firm)
    for before in PATHS[stage]:
        STEPS[before][0](firm)
    firm.collect_events()
    assert firm.findings[1].stage == stage
    command, stages = STEPS[step]
    if stage in stages:
        command(firm)
        assert new_facts(firm)
    else:
        refuses(FindingStageWrong, firm, command, firm)


# --- points ---------------------------------------------------------------------------


def test_points_count_from_the_end_of_the_appeal_for_a_year_or_until_repair() -> None:
    firm = organised()
    final(firm, points=7)  # final since 18 March 2026
    decided(firm, points=9, at=APRIL)  # may still be appealed against
    firm.collect_events()
    rate(firm)
    ((_, card),) = new_facts(firm)
    assert card["deductions"] == (RatingDeduction(1, 700),)
    assert card["score"] == 9100 - 700

    finding = firm.findings[1]
    assert finding.valid_until == date(2027, 3, 18)
    for day, holds in {
        date(2026, 3, 17): False,
        date(2026, 3, 18): True,
        date(2027, 3, 18): True,
        date(2027, 3, 19): False,
    }.items():
        assert finding.holds(day, repaired=False) is holds


def test_a_repaired_finding_takes_nothing_off() -> None:
    firm = organised()
    final(firm)
    firm.repair_finding(by(OFFICER, "measure", at=APRIL), finding=1, on=DAY)
    firm.collect_events()
    rate(firm)
    assert new_facts(firm)[0][1]["deductions"] == ()
    assert firm.findings[1].holds(date(2026, 4, 7), repaired=True)


def test_a_veto_that_is_final_makes_the_quarter_red() -> None:
    firm = organised()
    final(firm, "N3", veto=RatingVeto.EMBEZZLEMENT)
    firm.collect_events()
    rate(firm)
    ((_, card),) = new_facts(firm)
    assert (card["vetoes"], card["colour"]) == (
        (RatingVeto.EMBEZZLEMENT,),
        RatingColour.RED,
    )


def test_a_year_ends_on_the_same_day() -> None:
    assert years_after(date(2026, 3, 19), 1) == date(2027, 3, 19)
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)

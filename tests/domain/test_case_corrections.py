"""Mistakes corrected by further facts, outside numbers, files, and release of texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.case import Case
from domain.case_refusals import (
    AlreadyLinked,
    AlreadyReleased,
    AlreadyVoid,
    MaskForbids,
    NoSuchText,
    NothingToCorrect,
    NotVoidable,
)
from domain.case_words import Cause, Level, PauseReason
from domain.errors import InvalidInput, Refusal, TextRequired
from domain.facts import Mask, Milestone
from domain.rulepack import UnknownCategory
from tests.scenario import (
    ACCEPTED,
    COMPOUND_ID,
    CONTACT,
    DAY,
    DONE,
    HOUR,
    NOW,
    RESOLVED,
    STREET,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

CONTACTED = fact(Case.Contacted, texts=("note",))
REASON = stamp(STREET, NOW, "reason")
MONDAY = datetime(2026, 3, 16, 16, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 17, 16, tzinfo=UTC)


# --- category and place ---------------------------------------------------------------


def test_another_category_counts_from_when_the_case_came_in() -> None:
    case = given(reported(), ACCEPTED)

    case.recategorise(stamp(STREET, NOW + DAY, "reason"), category="ORD-03")

    assert new_facts(case) == [
        then(
            Case.Recategorised,
            category="ORD-03",
            milestones=(
                CONTACT,
                Milestone("talk", NOW + DAY),
                Milestone("done", TUESDAY),
            ),
        )
    ]


def test_what_was_met_is_not_due_again() -> None:
    case = given(reported(), CONTACTED)

    case.recategorise(REASON, category="ORD-03")

    assert set(case.milestones) == {"talk", "done"}


def test_past_pauses_are_not_taken_away() -> None:
    paused = fact(Case.Paused, reason=PauseReason.WAITING_FOR_RESIDENT, until=NOW + DAY)
    continued = fact(
        Case.Continued,
        at=NOW + HOUR,
        paused_seconds=3600,
        milestones=(CONTACT, DONE),
    )
    case = given(reported(), ACCEPTED, paused, continued)

    case.recategorise(stamp(STREET, NOW + HOUR, "reason"), category="SRV-02")

    assert case.milestones["done"].due_at == DONE.due_at + HOUR


def test_higher_levels_keep_their_clocks_and_departments_theirs() -> None:
    decide = Milestone("decide", NOW + 2 * DAY)
    climbed = fact(
        Case.Escalated,
        from_level=Level.L0,
        level=Level.L1,
        cause=Cause.MANUAL,
        receiver="B",
        milestones=(decide,),
    )
    called = fact(Case.Whistled, departments=("G",), due_at=NOW + DAY, urgent=False)
    case = given(reported(), climbed, called)

    case.recategorise(REASON, category="ORD-03")

    assert new_facts(case) == [
        then(Case.Recategorised, category="ORD-03", milestones=(decide,))
    ]
    assert set(case.milestones) == {"decide", "report_in:G"}


def test_a_resolved_case_keeps_its_call_back() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)

    case.recategorise(REASON, category="ORD-03")

    assert set(case.milestones) == {"call_back"}


def test_recategorising_is_refused() -> None:
    case = given(reported())

    refuses(TextRequired, case, case.recategorise, stamp(), category="SRV-02")
    refuses(UnknownCategory, case, case.recategorise, REASON, category="?")
    refuses(NothingToCorrect, case, case.recategorise, REASON, category="SRV-01")


def relocation(**changes: Any) -> dict[str, Any]:
    usual = {
        "compound_id": UUID(int=4),
        "region_path": ("c", "d", "s", "n"),
        "profile": "heze",
    }
    return usual | changes


def test_the_compound_is_named() -> None:
    case = given(reported(compound_id=None, region_path=()))

    case.relocate(stamp(STREET), **relocation())

    assert new_facts(case) == [then(Case.Relocated, **relocation())]
    assert case.profile == "heze"


def test_the_same_compound_is_no_correction() -> None:
    case = given(reported())
    same = relocation(compound_id=COMPOUND_ID, region_path=("c", "d", "s", "m"))

    refuses(NothingToCorrect, case, case.relocate, stamp(STREET), **same)


# --- links and files ------------------------------------------------------------------


def test_an_outside_number_is_linked() -> None:
    case = given(reported())

    case.link_outside(stamp(), system="12345", reference="A-1")

    assert new_facts(case) == [
        then(Case.LinkedOutside, system="12345", reference="A-1")
    ]


def test_linking_is_refused() -> None:
    case = given(reported(), fact(Case.LinkedOutside, system="12345", reference="A-1"))

    for system, reference, refusal in (
        ("12345", "A-1", AlreadyLinked),
        ("12345", "call Mr Zhang", InvalidInput),
        ("", "A-2", InvalidInput),
    ):
        refuses(
            refusal,
            case,
            case.link_outside,
            stamp(),
            system=system,
            reference=reference,
        )


def test_a_photograph_is_attached() -> None:
    case = given(reported())

    case.attach_file(
        stamp(STREET, NOW, "file", "name"), media_type="image/png", size_bytes=7
    )

    assert new_facts(case) == [
        then(Case.FileAttached, media_type="image/png", size_bytes=7)
    ]


def test_attaching_is_refused() -> None:
    case = given(reported())

    refuses(
        TextRequired,
        case,
        case.attach_file,
        stamp(),
        media_type="image/png",
        size_bytes=7,
    )
    refuses(
        InvalidInput,
        case,
        case.attach_file,
        stamp(STREET, NOW, "file"),
        media_type="image/png",
        size_bytes=0,
    )


# --- voiding --------------------------------------------------------------------------


def test_a_note_is_voided_and_what_it_met_is_open_again() -> None:
    case = given(reported(), CONTACTED)

    case.void_entry(REASON, entry=2)

    assert new_facts(case) == [then(Case.EntryVoided, entry=2, milestones=(CONTACT,))]
    assert set(case.milestones) == {"contact", "done"}


def test_a_note_that_met_nothing_leaves_the_clocks_alone() -> None:
    link = fact(Case.LinkedOutside, system="12345", reference="A-1")
    case = given(reported(), link)

    case.void_entry(REASON, entry=2)

    assert new_facts(case) == [then(Case.EntryVoided, entry=2, milestones=())]


def test_voiding_does_not_wake_the_clocks_of_a_settled_case() -> None:
    case = given(reported(), ACCEPTED, CONTACTED, RESOLVED)

    case.void_entry(REASON, entry=3)

    assert set(case.milestones) == {"call_back"}


def test_voiding_is_refused() -> None:
    voided = fact(Case.EntryVoided, entry=2, milestones=())
    case = given(reported(), CONTACTED, ACCEPTED, voided)

    refuses(TextRequired, case, case.void_entry, stamp(), entry=2)
    refuses(AlreadyVoid, case, case.void_entry, REASON, entry=2)
    for entry in (0, 1, 3, 4, 99):
        refuses(NotVoidable, case, case.void_entry, REASON, entry=entry)


# --- release --------------------------------------------------------------------------


def test_a_text_is_released_under_its_mask() -> None:
    case = given(reported())

    case.release_text(stamp(STREET), entry=1, path="title", mask=Mask.M2)

    assert new_facts(case) == [
        then(Case.TextReleased, entry=1, path="title", mask=Mask.M2)
    ]


@pytest.mark.parametrize(
    ("entry", "path", "mask", "refusal"),
    [
        (1, "comment", Mask.M2, NoSuchText),
        (7, "title", Mask.M2, NoSuchText),
        (1, "title", Mask.M0, MaskForbids),
        (1, "title", Mask.NEVER, MaskForbids),
        (2, "note", Mask.M2, MaskForbids),  # never leaves the vault
        (2, "note", Mask.NEVER, MaskForbids),
        (1, "body", Mask.M2, AlreadyReleased),
        (3, "note", Mask.M2, NoSuchText),  # void
    ],
)
def test_a_release_is_refused(
    entry: int, path: str, mask: Mask, refusal: type[Refusal]
) -> None:
    case = given(
        reported(),
        CONTACTED,
        ACCEPTED,
        fact(Case.TextReleased, entry=1, path="body", mask=Mask.M2),
    )
    void = given(
        reported(),
        ACCEPTED,
        fact(Case.Progressed, texts=("note",), meets=None),
        fact(Case.EntryVoided, entry=3, milestones=()),
    )
    chosen = void if entry == 3 else case

    refuses(
        refusal,
        chosen,
        chosen.release_text,
        stamp(STREET),
        entry=entry,
        path=path,
        mask=mask,
    )

"""A publication: shown, corrected, withdrawn, erased, proved, objected to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal, TextRequired
from domain.publication import Publication
from domain.publication_refusals import (
    ContentTooLarge,
    DiffersFromRecord,
    DisclosureItemOff,
    DocumentAttachedTwice,
    HungBeforeShown,
    NoDifference,
    NoSuchObjection,
    NoSuchVersion,
    NothingToErase,
    NotItsPublisher,
    ObjectionAnsweredAlready,
    OccasionNotOver,
    OccasionUnfit,
    OwnObjection,
    PublicationUnchanged,
    RoleCannotPublish,
    TooManyPublishedDocuments,
    UnknownDisclosureItem,
)
from domain.publication_state import Publishable
from domain.publication_words import (
    BoardProofKind,
    CorrectionGround,
    DifferenceGround,
    ObjectionMatter,
    ObjectionOutcome,
    PublishedFile,
    Publisher,
    WithdrawalGround,
)
from tests.domain.publications import (
    COMMUNITY,
    DRAFT,
    FIRM,
    INCOME,
    OWNERS,
    PDF,
    PLACE,
    RESIDENT,
    STREET,
    publishable,
    published,
    text_of,
)
from tests.scenario import new_facts, refuses, stamp, then

ID = UUID(int=77)
FACT = "00000000-0000-4000-8000-000000000001.3"
OTHER = {**INCOME, "cost": 30_000, "net": 90_000}
TODAY = date(2026, 3, 10)


def test_an_item_is_shown_for_an_occasion() -> None:
    shown = publishable(INCOME, PDF)
    made = Publication.publish(
        stamp(FIRM),
        id=ID,
        place=PLACE,
        item="D10",
        occasion="2025-Q4",
        publisher=Publisher.FIRM,
        enterprise_id=None,
        shown=shown,
        draft=DRAFT,
    )

    assert new_facts(made) == [
        then(
            Publication.Published,
            **PLACE.fields(),
            item="D10",
            occasion="2025-Q4",
            publisher=Publisher.FIRM,
            enterprise_id=None,
            content=shown.stored,
            filled=tuple(INCOME),
            documents=(PDF,),
            computed=True,
            difference=None,
        )
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"item": "D51"}, UnknownDisclosureItem),
        ({"item": "D47"}, DisclosureItemOff),
        ({"publisher": Publisher.STREET}, NotItsPublisher),
        ({"publisher": Publisher.COMMITTEE}, RoleCannotPublish),
        ({"by": STREET}, RoleCannotPublish),
        ({"occasion": "2025-H2"}, OccasionUnfit),
        ({"occasion": "2025-Q5"}, OccasionUnfit),
        ({"occasion": FACT}, OccasionUnfit),
        ({"occasion": "2026-Q1"}, OccasionNotOver),
        ({"shown": publishable(INCOME, PDF, PDF)}, DocumentAttachedTwice),
        ({"draft": DRAFT, "shown": publishable(OTHER)}, DiffersFromRecord),
        ({"draft": DRAFT, "difference": DifferenceGround.AUDITED}, NoDifference),
        ({"difference": DifferenceGround.AUDITED}, NoDifference),
    ],
)
def test_what_cannot_be_shown(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        published(**changes)


def test_what_differs_is_shown_with_its_ground() -> None:
    ground = DifferenceGround.NOT_RECORDED
    made = published(draft=DRAFT, shown=publishable(OTHER), difference=ground)

    assert made.version == 1


def test_a_refusal_names_the_fields_that_differ() -> None:
    with pytest.raises(DiffersFromRecord) as refused:
        published(draft=DRAFT, shown=publishable(OTHER))
    assert "net" in refused.value.message("en")
    assert "净收益" in refused.value.message("zh")


def test_an_event_is_named_by_its_fact_or_its_day() -> None:
    by: dict[str, Any] = {"publisher": Publisher.COMMITTEE, "by": OWNERS}
    shown = publishable(text_of("D20"))
    for occasion in (FACT, "2026-03-09"):
        published(item="D20", occasion=occasion, shown=shown, **by)
    for occasion in ("2026-02-30", "2025-Q4", f"{ID}.03", "yesterday"):
        with pytest.raises(OccasionUnfit):
            published(item="D20", occasion=occasion, shown=shown, **by)


def test_size_and_number_are_bounded() -> None:
    shown = publishable()
    file = shown.stored
    large = PublishedFile(file.sha256, 262_145, file.media_type)
    with pytest.raises(ContentTooLarge):
        published(shown=Publishable(INCOME, large, (), ()))
    many = tuple(PublishedFile(f"{n:064x}", 1, "text/csv") for n in range(21))
    with pytest.raises(TooManyPublishedDocuments):
        published(shown=publishable(INCOME, *many))


def test_a_correction_takes_its_place() -> None:
    made = published()
    shown = publishable(OTHER)
    made.correct(stamp(FIRM), ground=CorrectionGround.MISTAKE, shown=shown, draft=None)

    assert new_facts(made) == [
        then(
            Publication.Corrected,
            version=2,
            ground=CorrectionGround.MISTAKE,
            content=shown.stored,
            filled=tuple(INCOME),
            documents=(),
            computed=False,
            difference=None,
        )
    ]
    assert not made.to_erase
    ground: dict[str, Any] = {"ground": CorrectionGround.UPDATE, "draft": None}
    refuses(
        PublicationUnchanged, made, made.correct, stamp(FIRM), shown=shown, **ground
    )
    refuses(
        RoleCannotPublish,
        made,
        made.correct,
        stamp(OWNERS),
        shown=publishable(),
        **ground,
    )


def test_a_correction_of_personal_data_hides_all_before_it() -> None:
    made = published(shown=publishable(INCOME, PDF))
    first = publishable(INCOME).stored.sha256
    made.correct(
        stamp(FIRM),
        ground=CorrectionGround.PERSONAL_DATA,
        shown=publishable(OTHER, PDF),
        draft=None,
    )
    made.collect_events()

    assert made.to_erase == {first}  # the document is shown still
    refuses(
        NothingToErase, made, made.erase_content, stamp(FIRM), digests=(PDF.sha256,)
    )
    refuses(NothingToErase, made, made.erase_content, stamp(FIRM), digests=())
    made.erase_content(stamp(FIRM), digests=(first,))
    assert new_facts(made) == [then(Publication.ContentErased, digests=(first,))]
    assert not made.to_erase


def test_it_is_withdrawn_by_its_publisher_or_the_street() -> None:
    ground = WithdrawalGround.PERSONAL_DATA
    made = published()
    refuses(RoleCannotPublish, made, made.withdraw, stamp(OWNERS), ground=ground)
    made.withdraw(stamp(STREET), ground=ground)

    assert new_facts(made) == [then(Publication.Withdrawn, ground=ground)]
    assert made.to_erase == made.versions[0].digests
    refuses(IllegalTransition, made, made.withdraw, stamp(FIRM), ground=ground)
    refuses(
        IllegalTransition,
        made,
        made.correct,
        stamp(FIRM),
        ground=CorrectionGround.UPDATE,
        shown=publishable(OTHER),
        draft=None,
    )


def test_what_was_withdrawn_for_another_reason_is_kept() -> None:
    made = published()
    made.withdraw(stamp(FIRM), ground=WithdrawalGround.REPLACED)

    assert not made.to_erase


PROOF: dict[str, Any] = {
    "version": 1,
    "board": "gate-1",
    "proof": BoardProofKind.PHOTOGRAPH,
    "reference": "ab" * 32,
    "hung_from": TODAY,
    "hung_to": None,
}


def test_it_hung_at_a_board() -> None:
    made = published()
    made.prove_board(stamp(COMMUNITY), **PROOF)

    assert new_facts(made) == [then(Publication.BoardProved, **PROOF)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"version": 2}, NoSuchVersion),
        ({"reference": "IMG_1.jpg"}, InvalidInput),
        ({"hung_from": date(2026, 3, 9)}, HungBeforeShown),
        ({"hung_from": date(2026, 3, 11)}, InvalidInput),
        ({"hung_to": date(2026, 3, 9)}, InvalidInput),
        ({"board": "大门口"}, InvalidInput),
    ],
)
def test_a_proof_that_proves_nothing(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    made = published()
    refuses(refusal, made, made.prove_board, stamp(COMMUNITY), **PROOF | changes)


def test_an_objection_to_accounts_has_seven_days() -> None:
    made = published()
    made.object(stamp(RESIDENT, made.modified_on, "statement"))

    assert new_facts(made) == [
        then(
            Publication.Objected,
            objection=1,
            matter=ObjectionMatter.ACCOUNTS,
            due_at=datetime(2026, 3, 17, 16, tzinfo=UTC),
            provisional=False,
        )
    ]


def test_an_objection_to_a_notice_has_three_days() -> None:
    shown = publishable(text_of("D20"))
    made = published(
        item="D20",
        occasion=FACT,
        publisher=Publisher.COMMITTEE,
        by=OWNERS,
        shown=shown,
    )
    made.object(stamp(RESIDENT, made.modified_on, "statement"))

    [(_, payload)] = new_facts(made)
    assert payload["matter"] is ObjectionMatter.NOTICE
    assert payload["due_at"] == datetime(2026, 3, 13, 16, tzinfo=UTC)


def test_an_objection_is_answered_once_by_the_publisher() -> None:
    made = published()
    made.object(stamp(RESIDENT, made.modified_on, "statement"))
    made.collect_events()
    answer: dict[str, Any] = {"objection": 1, "outcome": ObjectionOutcome.UPHELD}
    by = stamp(FIRM, made.modified_on, "answer")

    refuses(TextRequired, made, made.answer_objection, stamp(FIRM), **answer)
    refuses(
        RoleCannotPublish,
        made,
        made.answer_objection,
        stamp(OWNERS, made.modified_on, "answer"),
        **answer,
    )
    refuses(
        NoSuchObjection, made, made.answer_objection, by, **answer | {"objection": 2}
    )
    made.answer_objection(by, **answer)
    assert new_facts(made) == [then(Publication.ObjectionAnswered, **answer)]
    refuses(ObjectionAnsweredAlready, made, made.answer_objection, by, **answer)


def test_nobody_answers_their_own_objection() -> None:
    made = published()
    refuses(TextRequired, made, made.object, stamp(FIRM))
    made.object(stamp(FIRM, made.modified_on, "statement"))
    made.collect_events()

    refuses(
        OwnObjection,
        made,
        made.answer_objection,
        stamp(FIRM, made.modified_on, "answer"),
        objection=1,
        outcome=ObjectionOutcome.DISMISSED,
    )

"""Sealed texts of meetings, votes and publications are let out once, by their mask."""

from __future__ import annotations

from domain.case_refusals import AlreadyReleased, MaskForbids, NoSuchText
from domain.committee_words import BodyKind
from domain.exemption import Exemption
from domain.facts import Audience, Mask
from domain.meeting import Meeting
from domain.meeting_words import MeetingKind
from domain.publication import Publication
from domain.text_release import ReleasedText, Releasing
from domain.vote import Vote
from tests.domain.bodies import constituted
from tests.domain.sittings import by, opened
from tests.scenario import new_facts, refuses, then


def minuted() -> tuple[Meeting, int]:
    """A meeting with minutes, and the version of the fact that sealed them."""
    made = opened(constituted(BodyKind.COUNCIL), MeetingKind.STOOL_COUNCIL)
    made.take_minutes(by())
    made.collect_events()
    return made, made.version


def test_minutes_are_released_once_under_their_mask() -> None:
    made, entry = minuted()
    made.release_text(by(texts=()), entry=entry, path="minutes", mask=Mask.M2)
    assert new_facts(made) == [
        then(Meeting.TextReleased, entry=entry, path="minutes", mask=Mask.M2)
    ]
    let, mask = made.release_text, Mask.M2
    again = by(texts=())
    refuses(AlreadyReleased, made, let, again, entry=entry, path="minutes", mask=mask)


def test_a_text_that_is_not_there_or_not_of_that_mask_stays() -> None:
    made, entry = minuted()
    let, bare = made.release_text, by(texts=())
    refuses(MaskForbids, made, let, bare, entry=entry, path="minutes", mask=Mask.M0)
    refuses(NoSuchText, made, let, bare, entry=entry + 1, path="minutes", mask=Mask.M2)
    # The stamp sealed more than the fact of the minutes names: never to be released.
    refuses(MaskForbids, made, let, bare, entry=entry, path="note", mask=Mask.M2)


def test_what_a_restricted_fact_sealed_is_never_released() -> None:
    made, entry = minuted()

    class Hidden:
        audience = Audience.RESTRICTED
        originator_version = entry + 1
        texts = {"note": Mask.M2}  # noqa: RUF012
        sealed = {"note": "00"}  # noqa: RUF012

    made.note_texts(Hidden())  # type: ignore[arg-type]
    let, bare = made.release_text, by(texts=())
    refuses(MaskForbids, made, let, bare, entry=entry + 1, path="note", mask=Mask.M2)


def test_every_such_aggregate_has_its_fact() -> None:
    for kind in (Meeting, Vote, Publication, Exemption):
        assert issubclass(kind, Releasing)
        assert issubclass(vars(kind)["TextReleased"], ReleasedText)

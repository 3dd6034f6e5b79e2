"""The notice of a vote: what it fixes, and what it must not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from application.rules import load_rulepacks
from domain.errors import InvalidInput, Refusal, TextRequired
from domain.facts import Stamp
from domain.matters import noticed
from domain.roll import roll_digest
from domain.vote import Vote
from domain.vote_refusals import (
    DecidedByBody,
    EmptyRoll,
    HybridRequired,
    NoticeTooShort,
    OfficialAlone,
    OfficialSystemRequired,
    OpenBallotForbidden,
    OwnersRulesMissing,
    UncastMayNotJoin,
    UnknownMatter,
    VoteWindowTooLong,
    VoteWindowTooShort,
    WrongVoteBase,
)
from domain.vote_words import BallotSecrecy, VoteChannel, VoteItem, VoteStatus
from tests.domain.votes import (
    ANNOUNCED,
    CLOSES,
    OPENS,
    PLACE,
    announce,
    item,
    roll,
)
from tests.scenario import NOW, RULES, STREET, new_facts, stamp, then

ONLINE, PAPER = VoteChannel.ONLINE, VoteChannel.PAPER
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


def test_a_notice_fixes_all_that_the_vote_is_counted_by() -> None:
    vote = announce()

    assert new_facts(vote) == [
        then(
            Vote.Noticed,
            **PLACE.fields(),
            items=(noticed(RULES, item()),),
            secrecy=BallotSecrecy.SECRET,
            channels=(ONLINE, PAPER),
            opens_at=OPENS,
            closes_at=CLOSES,
            buildings=(),
            replaceable=False,
            uncast_join=False,
            owners_rules=None,
            roll_heads=12,
            roll_area_dm2=120_000,
            roll_digest=roll_digest(roll(12)),
            roll_position=7,
        ),
        then(Vote.RollFrozen, heads=roll(12)),
    ]
    assert vote.status is VoteStatus.NOTICED


def test_a_long_roll_is_frozen_in_parts() -> None:
    facts = new_facts(announce(roll=roll(1201)))

    sizes = [len(given["heads"]) for kind, given in facts if kind is Vote.RollFrozen]
    assert sizes == [200] * 6 + [1]
    assert facts[0][1]["roll_heads"] == 1201


@pytest.mark.parametrize("text", ["title", "text"])
def test_a_notice_needs_its_full_text(text: str) -> None:
    texts = {"title", "text"} - {text}
    with pytest.raises(TextRequired):
        Vote.announce(stamp(STREET, NOW, *texts), **ANNOUNCED, roll=roll(3))


def test_fifteen_full_days_lie_between_notice_and_opening() -> None:
    window = CLOSES - OPENS
    assert announce(opens_at=OPENS, closes_at=CLOSES).opens_at == OPENS
    # Late in the evening of the 10th it is still the 10th in China.
    assert announce(at=NOW + timedelta(hours=14, minutes=59)).opens_at == OPENS
    too_soon: tuple[dict[str, Any], ...] = (
        {"opens_at": OPENS - MOMENT, "closes_at": OPENS - MOMENT + window},
        {"opens_at": NOW + 15 * DAY, "closes_at": NOW + 15 * DAY + window},
        {"at": NOW + timedelta(hours=15)},  # midnight: the 11th
    )
    for changes in too_soon:
        with pytest.raises(NoticeTooShort) as refused:
            announce(**changes)
        assert refused.value.fields == ("opens_at",)
        assert "15" in refused.value.message("zh")


def test_the_window_has_five_to_sixty_days() -> None:
    for days in (5, 60):
        assert announce(closes_at=OPENS + days * DAY)
    with pytest.raises(VoteWindowTooShort):
        announce(closes_at=OPENS + 5 * DAY - MOMENT)
    with pytest.raises(VoteWindowTooLong):
        announce(closes_at=OPENS + 60 * DAY + MOMENT)


@pytest.mark.parametrize("matter", ["V10", "V11", "V12", "V13"])
def test_what_a_body_decides_is_no_vote_of_owners(matter: str) -> None:
    with pytest.raises(DecidedByBody) as refused:
        announce(items=(item("V1"), item(matter, "B")))
    assert matter in refused.value.message("zh")


def test_an_unknown_matter_is_refused() -> None:
    with pytest.raises(UnknownMatter):
        announce(items=(item("V15"),))


@pytest.mark.parametrize(
    "items",
    [
        (),
        (item(), item()),
        (item(code="选票"),),
        (VoteItem("A", "V2", (), 0),),
        (VoteItem("A", "V2", ("c1", "c2"), 0),),
        (VoteItem("A", "V2", ("c1", "c2"), 3),),
        (VoteItem("A", "V2", ("c1", "c1"), 1),),
        (VoteItem("A", "V2", ("张三", "c1"), 1),),
        (VoteItem("A", "V3", (), 1),),
    ],
)
def test_questions_that_cannot_be_asked(items: tuple[VoteItem, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        announce(items=items)
    assert refused.value.fields == ("items",)


def test_an_election_has_candidates_and_seats() -> None:
    vote = announce(items=(VoteItem("A", "V2", ("c1", "c2", "c3"), 2),))
    assert vote.items["A"].seats == 2


@pytest.mark.parametrize(
    ("matter", "buildings", "refused"),
    [
        ("V9", ("3",), False),
        ("V9", (), True),
        ("V9", ("3", "4"), True),
        ("V4", (), False),
        ("V4", ("3", "4"), False),
        ("V3", ("3",), True),
        ("V5", ("3",), True),
    ],
)
def test_whom_a_matter_concerns(
    matter: str, buildings: tuple[str, ...], refused: bool
) -> None:
    if refused:
        with pytest.raises(WrongVoteBase):
            announce(items=(item(matter),), buildings=buildings)
    else:
        assert announce(items=(item(matter),), buildings=buildings)


@pytest.mark.parametrize(
    "profile", ["national", "beijing", "shandong", "heze", "weihai"]
)
@pytest.mark.parametrize("buildings", [(), ("3",), ("3", "4")])
def test_a_use_of_the_fund_is_voted_on_by_all_or_by_those_affected_everywhere(
    profile: str, buildings: tuple[str, ...]
) -> None:
    given: dict[str, Any] = {"items": (item("V4"),), "channels": (PAPER,)}
    assert announce(profile=profile, **given, buildings=buildings)


@pytest.mark.parametrize(
    ("base", "fitting"),
    [("compound", {()}), ("building", {("3",)}), ("affected", {(), ("3",)})],
)
@pytest.mark.parametrize("buildings", [(), ("3",)])
def test_a_place_says_who_votes_on_the_use_of_the_fund(
    tmp_path: Path, base: str, fitting: set[tuple[str, ...]], buildings: tuple[str, ...]
) -> None:
    matter = f'[catalogues.matters.V4]\nbase = "{base}"\norigin = "DEFAULT"\n'
    (tmp_path / "place.toml").write_text(matter, "utf-8")
    rules = load_rulepacks(tmp_path).for_profile("place")
    here = replace(stamp(STREET, NOW, "title", "text"), rules=rules)
    given = ANNOUNCED | {"roll": roll(3), "items": (item("V4"),)}

    if buildings in fitting:
        assert Vote.announce(here, **given | {"buildings": buildings})
    else:
        with pytest.raises(WrongVoteBase):
            Vote.announce(here, **given | {"buildings": buildings})


def test_a_vote_without_owners_is_refused() -> None:
    with pytest.raises(EmptyRoll):
        announce(roll=())


# --- channels -------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [(), (PAPER, PAPER)])
def test_channels_are_given_once_each(channels: tuple[VoteChannel, ...]) -> None:
    with pytest.raises(InvalidInput):
        announce(channels=channels)


def test_in_beijing_electronic_votes_run_on_the_official_system() -> None:
    for channels in ((ONLINE,), (ONLINE, PAPER)):
        with pytest.raises(OfficialSystemRequired):
            announce(profile="beijing", channels=channels)
    assert announce(profile="beijing", channels=(PAPER,)).official is False
    official = announce(profile="beijing", channels=(VoteChannel.OFFICIAL,))
    assert official.official is True
    with pytest.raises(OfficialAlone):
        announce(profile="beijing", channels=(VoteChannel.OFFICIAL, PAPER))


def operators(tmp_path: Path, *flags: str) -> Stamp:
    """Under national rules with these flags turned on."""
    values = "\n".join(
        f'"{flag}" = {{ value = true, zh = "一", en = "x", origin = "LAW 聊16" }}'
        for flag in flags
    )
    (tmp_path / "place.toml").write_text(f"[values]\n{values}\n", "utf-8")
    rules = load_rulepacks(tmp_path).for_profile("place")
    return replace(stamp(STREET, NOW, "title", "text"), rules=rules)


def test_where_the_place_says_so_online_voting_is_hybrid(tmp_path: Path) -> None:
    here = operators(tmp_path, "vote.hybrid_required")
    given = ANNOUNCED | {"roll": roll(3)}

    with pytest.raises(HybridRequired):
        Vote.announce(here, **given | {"channels": (ONLINE,)})
    assert Vote.announce(here, **given | {"channels": (ONLINE, PAPER)})
    assert announce(channels=(ONLINE,))  # elsewhere online alone will do


# --- what the owners' own rules must allow --------------------------------------------


@pytest.mark.parametrize("matter", ["V1", "V3", "V6", "V7", "V14"])
def test_only_money_matters_are_voted_on_openly(matter: str) -> None:
    manner: dict[str, Any] = {"secrecy": BallotSecrecy.OPEN, "owners_rules": "YSGZ-12"}
    with pytest.raises(OpenBallotForbidden):
        announce(items=(item("V5"), item(matter, "B")), **manner)
    assert announce(items=(item("V5"), item("V8", "B")), **manner)


def test_an_election_is_secret() -> None:
    election = VoteItem("A", "V2", ("c1",), 1)
    with pytest.raises(OpenBallotForbidden):
        announce(items=(election,), secrecy=BallotSecrecy.OPEN, owners_rules="Y-1")


@pytest.mark.parametrize(
    "manner",
    [
        {"items": (item("V5"),), "secrecy": BallotSecrecy.OPEN},
        {"replaceable": True},
    ],
)
def test_what_departs_from_the_usual_names_the_owners_rules(
    manner: dict[str, Any],
) -> None:
    with pytest.raises(OwnersRulesMissing):
        announce(**manner)
    assert announce(**manner, owners_rules="YSGZ-2026-3")


def test_uncast_votes_join_only_where_place_and_owners_allow_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(UncastMayNotJoin):
        announce(uncast_join=True, owners_rules="Y-1")
    there = operators(tmp_path, "vote.uncast_may_join")
    given = ANNOUNCED | {"roll": roll(3), "uncast_join": True}
    with pytest.raises(OwnersRulesMissing):
        Vote.announce(there, **given)
    assert Vote.announce(there, **given, owners_rules="Y-1").uncast_join
    election = {"items": (VoteItem("A", "V2", ("c1",), 1),)}
    with pytest.raises(UncastMayNotJoin):
        Vote.announce(there, **given | election, owners_rules="Y-1")


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in Refusal.__subclasses__()
        if kind.__module__.startswith("domain.vote")
    ],
)
def test_every_refusal_names_what_it_concerns(kind: type[Refusal]) -> None:
    assert kind.fields

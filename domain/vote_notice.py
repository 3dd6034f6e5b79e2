"""What a vote must be when it is announced (DOMAIN 2.6, 5 to 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from domain.calendar import CHINA
from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.facts import Stamp
from domain.lifecycle import invalid, require_distinct
from domain.matters import base_of, matter_of, noticed
from domain.rulepack import RulePack
from domain.vote_refusals import (
    HybridRequired,
    NoticeTooShort,
    OfficialAlone,
    OfficialSystemRequired,
    OpenBallotForbidden,
    OwnersRulesMissing,
    UncastMayNotJoin,
    VoteWindowTooLong,
    VoteWindowTooShort,
    WrongVoteBase,
)
from domain.vote_words import (
    BallotSecrecy,
    MatterBase,
    NoticedItem,
    VoteChannel,
    VoteItem,
)


def noticed_items(
    rules: RulePack, items: Sequence[VoteItem], buildings: Sequence[str]
) -> tuple[NoticedItem, ...]:
    """The questions, each with its bar, if they may be asked of these owners."""
    if not items:
        raise invalid("items", "至少一项", "at least one question expected")
    require_distinct("items", (item.code for item in items))
    require_distinct("buildings", buildings)
    for building in buildings:
        require_code("buildings", building)
    made = tuple(noticed(rules, item) for item in items)
    for item in made:
        _require_options(rules, item)
        _require_base(rules, item, len(buildings))
    return made


def _require_options(rules: RulePack, item: NoticedItem) -> None:
    require_code("items", item.code)
    require_distinct("items", item.options)
    for option in item.options:
        require_code("items", option)
    election = matter_of(rules, item.matter).flag("election")
    least = 1 if item.options or election else 0
    if not least <= item.seats <= len(item.options):
        raise invalid(
            "items",
            "席位数须为 1 至候选数；无候选项时为 0",
            "seats from 1 to the number of options expected, 0 without options",
        )


def _require_base(rules: RulePack, item: NoticedItem, buildings: int) -> None:
    base = base_of(matter_of(rules, item.matter))
    fits = {
        MatterBase.COMPOUND: buildings == 0,
        MatterBase.BUILDING: buildings == 1,
        MatterBase.AFFECTED: True,
    }
    if not fits[base]:
        label = base.label
        raise WrongVoteBase(matter=item.matter, base=label.en, base_zh=label.zh)


def require_window(stamp: Stamp, opens_at: datetime, closes_at: datetime) -> None:
    """15 full days between notice and opening (strict reading), then the window."""
    days = stamp.rules.values.span("vote.notice").amount
    noticed_on = day_in_china(stamp.at)
    first = noticed_on + timedelta(days=days + 1)
    if opens_at < datetime.combine(first, time(), CHINA):
        raise NoticeTooShort(days=days, earliest=first)
    least = stamp.rules.values.span("vote.window_least").amount
    if closes_at - opens_at < timedelta(days=least):
        raise VoteWindowTooShort(days=least)
    require_not_too_long(stamp.rules, opens_at, closes_at)


def require_not_too_long(
    rules: RulePack, opens_at: datetime, closes_at: datetime
) -> None:
    most = rules.values.span("vote.window_most").amount
    if closes_at - opens_at > timedelta(days=most):
        raise VoteWindowTooLong(days=most)


def require_channels(rules: RulePack, channels: Sequence[VoteChannel]) -> None:
    """Which channels a place lets a vote have, and in which company."""
    if not channels:
        raise invalid("channels", "至少一种", "at least one channel expected")
    require_distinct("channels", channels)
    if VoteChannel.OFFICIAL in channels and len(channels) > 1:
        raise OfficialAlone
    if VoteChannel.ONLINE in channels:
        if rules.values.flag("evote.official_only"):
            raise OfficialSystemRequired
        if rules.values.flag("vote.hybrid_required") and len(channels) == 1:
            raise HybridRequired


def require_manner(
    rules: RulePack,
    items: Iterable[NoticedItem],
    *,
    secrecy: BallotSecrecy,
    replaceable: bool,
    uncast_join: bool,
    owners_rules: str | None,
) -> None:
    """What departs from the secret first ballot needs the owners' own rules."""
    listed = list(items)
    if secrecy is BallotSecrecy.OPEN:
        _require_money(rules, {item.matter for item in listed})
    may_join = rules.values.flag("vote.uncast_may_join")
    if uncast_join and (not may_join or any(item.options for item in listed)):
        raise UncastMayNotJoin
    require_code("owners_rules", owners_rules)
    departs = secrecy is BallotSecrecy.OPEN or replaceable or uncast_join
    if departs and owners_rules is None:
        raise OwnersRulesMissing


def _require_money(rules: RulePack, matters: Collection[str]) -> None:
    money = all(matter_of(rules, matter).flag("money") for matter in matters)
    if not money or not rules.values.flag("vote.open_ballots"):
        raise OpenBallotForbidden

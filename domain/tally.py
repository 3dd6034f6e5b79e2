"""The count of a vote: whole numbers in, whole numbers and passed tests out.

Everything here is pure, and needs nothing but the roll, the ballots and the noticed
items: whoever has these can count again.

Participating is who returned a valid ballot: yes, no or abstain; abstentions weigh like
a no, and a blank or spoiled ballot is as if it had not been returned (DOMAIN 2.6).
"At least" includes the number itself, "more than" does not (民1259).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from domain.quantities import Dm2
from domain.vote_words import (
    UNSPOILED,
    NoticedItem,
    RollHead,
    VoteBar,
    VoteChoice,
    VoteMark,
    VoteOutcome,
    VoteTotals,
)

Ballots = Mapping[str, Sequence[VoteMark]]
"""What each head that returned a ballot said, by the head's id."""


class Weight(NamedTuple):
    """So many heads with so much area."""

    heads: int
    area: int

    def plus(self, area: int) -> Weight:
        return Weight(self.heads + 1, self.area + area)


NOTHING = Weight(0, 0)


def weight_of(areas: Iterable[int]) -> Weight:
    """One head for each area, and their sum."""
    listed = list(areas)
    return Weight(len(listed), sum(listed))


def tally(
    roll: Iterable[RollHead],
    ballots: Ballots,
    items: Iterable[NoticedItem],
    *,
    uncast_join: bool = False,
) -> tuple[VoteOutcome, ...]:
    """Count all questions; of heads that are not on the roll nothing counts.

    uncast_join: the owners' rules let what was not cast join the majority.
    """
    areas = {head.id: int(head.area_dm2) for head in roll}
    total = weight_of(areas.values())
    return tallied(areas, total, ballots, items, uncast_join=uncast_join)


def tallied(
    areas: Mapping[str, int],
    total: Weight,
    ballots: Ballots,
    items: Iterable[NoticedItem],
    *,
    uncast_join: bool,
) -> tuple[VoteOutcome, ...]:
    """The same from less: areas are needed only of heads that returned a ballot."""
    return tuple(
        outcome
        for item in items
        for outcome in judged(
            item,
            total,
            [
                _joined(totals, total) if uncast_join else totals
                for totals in counted(areas, ballots, item)
            ],
        )
    )


def counted(
    areas: Mapping[str, int], ballots: Ballots, item: NoticedItem
) -> list[VoteTotals]:
    """How heads and areas fell out. Who answers a question but leaves out one of its
    options abstains on that one."""
    options: Sequence[str | None] = item.options or (None,)
    sums = {(option, choice): NOTHING for option in options for choice in UNSPOILED}
    for head, marks in ballots.items():
        area = areas.get(head)
        said = {
            mark.option: mark.choice
            for mark in marks
            if mark.item == item.code
            and mark.option in options
            and mark.choice in UNSPOILED
        }
        if area is None or not said:
            continue
        for option in options:
            key = option, said.get(option, VoteChoice.ABSTAIN)
            sums[key] = sums[key].plus(area)
    return [_totals(item.code, option, sums) for option in options]


def _totals(
    item: str,
    option: str | None,
    sums: Mapping[tuple[str | None, VoteChoice], Weight],
) -> VoteTotals:
    yes, no, abstain = (
        sums[option, choice]
        for choice in (VoteChoice.YES, VoteChoice.NO, VoteChoice.ABSTAIN)
    )
    return VoteTotals(
        item=item,
        option=option,
        yes_heads=yes.heads,
        yes_area_dm2=Dm2(yes.area),
        no_heads=no.heads,
        no_area_dm2=Dm2(no.area),
        abstain_heads=abstain.heads,
        abstain_area_dm2=Dm2(abstain.area),
        joined_heads=0,
        joined_area_dm2=Dm2(0),
    )


def _joined(totals: VoteTotals, total: Weight) -> VoteTotals:
    """What was not cast goes to the majority: the one choice that leads by heads and by
    area alike; if none does, nothing joins."""
    part = _part(totals)
    rest = Weight(total.heads - part.heads, total.area - part.area)
    weights = {
        "yes": Weight(totals.yes_heads, totals.yes_area_dm2),
        "no": Weight(totals.no_heads, totals.no_area_dm2),
        "abstain": Weight(totals.abstain_heads, totals.abstain_area_dm2),
    }
    for name, weight in weights.items():
        others = [each for other, each in weights.items() if other != name]
        if all(weight.heads > o.heads and weight.area > o.area for o in others):
            grown: dict[str, Any] = {
                f"{name}_heads": weight.heads + rest.heads,
                f"{name}_area_dm2": Dm2(weight.area + rest.area),
            }
            return replace(
                totals,
                **grown,
                joined_heads=rest.heads,
                joined_area_dm2=Dm2(rest.area),
            )
    return totals


def _part(totals: VoteTotals) -> Weight:
    """Who returned a valid ballot; what joined did not."""
    return Weight(
        totals.yes_heads + totals.no_heads + totals.abstain_heads - totals.joined_heads,
        totals.yes_area_dm2
        + totals.no_area_dm2
        + totals.abstain_area_dm2
        - totals.joined_area_dm2,
    )


def judged(
    item: NoticedItem, total: Weight, counts: Iterable[VoteTotals]
) -> tuple[VoteOutcome, ...]:
    """The outcome of each count of one question: of several options, those that pass
    are taken by rank up to the seats."""
    outcomes = [_judged(item.bar, total, each) for each in counts]
    if not item.options:
        return tuple(replace(each, chosen=each.passed) for each in outcomes)
    passed = sorted(
        map(_rank, (each for each in outcomes if each.passed)), reverse=True
    )
    # What the first one left out has: nobody with the same is chosen, since no rule
    # says which of them would be.
    border = passed[item.seats] if len(passed) > item.seats else None
    return tuple(
        replace(
            each,
            chosen=each.passed and (border is None or _rank(each) > border),
            tied=each.passed
            and border is not None
            and _rank(each) == border
            and passed[item.seats - 1] == border,
        )
        for each in outcomes
    )


def _rank(outcome: VoteOutcome) -> tuple[int, int]:
    """More heads first, then more area (DEFAULT)."""
    return outcome.yes_heads, outcome.yes_area_dm2


def _judged(bar: VoteBar, total: Weight, totals: VoteTotals) -> VoteOutcome:
    part = _part(totals)
    base = Weight(part.heads + totals.joined_heads, part.area + totals.joined_area_dm2)
    enough_heads = enough(bar, part.heads, total.heads)
    enough_area = enough(bar, part.area, total.area)
    agreed_heads = agreed(bar, totals.yes_heads, base.heads)
    agreed_area = agreed(bar, totals.yes_area_dm2, base.area)
    return VoteOutcome(
        item=totals.item,
        option=totals.option,
        total_heads=total.heads,
        total_area_dm2=Dm2(total.area),
        part_heads=part.heads,
        part_area_dm2=Dm2(part.area),
        yes_heads=totals.yes_heads,
        yes_area_dm2=totals.yes_area_dm2,
        no_heads=totals.no_heads,
        no_area_dm2=totals.no_area_dm2,
        abstain_heads=totals.abstain_heads,
        abstain_area_dm2=totals.abstain_area_dm2,
        joined_heads=totals.joined_heads,
        joined_area_dm2=totals.joined_area_dm2,
        enough_heads=enough_heads,
        enough_area=enough_area,
        agreed_heads=agreed_heads,
        agreed_area=agreed_area,
        passed=enough_heads and enough_area and agreed_heads and agreed_area,
        chosen=False,
        tied=False,
    )


def enough(bar: VoteBar, part: int, total: int) -> bool:
    """Whether so many took part: always "at least" (民278), and never nobody."""
    return part > 0 and bar.part_of * part >= bar.part * total


def agreed(bar: VoteBar, yes: int, part: int) -> bool:
    """Whether so many of those who took part agreed."""
    if bar.strict:
        return bar.pass_of * yes > bar.pass_share * part
    return yes > 0 and bar.pass_of * yes >= bar.pass_share * part

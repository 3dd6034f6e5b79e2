"""The result of an official system of electronic votes, as the vote takes it over.

Its signature and its form are checked before it comes here (the form is defined in
`application.official_results`); here it must fit the notice and the roll. Whether a
question passed is not asked of the document: it is judged from the numbers, as always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.codes import require_code, require_number
from domain.tally import Weight, judged
from domain.vote_refusals import ItemNotNoticed
from domain.vote_result_refusals import OfficialResultUnsound
from domain.vote_words import NoticedItem, VoteOutcome, VoteTotals


@dataclass(frozen=True, slots=True)
class OfficialResult:
    """system, reference: which system, and its number there. key, document: SHA-256 of
    the key that signed, and of what it signed. heads, area_dm2: of the whole roll."""

    system: str
    reference: str
    key: str
    document: str
    heads: int
    area_dm2: int
    totals: tuple[VoteTotals, ...]


def official_outcomes(
    items: Mapping[str, NoticedItem], whole: Weight, result: OfficialResult
) -> tuple[VoteOutcome, ...]:
    """The outcomes, in the order of the notice. Raises `ItemNotNoticed`,
    `OfficialResultUnsound`, and `InvalidInput` for what is no code or number."""
    require_code("document", result.system)
    require_number("document", result.reference)
    if (result.heads, result.area_dm2) != whole:
        raise _unsound("总人数或总面积与业主名册不同", "its totals are not the roll's")
    expected = [
        (item.code, option)
        for item in items.values()
        for option in item.options or (None,)
    ]
    given = {(each.item, each.option): each for each in result.totals}
    for item, option in given:
        if (item, option) not in expected:
            raise ItemNotNoticed("document", item=f"{item} {option or ''}".strip())
    if len(given) < len(result.totals) or len(given) < len(expected):
        raise _unsound("缺少或重复表决事项", "a question is missing or given twice")
    for each in result.totals:
        _require_possible(each, whole)
    return tuple(_outcomes(items, whole, given))


def _outcomes(
    items: Mapping[str, NoticedItem],
    whole: Weight,
    given: Mapping[tuple[str, str | None], VoteTotals],
) -> Iterator[VoteOutcome]:
    for item in items.values():
        counts = [given[item.code, option] for option in item.options or (None,)]
        yield from judged(item, whole, counts)


def _require_possible(totals: VoteTotals, whole: Weight) -> None:
    pairs = (
        (totals.yes_heads, int(totals.yes_area_dm2)),
        (totals.no_heads, int(totals.no_area_dm2)),
        (totals.abstain_heads, int(totals.abstain_area_dm2)),
    )
    if any(heads < 0 or (heads == 0) is not (area == 0) for heads, area in pairs):
        raise _unsound("人数与面积不符", "heads and areas contradict each other")
    heads, areas = map(sum, zip(*pairs, strict=True))
    if min(area for _, area in pairs) < 0 or heads > whole.heads or areas > whole.area:
        raise _unsound("参与数超过业主名册", "more took part than are on the roll")


def _unsound(zh: str, en: str) -> OfficialResultUnsound:
    return OfficialResultUnsound(problem=en, problem_zh=zh)

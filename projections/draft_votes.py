"""Drafts of what owners decided: the decision (D17), the tally sheet (D18)."""

from __future__ import annotations

from typing import Any

from domain.publication_content import Content
from projections.documents import View
from projections.draft_sources import DraftSources, table
from projections.votes import VOTES

HEADS = ("总人数", "参与人数", "同意人数", "反对人数", "弃权人数")
AREAS = tuple(f"{each[:-2]}面积（0.01㎡）" for each in HEADS)
TALLIED = ("total", "part", "yes", "no", "abstain")


def decision(sources: DraftSources) -> Content | None:
    """D17: totals and tests of each question. A choice of fewer than the least cell is
    suppressed with its area; turnout and the others stay, as the law wants them."""
    vote = _counted(sources)
    if vote is None:
        return None
    return {
        "vote_totals": _totals(sources, vote, suppressed=True),
        "thresholds": table(
            ("议题", "事项", "参与标准", "同意标准"),
            [
                [each["code"], each["matter"], *_bar(each["bar"])]
                for each in vote["items"]
            ],
        ),
        "vote_result": table(
            ("议题", "选项", "结果"),
            [
                [*_named(each), "通过" if each["passed"] else "未通过"]
                for each in vote["outcomes"]
            ],
        ),
    }


def tally(sources: DraftSources) -> Content | None:
    """D18: the totals, and the receipt codes by which every voter finds theirs."""
    vote = _counted(sources)
    if vote is None:
        return None
    totals = {"vote_totals": _totals(sources, vote, suppressed=False)}
    codes = {"receipt_codes": list(vote["receipts"])} if vote["receipts"] else {}
    return totals | codes


def _counted(sources: DraftSources) -> View | None:
    vote = sources.view(VOTES)
    return vote if vote and vote["outcomes"] else None


def _totals(sources: DraftSources, vote: View, *, suppressed: bool) -> Content:
    def shown(outcome: View) -> list[Any]:
        heads = [outcome[f"{each}_heads"] for each in TALLIED]
        areas = [outcome[f"{each}_area_dm2"] for each in TALLIED]
        if suppressed:
            heads = [sources.shown(each) for each in heads]
            areas = [
                head if isinstance(head, str) else area
                for head, area in zip(heads, areas, strict=True)
            ]
        return [*_named(outcome), *heads, *areas]

    columns = ("议题", "选项", *HEADS, *AREAS)
    return table(columns, [shown(each) for each in vote["outcomes"]])


def _named(outcome: View) -> list[Any]:
    return [outcome["item"], outcome["option"]]


def _bar(bar: View) -> list[str]:
    sign = ">" if bar["strict"] else "≥"
    return [
        f"≥ {bar['part']}/{bar['part_of']}",
        f"{sign} {bar['pass_share']}/{bar['pass_of']}",
    ]

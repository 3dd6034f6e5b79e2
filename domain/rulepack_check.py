"""What one entry of a rule pack alone cannot show: every name used is defined."""

from __future__ import annotations

from collections.abc import Iterator

from domain.calendar import Spans
from domain.case_words import Level, PauseReason
from domain.rulepack import RulePack

REFERENCES = {
    ("disclosure", "publishers"): "publishers",
    ("disclosure", "content"): "disclosure_content",
    ("disclosure", "mask"): "masks",
    ("duties", "item"): "disclosure",
    ("duties", "trigger"): "disclosure_triggers",
    ("duties", "until"): "disclosure_triggers",
    ("duties", "period"): "periods",
    ("three_disclosures", "items"): "disclosure",
    ("three_meetings", "every"): "periods",
    ("three_meetings", "on"): "disclosure_triggers",
    ("three_meetings", "ahead_of"): "disclosure_triggers",
    ("indicators", "periods"): "periods",
}
"""Fields of catalogues that name entries of a catalogue: (catalogue, field) -> that."""

Found = Iterator[tuple[str, str]]
"""Where something is wrong, and what."""


def check_whole(pack: RulePack) -> Found:
    """Everything that does not fit together."""
    if set(pack.ladder) != set(Level):
        yield "ladder", "ladder: every level needs its table"
    if set(pack.pauses) != set(PauseReason):
        yield "pauses", "pauses: every reason to pause needs its table"
    if not pack.categories:
        yield "categories", "there are no categories"
    yield from _categories(pack)
    yield from _ladder(pack)
    yield from _catalogues(pack)


def _categories(pack: RulePack) -> Found:
    for category in pack.categories.values():
        place = f"categories.{category.code}"
        if not category.receivers:
            yield place, f"{place}.receivers is empty"
        for code in category.receivers + category.departments:
            if code not in pack.parties:
                yield place, f"{place}: there is no party {code}"
        yield from _spans(pack, place, category.milestones + category.urgent)
        if category.milestones:
            yield from _decision(pack, place, category.milestones)


def _ladder(pack: RulePack) -> Found:
    for level, rung in pack.ladder.items():
        place = f"ladder.{level.name}"
        yield from _spans(pack, place, rung.milestones)
        if level is not Level.L0:
            if rung.receiver not in pack.parties:
                yield place, f"{place}.receiver: no party {rung.receiver}"
            yield from _decision(pack, place, rung.milestones)


def _spans(pack: RulePack, place: str, spans: Spans) -> Found:
    for name, _ in spans:
        if name not in pack.kinds:
            yield place, f"{place}: there is no milestone {name}"


def _decision(pack: RulePack, place: str, spans: Spans) -> Found:
    if not any(pack.decides(name) for name, _ in spans):
        yield place, f"{place}: no milestone decides, so nobody would climb"


def _catalogues(pack: RulePack) -> Found:
    for (name, field), target in REFERENCES.items():
        known = pack.catalogues.get(target, {})
        for code, item in pack.catalogues.get(name, {}).items():
            place = f"catalogues.{name}.{code}"
            said = item.raw(field) if item.has(field) else []
            for each in said if isinstance(said, list) else [said]:
                if each not in known:
                    yield place, f"{place}.{field}: no {target} {each}"

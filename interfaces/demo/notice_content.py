"""What the notices of the demo say: as it is recorded, and else as `notices.toml` has
it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import orjson

from application.publishing import Wanted
from domain.calendar import CHINA
from domain.civil_time import day_in_china
from domain.duty import Duty, DutyKey
from domain.occasions import period_of
from domain.place import Place
from domain.publication_facts import PublicationFacts
from domain.publication_words import Publisher
from interfaces.demo.world import World
from projections.duty_packs import pack_of

OF_ENTERPRISES = ("D39", "D40")
RANKED = """
    SELECT compound_id, count(*) FROM case_board
    WHERE channel = 'hotline_12345' AND region_path @> ARRAY[%(region)s::text]
        AND reported_at >= %(first)s AND reported_at < %(end)s
        AND compound_id IS NOT NULL
    GROUP BY compound_id ORDER BY count(*) DESC, compound_id LIMIT 30
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, ready to be published."""

    place: Place
    enterprise_id: UUID | None
    publisher: Publisher
    content: str
    documents: tuple[str, ...]


class NoticeWriter:
    """Writes notices. What a broken-off run has published already reads as it did."""

    def __init__(self, world: World) -> None:
        self._city = world.place.city
        self._regions = world.place.regions
        self._database = world.runtime.database
        self._desk = world.runtime.commands.desk
        self._names = {
            estate.id: estate.name
            for group in world.place.estates.values()
            for estate in group
        }
        self._earlier = {
            (fact.item, fact.compound_id, fact.region_path, fact.occasion): (
                orjson.loads(self._desk.store.read(fact.content.sha256))
            )
            for fact in published(world)
        }

    def notice(self, key: DutyKey, duty: Duty, at: datetime) -> Notice:
        """The notice that meets a duty. key: its own. at: when it is published."""
        rules = pack_of(duty.rules)
        place = Place(duty.compound_id, duty.region_path or self._city, rules.profile)
        enterprise = duty.enterprise_id if key.item in OF_ENTERPRISES else None
        listed = rules.catalogue("disclosure")[key.item]
        is_period = period_of(key.occasion) is not None
        said = filled(
            texts().get(duty.code) or texts().get(key.item, {}),
            {
                "name": self._name(place),
                "occasion": key.occasion if is_period else f"{day_in_china(at)}",
            },
        )
        table = said.pop("document", None)
        content = self._earlier.get(
            (key.item, place.compound_id, place.region_path, key.occasion)
        )
        if content is None:
            wanted = Wanted(key.item, place, enterprise, key.occasion)
            content = said | self._recorded(wanted)
        kept = None if table is None else self._desk.store.put(table.encode())
        return Notice(
            place=place,
            enterprise_id=enterprise,
            publisher=Publisher.of(listed.words("publishers")[0]),
            content=orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode(),
            documents=() if kept is None else (kept.sha256,),
        )

    def _recorded(self, wanted: Wanted) -> Mapping[str, Any]:
        if wanted.item == "D38":
            return self._ranking(wanted)
        draft = self._desk.draft(wanted)
        return {} if draft is None else draft.content

    def _ranking(self, wanted: Wanted) -> Mapping[str, Any]:
        """The compounds of the county by what they reported to the hotline."""
        period = period_of(wanted.occasion)
        assert period is not None
        rows = self._database.fetch(
            RANKED,
            {
                "region": wanted.place.region_path[-1],
                "first": datetime.combine(period.first, time(), CHINA),
                "end": datetime.combine(period.last + timedelta(1), time(), CHINA),
            },
        )
        ranked = [[self._names.get(id, str(id)), count] for id, count in rows]
        return {
            "compound": {"columns": ["小区", "诉求量"], "rows": ranked},
            "orders": sum(count for _, count in ranked),
        }

    def _name(self, place: Place) -> str:
        if place.compound_id is not None:
            return self._names.get(place.compound_id, "小区")
        return self._regions.get(place.region_path[-1], place.region_path[-1])


@cache
def texts() -> Mapping[str, Mapping[str, Any]]:
    """The texts, by item or duty."""
    file = resources.files("interfaces.demo") / "notices.toml"
    found: Mapping[str, Mapping[str, Any]] = tomllib.loads(file.read_text("utf-8"))
    return found


def filled(said: Any, names: Mapping[str, str]) -> Any:
    """A text with its names, or whatever holds such texts."""
    if isinstance(said, str):
        return said.format_map(names)
    if isinstance(said, Mapping):
        return {key: filled(value, names) for key, value in said.items()}
    return [filled(each, names) for each in said] if isinstance(said, list) else said


def published(world: World) -> list[PublicationFacts.Published]:
    """The publications that the log has."""
    store = world.runtime.store
    found: list[PublicationFacts.Published] = []
    position = 0
    while some := store.read(position, 1_000):
        position = some[-1].position
        found += [
            each.fact
            for each in some
            if isinstance(each.fact, PublicationFacts.Published)
        ]
    return found

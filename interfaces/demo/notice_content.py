"""What the notices of the demo say: as it is recorded, and else as `notices.toml` has
it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import orjson

from application.publishing import Wanted
from domain.civil_time import day_in_china
from domain.duty import Duty, DutyKey
from domain.occasions import period_of
from domain.place import Place
from domain.publication_words import Publisher
from interfaces.demo.world import World
from projections.duty_packs import pack_of

OF_ENTERPRISES = ("D39", "D40")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, ready to be published."""

    place: Place
    enterprise_id: UUID | None
    content: str
    documents: tuple[str, ...]


class NoticeWriter:
    """Writes notices, from the record as it is."""

    def __init__(self, world: World) -> None:
        self._city = world.place.city
        self._regions = world.place.regions
        self._desk = world.runtime.commands.desk
        self._names = {
            estate.id: estate.name
            for group in world.place.estates.values()
            for estate in group
        }

    def notice(self, key: DutyKey, duty: Duty, at: datetime) -> Notice:
        """The notice that meets a duty. key: its own. at: when it is published."""
        rules = pack_of(duty.rules)
        place = Place(duty.compound_id, duty.region_path or self._city, rules.profile)
        enterprise = duty.enterprise_id if key.item in OF_ENTERPRISES else None
        is_period = period_of(key.occasion) is not None
        said = filled(
            texts().get(duty.code) or texts().get(key.item, {}),
            {
                "name": self._name(place),
                "occasion": key.occasion if is_period else f"{day_in_china(at)}",
            },
        )
        table = said.pop("document", None)
        wanted = Wanted(key.item, place, enterprise, key.occasion)
        content = said | self._recorded(wanted)
        kept = None if table is None else self._desk.store.put(table.encode()).file
        return Notice(
            place=place,
            enterprise_id=enterprise,
            content=orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode(),
            documents=() if kept is None else (kept.sha256,),
        )

    def _recorded(self, wanted: Wanted) -> Mapping[str, Any]:
        draft = self._desk.draft(wanted)
        return {} if draft is None else draft.content

    def _name(self, place: Place) -> str:
        if place.compound_id is not None:
            return self._names.get(place.compound_id, "小区")
        return self._regions.get(place.region_path[-1], place.region_path[-1])


def publisher_of(key: DutyKey, duty: Duty) -> Publisher:
    """Who publishes what meets a duty."""
    listed = pack_of(duty.rules).catalogue("disclosure")[key.item]
    return Publisher.of(listed.words("publishers")[0])


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

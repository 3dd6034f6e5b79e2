"""The notices of a place: all that its duty register asks for is published in time.

Every evening the office reads what was recorded, takes from the duty register what
became due to be published, and publishes it through the ordinary command: what the
service computes as it is recorded, the rest as `notices.toml` says. What is owed ahead
of an event (by a day that nobody has recorded yet) the place's file tells itself, with
the mechanism `announced`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.duty import Duty, DutyKey
from domain.duty_notes import Arose
from domain.duty_periods import OWED_BY
from domain.duty_register import Register
from domain.publication_words import BoardProofKind, Publisher
from interfaces.demo.mechanisms.enterprises import firm
from interfaces.demo.notice_content import NoticeWriter
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment
from projections.case_board import CASE_BOARD
from projections.duty_packs import pack_of
from projections.engine import Engine
from projections.fee_accounts import FEE_ACCOUNTS
from projections.read_models import READ_MODELS

DAY = timedelta(days=1)
EVENING = 21
OF_THE_MONTH = 8
"""On this day what the calendar brings is published."""
FROM_READ_MODELS = ("D09", "D37", "D38")
DRAWN_FROM = (CASE_BOARD, FEE_ACCOUNTS.projection)
"""The read models from which those items are drafted. No other is brought up to date
before the history is whole: all of them at once cost less then."""
SPEAKS = {
    Publisher.FIRM: "manager",
    Publisher.COMMITTEE: "committee",
    Publisher.PMC: "pmc",
    Publisher.STREET: "street",
    Publisher.COMMUNITY: "neighbours",
    Publisher.CONVENER: "community",
    Publisher.ORGANISER: "street",
    Publisher.HANDLER: "manager",
    Publisher.PROPERTY_OFFICE: "housing",
    Publisher.HOTLINE_OFFICE: "hotline",
}
"""Who of the cast publishes for whom."""


class NoticeOffice:
    """Publishes what becomes due in some cities, day after day.

    cities: the first codes of their regions; more may be added.
    """

    def __init__(self, world: World, first: date) -> None:
        self.cities = set(world.place.city[:1])
        self._world = world
        self._day = first
        self._store = world.runtime.store
        database = world.runtime.database
        Engine(database, self._store, READ_MODELS).prepare()
        self._engine = Engine(database, self._store, DRAWN_FROM)
        self._register = Register(pack_of)
        self._position = 0
        self._seen: set[DutyKey] = set()
        self._writer = NoticeWriter(world)
        # Of a place's file, firms are founded with the numbers from 1.
        self._firms = {
            firm(world, number + 1)
            for play in world.place.plays
            if play["mechanism"] == "founded"
            for number in range(play["count"])
        }

    def story(self, until: datetime) -> Story:
        """The evenings up to a moment."""
        while (evening := moment(self._day, EVENING)) + timedelta(hours=1) <= until:
            yield evening
            self._day += DAY
            found = self._owed(evening)
            receipts = yield [
                self._notice(key, duties, evening) for key, duties in found
            ]
            yield [
                self._proof(receipt.ids[0], evening)
                for (_, duties), receipt in zip(found, receipts, strict=True)
                if duties[0].compound_id is not None
            ]

    def _owed(self, at: datetime) -> list[tuple[DutyKey, list[Duty]]]:
        """What is to be published this evening: duties that one notice answers are
        together."""
        duties = list(self._arisen(at))
        if at.day == OF_THE_MONTH:
            known = self._register.duties(at)
            duties += [each for each in known if each.code in OWED_BY]
        by_key: dict[DutyKey, list[Duty]] = {}
        for duty in duties:
            if duty.key not in self._seen and self._is_open(duty, at):
                by_key.setdefault(duty.key, []).append(duty)
        self._seen.update(by_key)
        if any(key.item in FROM_READ_MODELS for key in by_key):
            self._engine.run_until_caught_up()
        return list(by_key.items())

    def _arisen(self, at: datetime) -> Iterator[Duty]:
        """Duties that follow from what was recorded since the last evening."""
        while some := self._store.read(self._position, 1_000):
            for recorded in some:
                if recorded.recorded_at > at:
                    return
                self._position = recorded.position
                for note in self._register.add(recorded.fact, recorded.recorded_at):
                    if isinstance(note, Arose) and not note.waits:
                        yield note.duty

    def _is_open(self, duty: Duty, at: datetime) -> bool:
        """Whether it is this office's, and can still be met."""
        if duty.region_path:
            here = duty.region_path[0] in self.cities
        else:
            here = duty.enterprise_id in self._firms
        return here and duty.due_at is not None and at <= duty.due_at

    def _notice(self, key: DutyKey, duties: Sequence[Duty], at: datetime) -> Act:
        notice = self._writer.notice(key, duties[0], at)
        where: dict[str, Any] = {"compound_id": notice.place.compound_id}
        if notice.place.compound_id is None:
            path, profile = notice.place.region_path, notice.place.profile
            where = {"region_path": path, "profile": profile}
        return self._world.act(
            at, SPEAKS[notice.publisher], self._world.publication.publish,
            item=key.item, occasion=key.occasion, publisher=notice.publisher,
            content=notice.content, documents=notice.documents,
            enterprise_id=notice.enterprise_id, **where,
        )  # fmt: skip

    def _proof(self, id: UUID, at: datetime) -> Act:
        """Somebody looked at the notice board of the compound."""
        return self._world.act(
            at + timedelta(minutes=30), "neighbours",
            self._world.publication.prove_board, id, version=1, board="gate",
            proof=BoardProofKind.INSPECTION, reference=f"seen-{day_in_china(at)}",
            hung_from=day_in_china(at),
        )  # fmt: skip

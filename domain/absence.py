"""An absence (离岗): the cases of who is away can be given to who stands in."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.absence_facts import AbsenceFacts
from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, stamped
from domain.lifecycle import Living, invalid
from domain.place import Place


class OwnDeputy(Refusal):
    zh = "代理人不能是本人。"
    en = "Nobody stands in for themselves."
    fields = ("deputy",)


class Absence(AbsenceFacts, Living, Aggregate):
    """One absence of one person; both days are part of it."""

    def __init__(self) -> None:
        self.person = ""
        self.starts_on = date.min
        self.ends_on = date.min

    @classmethod
    def announce(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        person: str,
        starts_on: date,
        ends_on: date,
        deputy: str | None = None,
    ) -> Self:
        """Say that somebody is away, and who stands in."""
        require_code("person", person)
        require_code("deputy", deputy)
        if deputy == person:
            raise OwnDeputy
        if ends_on < starts_on:
            raise invalid("ends_on", "不得早于开始", "not before the beginning")
        return cls._create(
            cls.Announced,
            id=id,
            **stamped(stamp),
            **place.fields(),
            person=person,
            deputy=deputy,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def end(self, stamp: Stamp, *, on: date) -> None:
        """Say that they are back earlier; `on` is the first day back."""
        self._allow(self.Ended)
        if on > self.ends_on:
            raise invalid("on", "离岗已到期", "the absence is over by then")
        self._record(self.Ended, stamp, on=on)

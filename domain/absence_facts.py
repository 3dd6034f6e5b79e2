"""The facts of an absence (离岗): who is away, and who stands in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step

if TYPE_CHECKING:
    from domain.absence import Absence


class AbsenceStatus(Coded):
    """Whether an absence stands."""

    ANNOUNCED = "announced", "已登记", "Announced"
    ENDED = "ended", "已返岗", "Ended"


class AbsenceFacts:
    """The namespace that makes the facts read `Absence.Announced`, ..."""

    class Announced(Beginning):
        """Somebody is away from one day to another. person, deputy: opaque ids."""

        label = Label("登记离岗", "Announced")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.NEVER)
        target = AbsenceStatus.ANNOUNCED
        person: str
        deputy: str | None
        starts_on: date
        ends_on: date

        def change(self, absence: Absence) -> None:
            absence.person = self.person
            absence.starts_on = self.starts_on
            absence.ends_on = self.ends_on

    class Ended(Step):
        """They are back earlier, or do not go; on: the first day back."""

        label = Label("提前返岗", "Ended")
        audience = Audience.RESTRICTED
        sources = frozenset({AbsenceStatus.ANNOUNCED})
        target = AbsenceStatus.ENDED
        on: date

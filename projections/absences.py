"""Absences: who is away when, and who stands in?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.absence_facts import AbsenceFacts as Absence
from projections.documents import View, plain, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an absence after a fact."""
    match recorded.fact:
        case Absence.Announced() as fact:
            return stated(fact) | {"sort": plain(fact.starts_on), "back_on": None}
        case Absence.Ended() as fact:
            return view | {"back_on": plain(fact.on)}
    return view


ABSENCES = Records("absences", "Absence", evolve)

"""Payments that no account took: which ones wait, how much, and why?"""

from __future__ import annotations

from typing import Any

from application.event_store import Recorded
from domain.suspense import SuspenseFacts as SuspenseList
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a list after a fact."""
    fact: Any = recorded.fact
    match fact:
        case SuspenseList.Begun():
            return _counted({}, [])
        case SuspenseList.Held():
            entry = stated(fact) | {"entry": fact.originator_version}
            return _counted(view, [*view["payments"], entry])
        case SuspenseList.Matched() | SuspenseList.Returned():
            gone = str(fact.payment_id)
            left = [each for each in view["payments"] if each["payment_id"] != gone]
            return _counted(view, left)
    return view


def _counted(view: View, payments: list[View]) -> View:
    total = sum(each["amount_fen"] for each in payments)
    return view | {"payments": payments, "held_fen": total}


SUSPENSE_LISTS = Records("suspense_lists", "SuspenseList", evolve)

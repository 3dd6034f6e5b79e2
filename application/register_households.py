"""The register of households (户), as rows of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from application.households import Households
from application.register import (
    Call,
    Context,
    NotChanged,
    Register,
    Value,
    ValueKind,
    Values,
)
from domain.household import Household, household_id
from domain.household_facts import (
    AreaSource,
    Holder,
    HouseholdStatus,
    Housing,
    UnitUse,
)
from domain.lifecycle import invalid

_GIVEN = ("area_source", "use", "housing", "holder", "owner_name", "owner_phone")
_BETWEEN = re.compile(r"\s*[、，,;；]\s*")  # names in one cell
_FIXED = ("use", "housing", "building")
"""What no command changes."""


class HouseholdRegister(Register):
    """Areas are corrected and hands changed by facts, from a day on.

    changed_on: that day, if the file is about a change; otherwise it is today.
    owner_ids: opaque ids. Without them they are made from `owner_documents`, so that
    one buyer of many units is one head (interp. 9), or from the names, and then tell
    nobody who holds a second unit. Documents and names do not enter the log.
    """

    name = "households"
    zh, en = "房屋", "households"
    kind = Household
    use_cases = Households
    arguments: ClassVar[Mapping[str, str]] = {
        "area_dm2": "area",
        "on": "changed_on",
        "since": "vacant_since",
        "owners": "owner_ids",
    }
    values: ClassVar[Mapping[str, Value]] = {
        "number": Value(ValueKind.UNIT, required=True),
        "building": Value(ValueKind.UNIT),
        "entrance": Value(ValueKind.UNIT),
        "area": Value(ValueKind.AREA, required=True),
        "area_source": Value(ValueKind.CHOICE, choices=AreaSource),
        "use": Value(ValueKind.CHOICE, choices=UnitUse),
        "housing": Value(ValueKind.CHOICE, choices=Housing),
        "holder": Value(ValueKind.CHOICE, choices=Holder),
        "owner_ids": Value(ValueKind.CODES),
        "owner_documents": Value(ValueKind.CODES),
        "owner_name": Value(ValueKind.WORDS),
        "owner_phone": Value(ValueKind.WORDS),
        "delivered_on": Value(ValueKind.DAY),
        "vacant_since": Value(ValueKind.DAY),
        "changed_on": Value(ValueKind.DAY),
    }

    def id(self, values: Values, context: Context) -> UUID:
        return household_id(context.compound_id, _number(values))

    def begin(self, id: UUID, values: Values, context: Context) -> Iterator[Call]:
        owners = _owners(id, values, context)
        if owners is None:
            raise invalid("owners", "缺少产权人", "no owner is given")
        yield Call(
            "register",
            {
                "compound_id": context.compound_id,
                "number": _number(values),
                "building": values.get("building"),
                "area_dm2": values["area"],
                "owners": owners,
                **{name: values[name] for name in _GIVEN if name in values},
            },
        )
        yield from _delivery(id, None, None, values)

    def change(
        self, found: Household, values: Values, context: Context
    ) -> Iterator[Call | NotChanged]:
        for name in _FIXED:
            is_now = getattr(found, name)
            if name in values and values[name] != is_now:
                yield NotChanged(name, str(is_now))
        on = values.get("changed_on", context.today)
        if values["area"] != found.area_dm2:
            area: dict[str, Any] = {"area_dm2": values["area"], "effective_on": on}
            source = values.get("area_source", AreaSource.REGISTER)
            yield Call("correct_area", {**area, "area_source": source}, found.id)
        yield from _hands(found, values, context, on)
        delivered = found.status is HouseholdStatus.DELIVERED
        day = found.delivered_on if delivered else None
        yield from _delivery(found.id, day, found.vacant_since, values)


def _hands(
    found: Household, values: Values, context: Context, on: date
) -> Iterator[Call | NotChanged]:
    """A transfer, if others hold the unit. A name alone proves one only together with
    its day: it may be written otherwise, or the owner's id may be from elsewhere."""
    owners = _owners(found.id, values, context) or found.owners
    holder = values.get("holder", found.holder)
    if (holder, owners) == (found.holder, found.owners):
        return
    by_name = not {"owner_ids", "owner_documents"} & values.keys()
    if by_name and holder == found.holder and "changed_on" not in values:
        yield NotChanged("owner_name", ", ".join(found.owners))
        return
    people = ("owner_name", "owner_phone")
    texts = {name: values[name] for name in people if name in values}
    yield Call(
        "transfer", {"owners": owners, "holder": holder, "on": on, **texts}, found.id
    )


def _delivery(
    id: UUID, delivered_on: date | None, vacant_since: date | None, values: Values
) -> Iterator[Call]:
    if "delivered_on" in values and delivered_on is None:
        yield Call("deliver", {"on": values["delivered_on"]}, id)
    since = values.get("vacant_since")
    if since is not None and since != vacant_since:
        yield Call("state_vacancy", {"vacant": True, "since": since}, id)


def _number(values: Values) -> str:
    """`3-2-501`, whether one column says it or building, entrance and room do."""
    number = str(values["number"])
    if "-" in number or "building" not in values:
        return number
    parts = (values["building"], values.get("entrance"), number)
    return "-".join(part for part in parts if part)


def _owners(id: UUID, values: Values, context: Context) -> tuple[str, ...] | None:
    """Opaque ids of the owners, in the order of the row; None if it names nobody."""
    if "owner_ids" in values:
        return tuple(values["owner_ids"])
    named: tuple[str, ...]
    if "owner_documents" in values:
        stream, named = context.compound_id, values["owner_documents"]
    elif "owner_name" in values:
        stream, named = id, tuple(_BETWEEN.split(values["owner_name"]))
    elif values.get("holder") is Holder.DEVELOPER:
        stream, named = context.compound_id, (Holder.DEVELOPER.value,)
    else:
        return None
    return tuple(context.owner(name, stream) for name in named)

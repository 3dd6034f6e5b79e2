"""The register of members of owners' bodies (业委会、物管会成员), as rows of a file."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.committees import Committees
from application.register import (
    Call,
    Context,
    NotChanged,
    Register,
    Value,
    ValueKind,
    Values,
)
from domain.committee import Committee, committee_id
from domain.committee_facts import BodySeat
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    MemberCondition,
    SeatKind,
    SeatSource,
)
from domain.errors import Refusal
from domain.lifecycle import invalid

_ELECTED = ("seat", "vote_id", "question", "eligible", "present", "in_favour")
"""What a row may say of how somebody was seated."""


class BodyNotFormed(Refusal):
    zh = "该小区没有登记“{kind_zh}”第 {number} 号；请先登记组建。"
    en = "The compound has no {kind} number {number}; form it first."
    fields = ("kind",)


class MemberRegister(Register):
    """Rows are members, each a part of a body that is formed already.

    person_id: an opaque id. Without it one is made from `document` as the register of
    households makes those of owners, so that an owner is the same person in both.
    Nothing takes a name. An import never takes an office away from anybody who has it,
    and does not seat again whoever left since.
    """

    name = "members"
    zh, en = "业委会、物管会成员", "members of owners' bodies"
    kind = Committee
    use_cases = Committees
    corrects = False
    told_by = ("person_id", "document")
    arguments: ClassVar[Mapping[str, str]] = {"person": "person_id", "on": "seated_on"}
    values: ClassVar[Mapping[str, Value]] = {
        "kind": Value(ValueKind.CHOICE, required=True, choices=BodyKind),
        "level": Value(ValueKind.CHOICE, choices=BodyLevel),
        "body_number": Value(ValueKind.COUNT),
        "person_id": Value(ValueKind.CODE),
        "document": Value(ValueKind.CODE),
        "source": Value(ValueKind.CHOICE, required=True, choices=SeatSource),
        "seat": Value(ValueKind.CHOICE, choices=SeatKind),
        "met": Value(ValueKind.LISTED, choices=MemberCondition),
        "seated_on": Value(ValueKind.DAY),
        "vote_id": Value(ValueKind.UUID),
        "question": Value(ValueKind.CODE),
        "eligible": Value(ValueKind.COUNT),
        "present": Value(ValueKind.COUNT),
        "in_favour": Value(ValueKind.COUNT),
        "office": Value(ValueKind.CHOICE, choices=BodyOffice),
        "office_on": Value(ValueKind.DAY),
    }

    def id(self, values: Values, context: Context) -> UUID:
        assert context.compound is not None, "a register within compounds"
        place = context.compound.place
        level = values.get("level", BodyLevel.COMPOUND)
        return committee_id(place, values["kind"], level, _number(values))

    def key(self, values: Values, context: Context) -> Hashable:
        return self.id(values, context), _person(values, context)

    def begins(self, found: Committee | None, values: Values, context: Context) -> bool:
        if found is None:
            kind = values["kind"].label
            raise BodyNotFormed(kind=kind.en, kind_zh=kind.zh, number=_number(values))
        person = _person(values, context)
        known = (found.nominated, found.members, found.coming)
        return not any(person in each for each in known) and not _over(
            found, person, values
        )

    def begin(self, id: UUID, values: Values, context: Context) -> Iterator[Call]:
        person = _person(values, context)
        yield from _seating(id, person, values, nominated=False)
        if "office" in values:
            yield _naming(id, person, values)

    def change(
        self, found: Committee, values: Values, context: Context
    ) -> Iterator[Call | NotChanged]:
        person = _person(values, context)
        if _over(found, person, values):
            return
        seat = _seat(found, person, values)
        if seat is None:
            nominated = found.nominated.get(person) is values["source"]
            if "seated_on" in values or not nominated:
                yield from _seating(found.id, person, values, nominated=nominated)
        else:
            said = {"source": seat.source, "seat": seat.seat, "seated_on": seat.since}
            for name, is_now in said.items():
                if name in values and values[name] != is_now:
                    yield NotChanged(name, str(is_now))
        if "office" in values:
            yield from _office(found, person, seat, values)


def _person(values: Values, context: Context) -> str:
    if "person_id" in values:
        return str(values["person_id"])
    if "document" not in values:
        raise invalid("person", "缺少人员编号或证件号", "no id or document is given")
    return context.owner(values["document"], context.compound_id)


def _number(values: Values) -> int:
    return int(values.get("body_number", 1))


def _over(found: Committee, person: str, values: Values) -> bool:
    """Whether the row is about a membership that ended."""
    left = found.left.get(person)
    return left is not None and "seated_on" in values and values["seated_on"] <= left


def _seat(found: Committee, person: str, values: Values) -> BodySeat | None:
    """The seat that the row is about; None if it is one that nobody has taken: of the
    coming term, if the row's day is after that of this term."""
    coming, present = found.coming.get(person), found.members.get(person)
    if coming is None and present is not None and found.electing:
        later = "seated_on" in values and values["seated_on"] > present.since
        return None if later else present
    if coming is not None and present is not None:
        return present if values.get("seated_on") == present.since else coming
    return coming or present


def _seating(
    id: UUID, person: str, values: Values, *, nominated: bool
) -> Iterator[Call]:
    """Nominate, and seat if the row says since when. Whoever is only appointed needs no
    nomination: the row then names no conditions that were checked."""
    who: dict[str, Any] = {"person": person, "source": values["source"]}
    if "met" in values:
        who["met"] = values["met"]
    if not nominated and ("met" in values or "seated_on" not in values):
        yield Call("nominate_member", who, id)
    if "seated_on" in values:
        how = {name: values[name] for name in _ELECTED if name in values}
        yield Call("seat_member", {**who, **how, "on": values["seated_on"]}, id)


def _office(
    found: Committee, person: str, seat: BodySeat | None, values: Values
) -> Iterator[Call | NotChanged]:
    coming = found.electing and (seat is None or seat is found.coming.get(person))
    officers = found.coming_officers if coming else found.officers
    holder = officers.get(values["office"])
    if holder is None:
        yield _naming(found.id, person, values)
    elif holder != person:
        yield NotChanged("office", holder)


def _naming(id: UUID, person: str, values: Values) -> Call:
    on = values.get("office_on", values.get("seated_on"))
    if on is None:
        raise invalid("office_on", "缺少任职日期", "no day of the office is given")
    return Call(
        "name_officer", {"person": person, "office": values["office"], "on": on}, id
    )

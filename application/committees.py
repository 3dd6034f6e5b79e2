"""The use cases of a body or forum (组织)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import (
    COORDINATORS,
    OWNERS_BODIES,
    PARTY,
    REGISTRARS,
    RELEASERS,
    STATE,
    Row,
    row,
)
from application.steps import Steps
from application.use_cases import UseCases, changing, passed
from domain.committee import Committee, committee_id
from domain.committee_refusals import BodyTaken
from domain.committee_words import BodyKind, BodyLevel, PmcGround
from domain.compound import Compound
from domain.facts import Stamp
from domain.meeting import Meeting
from domain.roles import Role
from domain.vote import Vote

ELECTION = passed("V2")
"""The matter of the votes that elect and replace members (DOMAIN 2.6)."""

_OFFICERS = COORDINATORS | OWNERS_BODIES | {Role.SUPERVISION_MEMBER}
_READERS = _OFFICERS | {Role.AUDITOR, Role.OPERATOR}


def _elected(
    vote: Vote, body: Committee, given: Mapping[str, Any], stamp: Stamp
) -> str:
    return vote.require_elected(body.compound_id, given["person"], given["question"])


class Committees(UseCases[R]):
    """Bodies and forums: formation, members, offices, terms, seal, hand-over."""

    kind = Committee
    name = "committee"
    rows: ClassVar[Mapping[str, Row]] = {
        "form": row(COORDINATORS),
        "nominate_member": row(COORDINATORS),
        "seat_member": row(COORDINATORS),
        "name_officer": row(_OFFICERS),
        "check_member": row(COORDINATORS),
        "suspend_member": row(COORDINATORS),
        "reinstate_member": row(COORDINATORS),
        "end_member": row(COORDINATORS),
        "move_up_alternate": row(_OFFICERS),
        "constitute": row(COORDINATORS),
        "file": row(STATE),
        "certify": row(STATE),
        "post_list": row(_OFFICERS),
        "make_seal": row(_OFFICERS),
        "use_seal": row(_OFFICERS),
        "hand_over_seal": row(_OFFICERS),
        "report_reelection": row(_OFFICERS),
        "begin_reelection": row(_OFFICERS),
        "expire": row(COORDINATORS),
        "hand_over": row(_OFFICERS),
        "note_successor": row(COORDINATORS),
        "dissolve": row(PARTY | STATE),
        "appoint_crosswise": row(COORDINATORS),
        "end_cross_appointment": row(COORDINATORS),
        "state_branch": row(PARTY | STATE),
        "state_party_status": row(PARTY | STATE),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(PARTY | STATE),
        "read_text": row(_READERS | REGISTRARS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "appoint_crosswise": "appoint_crosswise",
        "end_cross_appointment": "end_cross_appointment",
        "move_up_alternate": "move_up_alternate",
        "hand_over": "hand_over_committee",
        "hand_over_seal": "hand_over_committee_seal",
        "note_successor": "note_successor_of_committee",
    }

    def form(
        self,
        order: Order,
        *,
        kind: BodyKind,
        started_on: date,
        compound_id: UUID | None = None,
        region_path: tuple[str, ...] = (),
        profile: str | None = None,
        level: BodyLevel = BodyLevel.COMPOUND,
        number: int = 1,
        parent_id: UUID | None = None,
        ground: PmcGround | None = None,
        failed_attempts: int = 0,
    ) -> R:
        """Begin to form a body, or set up a forum.

        A small compound may have a smaller committee where the place allows it: the
        register says how many households there are.
        """
        data: dict[str, Any] = {
            "kind": kind,
            "started_on": started_on,
            "level": level,
            "number": number,
            "parent_id": parent_id,
            "ground": ground,
            "failed_attempts": failed_attempts,
        }
        where = {
            "compound_id": compound_id,
            "region_path": region_path,
            "profile": profile,
        }

        def steps() -> Steps[Receipt]:
            place = yield from self.place(where)
            units: int | None = None
            if compound_id is not None:
                compound = yield from self._commands.loading(Compound, compound_id)
                units = compound.entry["households"]
            if parent_id is not None:
                yield from self._commands.loading(Committee, parent_id)
            id = committee_id(place, kind, level, number)

            def begin(stamp: Stamp) -> Committee:
                return Committee.form(stamp, id=id, place=place, units=units, **data)

            return (
                yield from self._commands.creating(
                    order,
                    "committee.form",
                    place.profile,
                    where | data,
                    {},
                    begin,
                    id,
                    taken=BodyTaken(),
                )
            )

        return self._commands.run(steps())

    nominate_member = changing(Committee.nominate_member)
    seat_member = changing(Committee.seat_member, votes=_elected)
    name_officer = changing(Committee.name_officer)
    check_member = changing(Committee.check_member)
    suspend_member = changing(Committee.suspend_member, reason=True)
    reinstate_member = changing(Committee.reinstate_member)
    end_member = changing(Committee.end_member, votes=ELECTION, reason=False)
    move_up_alternate = changing(Committee.move_up_alternate)
    constitute = changing(Committee.constitute)
    file = changing(Committee.file)
    certify = changing(Committee.certify)
    post_list = changing(Committee.post_list)
    make_seal = changing(Committee.make_seal)

    def use_seal(
        self,
        order: Order,
        id: UUID,
        *,
        meeting_id: UUID,
        item: int,
        on: date,
        purpose: str,
    ) -> R:
        """Record that the seal was set under a paper, on a decision of a meeting."""
        data = {"meeting_id": meeting_id, "item": item, "on": on}

        def steps() -> Steps[Receipt]:
            meeting = yield from self._commands.loading(Meeting, meeting_id)

            def use(committee: Committee, stamp: Stamp) -> None:
                meeting.require_decided(committee.id, item)
                committee.use_seal(stamp, meeting_id=meeting_id, item=item, on=on)

            return (
                yield from self._commands.changing(
                    order,
                    "committee.use_seal",
                    Committee,
                    id,
                    data,
                    {"purpose": purpose},
                    use,
                )
            )

        return self._commands.run(steps())

    hand_over_seal = changing(Committee.hand_over_seal)
    report_reelection = changing(Committee.report_reelection)
    begin_reelection = changing(Committee.begin_reelection)
    expire = changing(Committee.expire)
    hand_over = changing(Committee.hand_over, note=False)

    def note_successor(self, order: Order, id: UUID, *, successor_id: UUID) -> R:
        """Note that an owners' committee of the compound was filed, which takes the
        place of this body (京59)."""

        def steps() -> Steps[Receipt]:
            successor = yield from self._commands.loading(Committee, successor_id)

            def note(committee: Committee, stamp: Stamp) -> None:
                committee.note_successor(stamp, successor=successor)

            return (
                yield from self._commands.changing(
                    order,
                    "committee.note_successor",
                    Committee,
                    id,
                    {"successor_id": successor_id},
                    {},
                    note,
                )
            )

        return self._commands.run(steps())

    dissolve = changing(Committee.dissolve, note=False)
    release_text = changing(Committee.release_text)
    appoint_crosswise = changing(Committee.appoint_crosswise)
    end_cross_appointment = changing(Committee.end_cross_appointment)
    state_branch = changing(Committee.state_branch)
    state_party_status = changing(Committee.state_party_status)

"""The use cases of a service force (服务力量)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.roles_allowed import COORDINATORS, READERS, RELEASERS, Row, row
from application.rules import NATIONAL
from application.use_cases import UseCases, beginning, changing
from domain.place import Place
from domain.roles import Role
from domain.service_force import ServiceForce, force_id
from domain.service_refusals import ForceTaken

_LEADERS = COORDINATORS | {Role.SITE_MANAGER}


def _id(given: Mapping[str, Any]) -> UUID:
    compound, path = given["compound_id"], given["region_path"]
    return force_id(Place(compound, tuple(path or ()), NATIONAL), given["code"])


class ServiceForces(UseCases[R]):
    """Talent pools, volunteer teams, mediation rooms, help points."""

    kind = ServiceForce
    name = "service_force"
    rows: ClassVar[Mapping[str, Row]] = {
        "found": row(_LEADERS),
        "open_desk": row(_LEADERS | {Role.HELP_CLERK}),
        "admit_member": row(_LEADERS),
        "set_availability": row(_LEADERS),
        "check_identity": row(_LEADERS),
        "release_member": row(_LEADERS),
        "pledge_resource": row(COORDINATORS | {Role.PARTY_BUILDING_INSTRUCTOR}),
        "disband": row(COORDINATORS),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(READERS),
        "read_text": row(_LEADERS),
    }

    found = beginning(ServiceForce.found, id=_id, regional=True, taken=ForceTaken)
    open_desk = changing(ServiceForce.open_desk)
    admit_member = changing(
        ServiceForce.admit_member, member_name=False, member_phone=False
    )
    set_availability = changing(ServiceForce.set_availability)
    check_identity = changing(ServiceForce.check_identity)
    release_member = changing(ServiceForce.release_member)
    pledge_resource = changing(ServiceForce.pledge_resource)
    disband = changing(ServiceForce.disband, reason=True)
    release_text = changing(ServiceForce.release_text)

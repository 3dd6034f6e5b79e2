"""Rows of the table of who may do what, and the groups of roles that they name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.roles import RESIDENTS, Role


class Scope(StrEnum):
    """How far a role reaches in one action."""

    AREA = "area"
    OWN = "own"
    UNIT = "unit"
    ANYWHERE = "anywhere"


Row = Mapping[Role, Scope]

FIRM = {Role.SITE_MANAGER, Role.STEWARD}
PARTY = {Role.COMMUNITY_PARTY_SECRETARY, Role.COMPOUND_BRANCH_SECRETARY}
COMMUNITY = {Role.NEIGHBOURHOOD_COMMITTEE, Role.COMMISSIONER, Role.GRID_WORKER}
STATE = {Role.STREET_OFFICER, Role.PROPERTY_OFFICER}
OWNERS_BODIES = {Role.COMMITTEE_MEMBER, Role.PMC_MEMBER}
DEPARTMENTS = {Role.DEPARTMENT_OFFICER, Role.FUND_OFFICER, Role.UTILITY_CONTACT}
SERVICE = {Role.TALENT_POOL_WORKER, Role.VOLUNTEER, Role.HELP_CLERK}

COORDINATORS = PARTY | COMMUNITY | STATE
"""Those who lead a matter without belonging to the firm."""

HANDLERS = (
    COORDINATORS
    | FIRM
    | OWNERS_BODIES
    | DEPARTMENTS
    | SERVICE
    | {Role.PARTY_BUILDING_INSTRUCTOR}
)
"""Those who may have a case in hand."""

INTAKE = HANDLERS | {
    Role.BUILDING_LEADER,
    Role.SUPERVISION_MEMBER,
    Role.CASHIER,
    Role.INTEGRATOR,
}
"""Those who may enter a matter for somebody else, or one that they found."""

VERIFIERS = COORDINATORS | {Role.SUPERVISION_MEMBER, Role.HELP_CLERK}
"""Those who call back: never the firm."""

DISPATCHERS = COORDINATORS | {Role.SITE_MANAGER}
READERS = HANDLERS | {Role.SUPERVISION_MEMBER, Role.MEDIATOR, Role.AUDITOR}
RELEASERS = STATE | {Role.COMMUNITY_PARTY_SECRETARY}
"""Those who may let a sealed text become public."""

REGISTRARS = STATE | {Role.OPERATOR}


def row(
    area: set[Role] | frozenset[Role] = frozenset(),
    *,
    own: bool = False,
    unit: set[Role] | frozenset[Role] = frozenset(),
    anywhere: set[Role] | frozenset[Role] = frozenset(),
) -> Row:
    """A row of the table. own: residents, on matters that they reported.

    unit: those who hold the role in the very household (`unit:<uuid>`).
    """
    residents = dict.fromkeys(RESIDENTS, Scope.OWN) if own else {}
    return {
        **dict.fromkeys(area, Scope.AREA),
        **residents,
        **dict.fromkeys(unit, Scope.UNIT),
        **dict.fromkeys(anywhere, Scope.ANYWHERE),
    }

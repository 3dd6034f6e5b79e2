"""Who may do what: the one table of action, role and scope (roles: DOMAIN 2.17).

A grant gives a role in a scope: everywhere (`*`), in a region (its code), in a compound
(`compound:<uuid>`), or only in one's own matters (`own`). The table says for every
action which roles may do it, and how far:

- AREA: where the grant's scope covers the place of the case or compound;
- OWN: on matters that the subject reported, wherever that role is held;
- ANYWHERE: by whoever holds the role, since the place may not be known yet.

A role that a row does not name is refused; so is an action without a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Refusal
from domain.roles import RESIDENTS, Actor, Role


class Forbidden(Refusal):
    zh = "您没有权限进行此操作：{action}。"
    en = "You may not do this here: {action}."
    fields = ("authorization",)


class Scope(StrEnum):
    """How far a role reaches in one action."""

    AREA = "area"
    OWN = "own"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a scope: `*`, a region's code, `compound:<uuid>` or `own`."""

    role: Role
    scope: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, with everything granted to them."""

    id: str
    grants: tuple[Grant, ...]


ANONYMOUS = Subject("anonymous", ())

Row = Mapping[Role, Scope]

_FIRM = {Role.SITE_MANAGER, Role.STEWARD}
_PARTY = {Role.COMMUNITY_PARTY_SECRETARY, Role.COMPOUND_BRANCH_SECRETARY}
_COMMUNITY = {Role.NEIGHBOURHOOD_COMMITTEE, Role.COMMISSIONER, Role.GRID_WORKER}
_STATE = {Role.STREET_OFFICER, Role.PROPERTY_OFFICER}
_OWNERS_BODIES = {Role.COMMITTEE_MEMBER, Role.PMC_MEMBER}
_DEPARTMENTS = {Role.DEPARTMENT_OFFICER, Role.FUND_OFFICER, Role.UTILITY_CONTACT}
_SERVICE = {Role.TALENT_POOL_WORKER, Role.VOLUNTEER, Role.HELP_CLERK}

COORDINATORS = _PARTY | _COMMUNITY | _STATE
"""Those who lead a matter without belonging to the firm."""

HANDLERS = (
    COORDINATORS
    | _FIRM
    | _OWNERS_BODIES
    | _DEPARTMENTS
    | _SERVICE
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
REGISTRARS = _STATE | {Role.OPERATOR}


def _row(
    area: set[Role] | frozenset[Role] = frozenset(),
    *,
    own: bool = False,
    anywhere: set[Role] | frozenset[Role] = frozenset(),
) -> Row:
    """A row of the table. own: residents, on matters that they reported."""
    residents = dict.fromkeys(RESIDENTS, Scope.OWN) if own else {}
    return {
        **dict.fromkeys(area, Scope.AREA),
        **residents,
        **dict.fromkeys(anywhere, Scope.ANYWHERE),
    }


PUBLIC = frozenset({"case.read", "compound.read"})
"""What everyone may do, without any grant."""

TABLE: Mapping[str, Row] = {
    # intake
    "case.report": _row(anywhere=INTAKE | RESIDENTS),
    "case.adopt": _row(DISPATCHERS),
    "case.join": _row(INTAKE | RESIDENTS),
    "case.declare_joint": _row(COORDINATORS),
    "case.merge": _row(COORDINATORS),
    "case.withdraw": _row(COORDINATORS, own=True),
    # handling
    "case.assign": _row(DISPATCHERS),
    "case.accept": _row(HANDLERS),
    "case.contact": _row(HANDLERS),
    "case.start": _row(HANDLERS),
    "case.progress": _row(HANDLERS),
    "case.pause": _row(HANDLERS),
    "case.resume": _row(HANDLERS),
    "case.dispute_competence": _row(HANDLERS),
    "case.decide_competence": _row(_STATE),
    "case.escalate": _row(HANDLERS),
    # departments and enforcement
    "case.whistle": _row(
        {
            Role.COMMUNITY_PARTY_SECRETARY,
            Role.NEIGHBOURHOOD_COMMITTEE,
            Role.STREET_OFFICER,
        }
    ),
    "case.report_in": _row(_DEPARTMENTS | {Role.PROPERTY_OFFICER}),
    "case.act_as_department": _row(_DEPARTMENTS | {Role.PROPERTY_OFFICER}),
    "case.hand_to_enforcement": _row(_FIRM | COORDINATORS),
    "case.answer_enforcement": _row({Role.DEPARTMENT_OFFICER, Role.PROPERTY_OFFICER}),
    # mediation
    "case.offer_mediation": _row(COORDINATORS | {Role.MEDIATOR}),
    "case.consent_to_mediation": _row(
        COORDINATORS | _OWNERS_BODIES | RESIDENTS | {Role.SITE_MANAGER}
    ),
    "case.end_mediation": _row(COORDINATORS | {Role.MEDIATOR}),
    # settling
    "case.resolve": _row(HANDLERS),
    "case.fail_call_back": _row(VERIFIERS),
    "case.verify": _row(VERIFIERS, own=True),
    "case.close": _row(COORDINATORS),
    "case.reopen": _row(VERIFIERS, own=True),
    # corrections, links, files, release
    "case.recategorise": _row(DISPATCHERS),
    "case.relocate": _row(COORDINATORS),
    "case.link_outside": _row(HANDLERS | {Role.INTEGRATOR}, own=True),
    "case.attach_file": _row(INTAKE, own=True),
    "case.void_entry": _row(HANDLERS),
    "case.release_text": _row(_STATE | {Role.COMMUNITY_PARTY_SECRETARY}),
    # reading
    "case.read": {},
    "case.read_text": _row(READERS, own=True),
    "case.read_restricted": _row(READERS),
    "case.search": _row(READERS),
    "compound.read": {},
    # register, import, and the service itself
    "compound.register": _row(REGISTRARS),
    "compound.correct": _row(REGISTRARS),
    "import.run": _row({Role.OPERATOR}),
    "case.fire_due": _row(anywhere={Role.SYSTEM}),
}


def allowed(
    subject: Subject,
    action: str,
    *,
    region_path: Sequence[str] = (),
    compound_id: UUID | None = None,
    own: bool = False,
) -> bool:
    """Whether the subject may do it there.

    region_path, compound_id: the place of the case or compound, as far as known.
    own: the subject is a reporter of the case.
    """
    if action in PUBLIC:
        return True
    return _grant_for(subject, action, region_path, compound_id, own) is not None


def actor_for(
    subject: Subject,
    action: str,
    *,
    region_path: Sequence[str] = (),
    compound_id: UUID | None = None,
    own: bool = False,
) -> Actor:
    """The subject in the role that lets them do it (their first such grant).

    Arguments as in `allowed`. Raises Forbidden.
    """
    grant = _grant_for(subject, action, region_path, compound_id, own)
    if grant is None:
        raise Forbidden(action=action)
    return Actor(subject.id, grant.role)


def _grant_for(
    subject: Subject,
    action: str,
    region_path: Sequence[str],
    compound_id: UUID | None,
    own: bool,
) -> Grant | None:
    row = TABLE.get(action, {})
    for grant in subject.grants:
        match row.get(grant.role):
            case Scope.ANYWHERE:
                return grant
            case Scope.OWN if own:
                return grant
            case Scope.AREA if _covers(grant.scope, region_path, compound_id):
                return grant
    return None


def _covers(scope: str, region_path: Sequence[str], compound_id: UUID | None) -> bool:
    """Whether a scope holds at a place; an unknown place only `*` covers."""
    if scope == "*" or scope in region_path:
        return True
    return compound_id is not None and scope == f"compound:{compound_id}"

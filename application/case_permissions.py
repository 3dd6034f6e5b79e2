"""Who may do what with cases, and with imports."""

from __future__ import annotations

from collections.abc import Mapping

from application.roles_allowed import (
    COORDINATORS,
    DEPARTMENTS,
    DISPATCHERS,
    FIRM,
    HANDLERS,
    INTAKE,
    OWNERS_BODIES,
    READERS,
    RELEASERS,
    STATE,
    VERIFIERS,
    Row,
    row,
)
from domain.roles import RESIDENTS, Role

CASE_ROWS: Mapping[str, Row] = {
    # intake
    "case.report": row(anywhere=INTAKE | RESIDENTS),
    "case.adopt": row(DISPATCHERS),
    "case.join": row(INTAKE | RESIDENTS),
    "case.declare_joint": row(COORDINATORS),
    "case.merge": row(COORDINATORS),
    "case.withdraw": row(COORDINATORS, own=True),
    # handling
    "case.assign": row(DISPATCHERS),
    "case.accept": row(HANDLERS),
    "case.contact": row(HANDLERS),
    "case.start": row(HANDLERS),
    "case.progress": row(HANDLERS),
    "case.pause": row(HANDLERS),
    "case.resume": row(HANDLERS),
    "case.dispute_competence": row(HANDLERS),
    "case.decide_competence": row(STATE),
    "case.escalate": row(HANDLERS),
    # departments and enforcement
    "case.whistle": row(
        {
            Role.COMMUNITY_PARTY_SECRETARY,
            Role.NEIGHBOURHOOD_COMMITTEE,
            Role.STREET_OFFICER,
        }
    ),
    "case.report_in": row(DEPARTMENTS | {Role.PROPERTY_OFFICER}),
    "case.act_as_department": row(DEPARTMENTS | {Role.PROPERTY_OFFICER}),
    "case.hand_to_enforcement": row(FIRM | COORDINATORS),
    "case.answer_enforcement": row({Role.DEPARTMENT_OFFICER, Role.PROPERTY_OFFICER}),
    # mediation
    "case.offer_mediation": row(COORDINATORS | {Role.MEDIATOR}),
    "case.consent_to_mediation": row(
        COORDINATORS | OWNERS_BODIES | RESIDENTS | {Role.SITE_MANAGER}
    ),
    "case.end_mediation": row(COORDINATORS | {Role.MEDIATOR}),
    # settling
    "case.resolve": row(HANDLERS),
    "case.fail_call_back": row(VERIFIERS),
    "case.verify": row(VERIFIERS, own=True),
    "case.close": row(COORDINATORS),
    "case.reopen": row(VERIFIERS, own=True),
    # corrections, links, files, release
    "case.recategorise": row(DISPATCHERS),
    "case.relocate": row(COORDINATORS),
    "case.link_outside": row(HANDLERS | {Role.INTEGRATOR}, own=True),
    "case.attach_file": row(INTAKE, own=True),
    "case.void_entry": row(HANDLERS),
    "case.release_text": row(RELEASERS),
    # reading
    "case.read": {},
    "case.read_text": row(READERS, own=True),
    "case.read_restricted": row(READERS),
    "case.search": row(READERS),
    # import, and the service itself
    "import.run": row({Role.OPERATOR}),
    "case.fire_due": row(anywhere={Role.SYSTEM}),
}

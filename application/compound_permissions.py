"""Who may do what with a compound."""

from __future__ import annotations

from collections.abc import Mapping

from application.roles_allowed import (
    COORDINATORS,
    FIRM,
    OWNERS_BODIES,
    READERS,
    REGISTRARS,
    RELEASERS,
    SERVICE,
    STATE,
    Row,
    row,
)
from domain.roles import Role

LEADERS = COORDINATORS | {Role.PARTY_BUILDING_INSTRUCTOR}
"""Those who lead in a compound without belonging to its firm."""

OWNERS_SIDE = OWNERS_BODIES | STATE | {Role.NEIGHBOURHOOD_COMMITTEE}
"""Those who sign for the owners, and those who record it for them."""

ON_SITE = LEADERS | OWNERS_BODIES | FIRM
"""Those who see with their own eyes what is there."""

CARERS = COORDINATORS | FIRM | SERVICE

COMPOUND_ROWS: Mapping[str, Row] = {
    "release_text": row(RELEASERS),
    "read": {},
    "read_text": row(READERS),
    "read_restricted": row(CARERS | {Role.AUDITOR}),
    "register": row(REGISTRARS),
    "correct": row(REGISTRARS),
    # management and contract
    "state_management": row(REGISTRARS),
    "sign_contract": row(OWNERS_SIDE),
    "file_contract": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    "cancel_contract": row(OWNERS_SIDE),
    "renew_contract": row(OWNERS_SIDE),
    "change_tariff": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    "agree_subcontract": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    # exit and entry
    "notice_termination": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    "hand_over": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    "refuse_hand_over": row(OWNERS_SIDE),
    "end_service": row(OWNERS_SIDE),
    "inspect_takeover": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    "start_service": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    # trial and serve-first
    "begin_trial": row(OWNERS_SIDE),
    "check_trial": row(LEADERS | OWNERS_BODIES),
    "survey_trial": row(LEADERS | OWNERS_BODIES),
    "end_trial": row(OWNERS_SIDE),
    "agree_serve_first": row(OWNERS_SIDE),
    "accept_service": row(LEADERS | OWNERS_BODIES),
    "post_charge_date": row(OWNERS_SIDE | {Role.SITE_MANAGER}),
    # people
    "fill_party_slot": row(LEADERS),
    "vacate_party_slot": row(LEADERS),
    "draw_area": row(LEADERS),
    "dissolve_area": row(LEADERS),
    "name_red_stewards": row(LEADERS),
    "name_building_leader": row(LEADERS),
    "name_site_manager": row(LEADERS | {Role.SITE_MANAGER}),
    "state_party_coverage": row(LEADERS),
    "end_party_coverage": row(LEADERS),
    "assign_responsibility": row(COORDINATORS),
    # places and works
    "open_help_point": row(ON_SITE),
    "close_help_point": row(ON_SITE),
    "install_entry_device": row(ON_SITE),
    "remove_entry_device": row(ON_SITE),
    "connect_platform": row(ON_SITE | {Role.OPERATOR, Role.INTEGRATOR}),
    "plan_work": row(ON_SITE),
    "accept_work": row(LEADERS | OWNERS_BODIES),
    "adopt_plan": row(LEADERS),
    "plan_star": row(STATE),
    "assess_star": row(STATE),
    "state_parking": row(ON_SITE),
    "change_common_area": row(OWNERS_SIDE),
    "keep_record": row(ON_SITE),
    "end_record": row(ON_SITE),
    # what happens
    "inspect": row(
        LEADERS | OWNERS_BODIES | {Role.SUPERVISION_MEMBER, Role.DEPARTMENT_OFFICER}
    ),
    "fix_findings": row(ON_SITE),
    "record_incident": row(ON_SITE | {Role.DEPARTMENT_OFFICER}),
    "close_incident": row(ON_SITE | {Role.DEPARTMENT_OFFICER}),
    "do_errand": row(LEADERS | FIRM | SERVICE),
    "order_home_care": row(CARERS),
    "finish_home_care": row(CARERS),
    "cancel_home_care": row(CARERS),
}

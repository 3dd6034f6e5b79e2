"""The whole matrix: every action, every role, every kind of scope."""

from __future__ import annotations

import inspect
from itertools import product
from uuid import UUID

import pytest

from application.authorisation import (
    ANONYMOUS,
    PUBLIC,
    TABLE,
    Forbidden,
    Grant,
    Subject,
    actor_for,
    allowed,
)
from application.cases import Cases
from application.commit import Receipt
from application.roles_allowed import Scope
from application.use_case_list import WITH_COMPOUNDS
from application.webhook_permissions import WEBHOOK_ROWS
from domain.roles import RESIDENTS, Actor, Role

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
PATH = ("city", "district", "street", "community")
UNIT = UUID(int=3)
COVERING = ["*", *PATH, f"compound:{HERE}"]
NOT_COVERING = ["own", "other", "", f"compound:{ELSEWHERE}", "compound:", str(HERE)]
UNITS = [f"unit:{UNIT}", f"unit:{HERE}", "unit:", f"compound:{UNIT}"]


def commands() -> set[str]:
    found = {
        f"case.{name}"
        for name, _ in inspect.getmembers(Cases[Receipt], inspect.isfunction)
        if not name.startswith("_")
    }
    return found | {
        f"{each.name}.{name}" for each in WITH_COMPOUNDS for name in each.all()
    }


def test_every_command_has_its_row() -> None:
    reading = {
        "case.read",
        "case.read_text",
        "case.read_restricted",
        "case.search",
        "import.run",
        *WEBHOOK_ROWS,
    }

    for each in WITH_COMPOUNDS:
        reading |= {
            f"{each.name}.{what}" for what in ("read", "read_text", "read_restricted")
        }

    assert set(TABLE) == commands() | reading
    assert reading > PUBLIC


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_as_far_as_the_rows_say(role: Role) -> None:
    scopes = COVERING + NOT_COVERING + UNITS
    for action, scope in product(TABLE, scopes):
        reach = TABLE[action].get(role)
        subject = Subject("x", (Grant(role, scope),))
        for own in (False, True):
            expected = (
                action in PUBLIC
                or reach is Scope.ANYWHERE
                or (reach is Scope.OWN and own)
                or (reach is Scope.UNIT and scope == UNITS[0])
                or (reach is Scope.AREA and scope in COVERING)
            )
            answer = allowed(
                subject,
                action,
                region_path=PATH,
                compound_id=HERE,
                unit_id=UNIT,
                own=own,
            )
            assert answer is expected, (action, role, scope, own)


def test_anonymous_sees_what_is_public() -> None:
    for action in TABLE:
        assert allowed(ANONYMOUS, action, own=True) is (action in PUBLIC), action


def test_an_unknown_action_is_refused() -> None:
    operator = Subject("x", (Grant(Role.OPERATOR, "*"),))

    assert not allowed(operator, "case.delete")


def test_an_unknown_place_is_covered_by_everywhere_alone() -> None:
    for scope in (*COVERING, "own"):
        subject = Subject("x", (Grant(Role.STREET_OFFICER, scope),))
        assert allowed(subject, "case.assign") is (scope == "*")


def test_residents_act_on_nothing_but_their_own_or_their_compound() -> None:
    reach = {
        action: scope
        for action, row in TABLE.items()
        for role, scope in row.items()
        if role in RESIDENTS and scope is not Scope.UNIT
    }

    assert reach == {
        "case.report": Scope.ANYWHERE,
        "case.join": Scope.AREA,
        "case.consent_to_mediation": Scope.AREA,
        "case.withdraw": Scope.OWN,
        "case.verify": Scope.OWN,
        "case.reopen": Scope.OWN,
        "case.link_outside": Scope.OWN,
        "case.attach_file": Scope.OWN,
        "case.read_text": Scope.OWN,
        "data_subject_request.receive": Scope.ANYWHERE,
        "data_subject_request.withdraw": Scope.OWN,
        "data_subject_request.read": Scope.OWN,
        "data_subject_request.read_restricted": Scope.OWN,
        "data_subject_request.read_text": Scope.OWN,
        "household.claim": Scope.ANYWHERE,
        "household.end_claim": Scope.OWN,
        "ballot.cast_as_proxy": Scope.OWN,
        "publication.object": Scope.ANYWHERE,
    }


def test_the_firm_never_calls_back_its_own_work() -> None:
    for action in ("case.verify", "case.fail_call_back", "case.close"):
        assert not {Role.SITE_MANAGER, Role.STEWARD} & set(TABLE[action])


def test_only_the_service_fires_deadlines() -> None:
    assert set(TABLE["case.fire_due"]) == {Role.SYSTEM}


def test_the_actor_acts_in_the_role_that_allows_it() -> None:
    subject = Subject(
        "x", (Grant(Role.OWNER, "own"), Grant(Role.STREET_OFFICER, "street"))
    )

    actor = actor_for(subject, "case.decide_competence", region_path=PATH)

    assert actor == Actor("x", Role.STREET_OFFICER)
    with pytest.raises(Forbidden) as refused:
        actor_for(subject, "case.decide_competence", region_path=("else",))
    assert refused.value.fields == ("authorization",)
    assert "case.decide_competence" in refused.value.message("zh")

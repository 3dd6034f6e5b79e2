"""What somebody may see, asked of the table of `application.authorisation`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.authorisation import (
    TABLE,
    Forbidden,
    Grant,
    Subject,
    actor_for,
)
from application.mapper import fact_class
from application.roles_allowed import Scope as Reach
from domain.errors import Refusal
from domain.facts import Mask
from domain.roles import RESIDENTS, Actor, Role
from domain.rulepack import RulePack
from projections.case_filters import Duty, Scope, Tasks
from projections.case_row import CaseRow

COMPOUND = "compound:"


class SignInRequired(Refusal):
    zh = "请先登录。"
    en = "Sign in first."
    fields = ("authorization",)


def is_resident(subject: Subject) -> bool:
    """Whether the subject may have reported cases of their own."""
    return any(grant.role in RESIDENTS for grant in subject.grants)


def reader(
    subject: Subject, case: CaseRow, fact: str, path: str, *, own: bool
) -> Actor | None:
    """The role in which the subject may read a text of a case; None: they may not.

    fact: stable name of the fact that sealed it. own: the subject reported the case.
    What is never released (a reporter's name, a mediation) is for staff alone, since
    one reporter must not learn who the others are.
    """
    never = fact_class(fact).texts.get(path, Mask.NEVER) is Mask.NEVER
    action = "case.read_restricted" if never else "case.read_text"
    try:
        return actor_for(
            subject,
            action,
            region_path=case.region_path,
            compound_id=case.compound_id,
            own=own,
        )
    except Forbidden:
        return None


def search_scope(subject: Subject) -> Scope | None:
    """Where the subject may search texts; None: everywhere. Raises Forbidden."""
    return area_of(subject, "case.search")


def area_of(subject: Subject, action: str) -> Scope | None:
    """Where the subject may do something; None: everywhere. Raises Forbidden."""
    row = TABLE[action]
    grants = [each for each in subject.grants if row.get(each.role) is Reach.AREA]
    if not grants:
        raise Forbidden(action=action)
    return scope_of(grants)


def scope_of(grants: Sequence[Grant]) -> Scope | None:
    """The part of the region tree that grants cover together; None: all of it."""
    scopes = [grant.scope for grant in grants]
    if "*" in scopes:
        return None
    return Scope(
        regions=[scope for scope in scopes if not scope.startswith(COMPOUND)],
        compounds=[
            found for scope in scopes if (found := named(scope, COMPOUND)) is not None
        ],
    )


def tasks_of(subject: Subject, rules: RulePack) -> Tasks:
    """The open cases that wait for the subject. Raises SignInRequired."""
    if not subject.grants:
        raise SignInRequired
    duties = [
        Duty(levels, scope_of([grant]))
        for grant in subject.grants
        if (levels := _levels(grant.role, rules))
    ]
    return Tasks(subject.id, duties)


def _levels(role: Role, rules: RulePack) -> list[int]:
    """Levels at which a role takes cases: those whose rung names it; the first, which
    names nobody, is for the handlers whom no other rung names."""
    rungs = rules.ladder.values()
    named = [rung.level.value for rung in rungs if role in rung.roles]
    if named or role not in TABLE["case.accept"]:
        return named
    return [rung.level.value for rung in rungs if not rung.roles]


def named(scope: str, kind: str) -> UUID | None:
    """The id in a scope such as `compound:<id>`; None for any other scope."""
    if not scope.startswith(kind):
        return None
    try:
        return UUID(scope.removeprefix(kind))
    except ValueError:
        return None

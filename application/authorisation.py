"""Who may do what: the one table of action, role and scope (roles: DOMAIN 2.17).

A grant gives a role in a scope: everywhere (`*`), in a region (its code), in a compound
(`compound:<uuid>`), in a household (`unit:<uuid>`), or only in one's own matters
(`own`). The table says for every
action which roles may do it, and how far:

- AREA: where the grant's scope covers the place of the case or compound;
- UNIT: where the grant names the very household;
- OWN: on matters that the subject reported, wherever that role is held;
- ANYWHERE: by whoever holds the role, since the place may not be known yet.

A role that a row does not name is refused; so is an action without a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from application.case_permissions import CASE_ROWS
from application.roles_allowed import Row, Scope
from application.use_case_list import USE_CASES, WITH_COMPOUNDS
from application.webhook_permissions import WEBHOOK_ROWS
from domain.errors import Refusal
from domain.roles import Actor, Role


class Forbidden(Refusal):
    zh = "您没有权限进行此操作：{action}。"
    en = "You may not do this here: {action}."
    fields = ("authorization",)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a scope: `*`, a region's code, `compound:<uuid>`, `unit:<uuid>`
    or `own`."""

    role: Role
    scope: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, with everything granted to them."""

    id: str
    grants: tuple[Grant, ...]


ANONYMOUS = Subject("anonymous", ())

PUBLIC = frozenset(
    {"case.read", "compound.read"}
    | {f"{each.name}.read" for each in USE_CASES if each.public}
)
"""What everyone may do, without any grant."""

TABLE: Mapping[str, Row] = {
    **CASE_ROWS,
    **WEBHOOK_ROWS,
    **{
        f"{each.name}.{action}": row
        for each in WITH_COMPOUNDS
        for action, row in each.rows.items()
    },
}


def allowed(
    subject: Subject,
    action: str,
    *,
    region_path: Sequence[str] = (),
    compound_id: UUID | None = None,
    unit_id: UUID | None = None,
    own: bool = False,
) -> bool:
    """Whether the subject may do it there.

    region_path, compound_id, unit_id: where it is, as far as known.
    own: the subject is a reporter of the case.
    """
    if action in PUBLIC:
        return True
    return (
        _grant_for(subject, action, region_path, compound_id, unit_id, own) is not None
    )


def actor_for(
    subject: Subject,
    action: str,
    *,
    region_path: Sequence[str] = (),
    compound_id: UUID | None = None,
    unit_id: UUID | None = None,
    own: bool = False,
) -> Actor:
    """The subject in the role that lets them do it (their first such grant).

    Arguments as in `allowed`. Raises Forbidden.
    """
    grant = _grant_for(subject, action, region_path, compound_id, unit_id, own)
    if grant is None:
        raise Forbidden(action=action)
    return Actor(subject.id, grant.role)


def _grant_for(
    subject: Subject,
    action: str,
    region_path: Sequence[str],
    compound_id: UUID | None,
    unit_id: UUID | None,
    own: bool,
) -> Grant | None:
    row = TABLE.get(action, {})
    for grant in subject.grants:
        match row.get(grant.role):
            case Scope.ANYWHERE:
                return grant
            case Scope.UNIT if unit_id and grant.scope == f"unit:{unit_id}":
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

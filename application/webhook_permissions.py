"""Who may do what with webhooks. What they send is public, and each is its owner's."""

from __future__ import annotations

from collections.abc import Mapping

from application.roles_allowed import Row, Scope
from domain.roles import Role

THEIRS: Row = {Role.OPERATOR: Scope.AREA, Role.INTEGRATOR: Scope.OWN}

WEBHOOK_ROWS: Mapping[str, Row] = {
    "webhook.add": {Role.OPERATOR: Scope.AREA, Role.INTEGRATOR: Scope.ANYWHERE},
    "webhook.read": THEIRS,
    "webhook.change": THEIRS,
}

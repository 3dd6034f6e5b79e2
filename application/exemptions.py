"""The use cases of an exemption from publishing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from application.commands import R
from application.publications import PUBLISHERS
from application.roles_allowed import COORDINATORS, RELEASERS, STATE, Row, row
from application.use_cases import UseCases, beginning, changing
from domain.exemption import Exemption
from domain.roles import Role


class Exemptions(UseCases[R]):
    """Asked for by one person, decided by another."""

    kind = Exemption
    name = "exemption"
    rows: ClassVar[Mapping[str, Row]] = {
        "request": row(PUBLISHERS),
        "approve": row(STATE),
        "reject": row(STATE),
        "revoke": row(STATE),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(COORDINATORS | {Role.AUDITOR}),
        "read_text": row(PUBLISHERS),
    }

    request = beginning(Exemption.request, regional=True, explanation=True)
    approve = changing(Exemption.approve, note=False)
    reject = changing(Exemption.reject, note=True)
    release_text = changing(Exemption.release_text)
    revoke = changing(Exemption.revoke, note=True)

"""The use cases of an application to the Party service fund (服务群众经费)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from application.commands import R
from application.roles_allowed import COMMUNITY, COORDINATORS, RELEASERS, Row, row
from application.use_cases import UseCases, beginning, changing
from domain.roles import Role
from domain.service_fund import ServiceFund

_COMMUNITY = COMMUNITY | {Role.COMMUNITY_PARTY_SECRETARY}
_STREET = {Role.STREET_OFFICER}
_READERS = COORDINATORS | {Role.AUDITOR}


class ServiceFunds(UseCases[R]):
    """The money that a community asks its street for."""

    kind = ServiceFund
    name = "service_fund"
    rows: ClassVar[Mapping[str, Row]] = {
        "apply": row(_COMMUNITY),
        "approve": row(_STREET),
        "deny": row(_STREET),
        "spend": row(_COMMUNITY),
        "close": row(_COMMUNITY),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(_READERS),
        "read_text": row(_READERS),
    }
    mutations: ClassVar[Mapping[str, str]] = {"apply": "apply_for_service_fund"}

    apply = beginning(ServiceFund.apply, regional=True, plan=True)
    approve = changing(ServiceFund.approve)
    deny = changing(ServiceFund.deny, reason=True)
    spend = changing(ServiceFund.spend)
    close = changing(ServiceFund.close, result=True)
    release_text = changing(ServiceFund.release_text)

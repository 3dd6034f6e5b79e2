"""The use cases of a dispatch (派单): who is sent where, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.chance import new_id
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.people import names_in_case
from application.roles_allowed import DISPATCHERS, READERS, SERVICE, Row, row
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.case import Case
from domain.facts import Stamp
from domain.place import Place
from domain.roles import Role
from domain.service_dispatch import ServiceDispatch
from domain.service_dispatch_facts import CostBearer
from domain.service_force import ServiceForce, rules_of
from domain.service_refusals import MediatorIsParty

_SENT = SERVICE | {Role.MEDIATOR}


class ServiceDispatches(UseCases[R]):
    """Sending members of service forces to cases and on errands."""

    kind = ServiceDispatch
    name = "service_dispatch"
    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "send": row(DISPATCHERS | {Role.STEWARD, Role.HELP_CLERK}),
        "accept": row(DISPATCHERS | _SENT),
        "arrive": row(DISPATCHERS | _SENT),
        "complete": row(DISPATCHERS | _SENT),
        "cancel": row(DISPATCHERS | _SENT),
        "read": row(READERS),
        "read_restricted": row(READERS),
        "read_text": row(READERS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "send": "dispatch_service",
        "accept": "accept_dispatch",
        "arrive": "arrive_at_dispatch",
        "complete": "complete_dispatch",
        "cancel": "cancel_dispatch",
    }

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """Where the case lies, otherwise where the force is."""
        if given.get("case_id") is not None:
            case = yield from self._commands.loading(Case, given["case_id"])
            return Place(case.compound_id, tuple(case.region_path), case.profile)
        force = yield from self._commands.loading(ServiceForce, given["force_id"])
        return force.place

    def send(
        self,
        order: Order,
        *,
        force_id: UUID,
        member: str,
        case_id: UUID | None = None,
        matter: str | None = None,
        skill: str | None = None,
        enters_home: bool = False,
        bearer: CostBearer = CostBearer.NOBODY,
        note: str | None = None,
    ) -> R:
        """Send a member of a force to a case, or on an errand that its desk offers."""
        id = new_id()
        data: dict[str, Any] = {
            "member": member,
            "matter": matter,
            "skill": skill,
            "enters_home": enters_home,
            "bearer": bearer,
        }
        body = {"force_id": force_id, "case_id": case_id, **data}

        def steps() -> Steps[Receipt]:
            force = yield from self._commands.loading(ServiceForce, force_id)
            case: Case | None = None
            if case_id is not None:
                case = yield from self._commands.loading(Case, case_id)

            def send(stamp: Stamp) -> ServiceDispatch:
                impartial = rules_of(stamp.rules, force.kind).flag("impartial")
                if case is not None and impartial:
                    self._require_no_party(case, member)
                return ServiceDispatch.send(
                    stamp, id=id, force=force, case=case, **data
                )

            profile = case.profile if case is not None else force.profile
            texts = {"note": note} if note else {}
            name = f"{self.name}.send"
            return (
                yield from self._commands.creating(
                    order, name, profile, body, texts, send, id
                )
            )

        return self._commands.run(steps())

    accept = changing(ServiceDispatch.accept)
    arrive = changing(ServiceDispatch.arrive)
    complete = changing(ServiceDispatch.complete, note=False)
    cancel = changing(ServiceDispatch.cancel, note=False)

    def _require_no_party(self, case: Case, member: str) -> None:
        # A member's id is not the name under which they may have reported.
        if names_in_case(self._commands.vault, case, member) & case.reporters:
            raise MediatorIsParty

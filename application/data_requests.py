"""The use cases of a data subject's request (个人信息权利请求)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.chance import new_id
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import COMMUNITY, FIRM, REGISTRARS, Row, row
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.case import Case
from domain.civil_time import day_in_china
from domain.data_request import DataSubjectRequest
from domain.data_request_facts import DataRequestKind
from domain.facts import Stamp
from domain.lifecycle import invalid
from domain.retention import case_years, kept_until, require_elapsed
from domain.roles import RESIDENTS

_OFFICERS = REGISTRARS | COMMUNITY


class DataSubjectRequests(UseCases[R]):
    """What people ask about their own data, and what is answered."""

    kind = DataSubjectRequest
    name = "data_subject_request"
    public = False
    rows: ClassVar[Mapping[str, Row]] = {
        "receive": row(_OFFICERS | FIRM, anywhere=RESIDENTS),
        "extend": row(_OFFICERS),
        "grant": row(_OFFICERS),
        "refuse": row(_OFFICERS),
        "fulfil": row(_OFFICERS),
        "withdraw": row(own=True),
        "read": row(_OFFICERS, own=True),
        "read_restricted": row(_OFFICERS, own=True),
        "read_text": row(_OFFICERS, own=True),
    }

    def receive(
        self,
        order: Order,
        *,
        kind: DataRequestKind,
        request: str,
        compound_id: UUID | None = None,
        region_path: tuple[str, ...] = (),
        profile: str | None = None,
        case_id: UUID | None = None,
        person: str | None = None,
    ) -> R:
        """Take a request in; the answer falls due.

        person: id of the resident for whom an officer writes it down.
        """
        id = new_id()
        data: dict[str, Any] = {"kind": kind, "case_id": case_id}
        where = {
            "compound_id": compound_id,
            "region_path": region_path,
            "profile": profile,
        }

        def steps() -> Steps[Receipt]:
            place = yield from self.place(where)
            if case_id is not None:
                yield from self._commands.loading(Case, case_id)

            def receive(stamp: Stamp) -> DataSubjectRequest:
                who = self._asking(stamp, id, person)
                return DataSubjectRequest.receive(
                    stamp, id=id, place=place, person=who, **data
                )

            body = where | data | {"person": person}
            return (
                yield from self._commands.creating(
                    order,
                    f"{self.name}.receive",
                    place.profile,
                    body,
                    {"request": request},
                    receive,
                    id,
                )
            )

        return self._commands.run(steps())

    extend = changing(DataSubjectRequest.extend, reason=True)

    def grant(self, order: Order, id: UUID, *, answer: str) -> R:
        """Answer yes; an erasure only once no duty to keep the record holds."""

        def steps() -> Steps[Receipt]:
            case = yield from self._case_to_erase(id)

            def grant(request: DataSubjectRequest, stamp: Stamp) -> None:
                if case is not None:
                    years = case_years(stamp.rules)
                    require_elapsed(case.closed_at, stamp.at, years)
                request.grant(stamp)

            return (yield from self._answered(order, id, "grant", {}, answer, grant))

        return self._commands.run(steps())

    def refuse(self, order: Order, id: UUID, *, basis: str, answer: str) -> R:
        """Answer no, with the article relied on and the reasons. If it asks to erase a
        record that is to be kept, the end of that duty is recorded."""

        def steps() -> Steps[Receipt]:
            case = yield from self._case_to_erase(id)

            def refuse(request: DataSubjectRequest, stamp: Stamp) -> None:
                until = None
                if case is not None and case.closed_at is not None:
                    end = kept_until(case.closed_at, case_years(stamp.rules))
                    if end > stamp.at:
                        until = day_in_china(end)
                request.refuse(stamp, basis=basis, retained_until=until)

            body = {"basis": basis}
            return (
                yield from self._answered(order, id, "refuse", body, answer, refuse)
            )

        return self._commands.run(steps())

    fulfil = changing(DataSubjectRequest.fulfil, note=False)
    withdraw = changing(DataSubjectRequest.withdraw)

    def _case_to_erase(self, id: UUID) -> Steps[Case | None]:
        """The case whose texts somebody wishes to have erased, if that is asked."""
        request = yield from self._commands.loading(DataSubjectRequest, id)
        if request.kind is not DataRequestKind.ERASURE or request.case_id is None:
            return None
        return (yield from self._commands.loading(Case, request.case_id))

    def _answered(
        self,
        order: Order,
        id: UUID,
        command: str,
        body: Mapping[str, object],
        answer: str,
        decide: Any,
    ) -> Steps[Receipt]:
        name = f"{self.name}.{command}"
        texts = {"answer": answer}
        return self._commands.changing(
            order, name, DataSubjectRequest, id, body, texts, decide
        )

    def _asking(self, stamp: Stamp, id: UUID, named: str | None) -> str:
        """Residents act under their pseudonym already, and for themselves."""
        if stamp.actor.role in RESIDENTS:
            if named is not None:
                problem = "residents ask for themselves"
                raise invalid("person", "居民只能为本人提出", problem)
            return stamp.actor.id
        if named is None:
            raise invalid("person", "请指明请求人", "name the person")
        return self._commands.vault.pseudonym(named, id)

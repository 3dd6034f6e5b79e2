"""The facts of this service, between the domain and the `eventsourcing` library.

How a fact is named and written is in `application.fact_types`.
"""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import Aggregate, DomainEventProtocol
from eventsourcing.persistence import (
    Cipher,
    Compressor,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoder,
)

from application.fact_types import FactTypes
from domain.absence import Absence
from domain.ballot import Ballot
from domain.case import Case
from domain.commission_account import CommissionAccount
from domain.committee import Committee
from domain.compound import Compound
from domain.data_request import DataSubjectRequest
from domain.enterprise import Enterprise
from domain.errors import Refusal
from domain.exemption import Exemption
from domain.facts import Fact
from domain.fee_account import FeeAccount
from domain.household import Household
from domain.maintenance_fund import MaintenanceFund
from domain.meeting import Meeting
from domain.personal_data import PersonalData
from domain.publication import Publication
from domain.receipts import ReceiptBook
from domain.service_dispatch import ServiceDispatch
from domain.service_force import ServiceForce
from domain.service_fund import ServiceFund
from domain.survey import Survey
from domain.suspense import SuspenseList
from domain.visit import Visit
from domain.vote import Vote

AGGREGATES: tuple[type[Aggregate], ...] = (
    Case,
    Compound,
    Household,
    PersonalData,
    ServiceForce,
    ServiceDispatch,
    Survey,
    Visit,
    DataSubjectRequest,
    Absence,
    Enterprise,
    MaintenanceFund,
    ServiceFund,
    Committee,
    Meeting,
    Ballot,
    Vote,
    FeeAccount,
    ReceiptBook,
    SuspenseList,
    CommissionAccount,
    Publication,
    Exemption,
)
"""The aggregates of this service; they are listed here and nowhere else."""

REGISTRY = FactTypes(AGGREGATES)
"""The facts of this service."""


LARGEST_PUBLIC = 60_000
"""Bytes of a public fact's data; an entry has at most 65,535 bytes."""


class FactTooLarge(Refusal):
    zh = "一次提交的内容过多（{size} 字节，上限 {largest}）。请分几次提交。"
    en = "This is too much at once ({size} bytes, {largest} at most); give it in parts."


def type_name(cls: type[Fact]) -> str:
    """`Case.Accepted` for the class of that fact."""
    return REGISTRY.of(cls).name


def fact_class(name: str) -> type[Fact]:
    """The class of the fact with this name; `UnknownFact` if there is none."""
    return REGISTRY.named(name).cls


class FactMapper(Mapper[UUID]):
    """Between facts and the stored events of the `eventsourcing` library."""

    def __init__(
        self,
        transcoder: Transcoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        types: FactTypes = REGISTRY,
    ) -> None:
        """The library's arguments; what is stored is what is hashed and served, so a
        compressor or a cipher is refused with `ValueError`."""
        if compressor is not None or cipher is not None:
            raise ValueError("facts are stored as canonical JSON and nothing else")
        super().__init__(transcoder or JSONTranscoder())
        self.types = types
        self.fact = types.fact

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        assert isinstance(domain_event, Fact), domain_event
        kind = self.types.of(type(domain_event))
        data = kind.encode(domain_event)
        if kind.public and len(data) > LARGEST_PUBLIC:
            raise FactTooLarge(size=len(data), largest=LARGEST_PUBLIC)
        state = {
            "originator_id": domain_event.originator_id,
            "originator_version": domain_event.originator_version,
            "topic": kind.stored,
            "state": data,
        }
        # Its constructor sets one frozen field after the other: half as much again as
        # all of the writing takes.
        event = StoredEvent.__new__(StoredEvent)
        object.__setattr__(event, "__dict__", state)
        return event

    def to_domain_event(self, stored_event: StoredEvent) -> Fact:
        assert isinstance(stored_event.originator_id, UUID)
        return self.fact(
            stored_event.originator_id,
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )

"""That an erasure broke nothing: what was erased still has its commitment in the log,
every hash verifies, and no text of it is shown any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.personal_data import PersonalDataFacts
from interfaces.audit.audit import Audit, Auditor, AuditReport, Told
from interfaces.audit.entries import PublicFact
from interfaces.audit.source import Source


@dataclass(frozen=True, slots=True)
class ErasureSeen:
    """An erasure in the log.

    committed: position of the public entry that holds the commitments, None if that
    entry is restricted. shown: paths whose text is shown all the same.
    """

    position: int
    at: datetime
    erased_id: UUID
    paths: tuple[str, ...]
    basis: str
    committed: int | None
    shown: tuple[str, ...]


def erasures(
    source: Source, auditor: Auditor, told: Told
) -> tuple[AuditReport, list[ErasureSeen]]:
    """The integrity of the whole log, and every erasure in it."""
    sealed: dict[UUID, int] = {}
    erased: list[PublicFact] = []

    def take(logged: PublicFact) -> None:
        fact: Any = logged.fact
        if fact.sealed_id is not None:
            sealed[fact.sealed_id] = logged.position
        if isinstance(fact, PersonalDataFacts.Erased):
            erased.append(logged)

    report = Audit(source, auditor, told).integrity(take)
    released = {(each.sealed_id, each.path) for each in source.releases() or ()}
    found = []
    for logged in erased:
        fact: Any = logged.fact
        shown = tuple(p for p in fact.paths if (fact.erased_id, p) in released)
        found.append(
            ErasureSeen(
                position=logged.position,
                at=fact.timestamp,
                erased_id=fact.erased_id,
                paths=fact.paths,
                basis=fact.basis,
                committed=sealed.get(fact.erased_id),
                shown=shown,
            )
        )
    return report, found

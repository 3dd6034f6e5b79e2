"""What the register says of a compound, and how its facts change that. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from application.event_store import Recorded
from domain.compound_facts import CompoundFacts as Compound
from domain.compound_words import Management
from projections.folding import OutOfOrder


class CompoundRow(NamedTuple):
    """What the register says of a compound.

    region_codes, region_names: city, district, street, community, in order.
    management: whether a firm answers for it; the rest is in `compound_care`.
    """

    compound_id: UUID
    version: int
    position: int
    code: str
    name: str
    region_codes: tuple[str, ...]
    region_names: tuple[str, ...]
    kind: str
    buildings: int
    households: int
    completion_year: int | None
    profile: str
    management: str


def evolve(row: CompoundRow | None, recorded: Recorded) -> CompoundRow:
    """The row after a fact. Pure, so its rules are tested without a database."""
    match row, recorded.fact:
        case _, Compound.Registered() as fact:
            row = CompoundRow(
                compound_id=fact.originator_id,
                version=0,
                position=0,
                code=fact.code,
                region_codes=fact.region_codes,
                region_names=fact.region_names,
                management=Management.UNSTATED.value,
                **_entry(fact),
            )
        case CompoundRow(), Compound.Corrected() as fact:
            row = row._replace(**_entry(fact))
        case None, fact:
            raise OutOfOrder(f"{recorded.type} cannot begin a compound")
        case CompoundRow(), fact:
            row = row._replace(management=_management(fact) or row.management)
    return row._replace(version=fact.originator_version, position=recorded.position)


def _management(fact: Any) -> str | None:
    """How a fact says that the compound is managed from then on; None: as before."""
    said = getattr(fact, "management", getattr(type(fact), "target", None))
    return None if said is None else str(said)


def _entry(fact: Compound.Registered | Compound.Corrected) -> dict[str, Any]:
    """What a correction can change."""
    return {
        "name": fact.name,
        "kind": fact.kind.value,
        "buildings": fact.buildings,
        "households": fact.households,
        "completion_year": fact.completion_year,
        "profile": fact.profile,
    }

"""Where a case stands, and how each of its facts changes that. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from application.event_store import Recorded
from domain.case_facts import CaseFact
from domain.case_facts import CaseFacts as Case
from domain.case_words import Status
from domain.facts import Milestone
from projections.case_clocks import next_due
from projections.folding import OutOfOrder, UnhandledFact, changed

# Facts that change no more than status and clocks, which they do themselves.
MOVING_ONLY = (
    Case.Withdrawn,
    Case.Contacted,
    Case.Started,
    Case.Progressed,
    Case.Paused,
    Case.Continued,
    Case.CompetenceDisputed,
    Case.DeadlineMissed,
    Case.SupervisionNoticed,
    Case.Whistled,
    Case.ReportedIn,
    Case.DepartmentActed,
    Case.HandedToEnforcement,
    Case.EnforcementAnswered,
    Case.MediationOffered,
    Case.MediationConsented,
    Case.MediationEnded,
    Case.LinkedOutside,
    Case.FileAttached,
    Case.CallBackFailed,
    Case.Unverified,
    Case.EntryVoided,
    Case.TextReleased,
)
# A case that climbs is no longer in anybody's hands, and no longer done.
CLIMBED = {"handler_id": None, "resolved_at": None, "closed_at": None}
FINISHED = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.MERGED})
Intake = Case.Reported | Case.Imported
Row = Case.Imported | Case.ImportAmended
Changes = dict[str, Any]


class CaseRow(NamedTuple):
    """Where a case stands. Nothing that a row of another system did not prove is set.

    open: not closed, withdrawn or merged; a resolved case still waits for its
        call-back. level: None until an imported case is adopted.
    reporters: how many reported the matter. due_at, due_name: the earliest milestone
        that is open, late or not; None while the clocks stand still.
    title_ref: names the sealing that holds the title. milestones: open ones by name.
    """

    case_id: UUID
    version: int
    position: int
    profile: str
    status: str
    open: bool
    level: int | None
    channel: str
    category: str | None
    compound_id: UUID | None
    region_path: Sequence[str]
    receiver: str | None
    handler_id: str | None
    urgent: bool
    joint: bool
    reporters: int
    reported_at: datetime | None
    changed_at: datetime
    due_at: datetime | None
    due_name: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    solved: bool | None
    satisfaction: str | None
    source_system: str | None
    source_reference: str | None
    source_category: str | None
    adopted: bool
    merged_into: UUID | None
    support_count: int | None
    objection_count: int | None
    title_ref: UUID | None
    milestones: Mapping[str, Milestone]


# Before the first fact: whatever that does not prove stays unknown.
UNKNOWN = CaseRow._make([None] * len(CaseRow._fields))._replace(
    urgent=False, joint=False, adopted=False, milestones={}
)


def evolve(row: CaseRow | None, recorded: Recorded) -> CaseRow:
    """The row after a fact. Pure, so its rules are tested without a database."""
    fact = recorded.fact
    if isinstance(fact, Intake):
        row, changes = UNKNOWN._replace(case_id=fact.originator_id), _taken_in(fact)
    elif row is None or not isinstance(fact, CaseFact):
        raise OutOfOrder(f"{recorded.type} cannot begin a case")
    else:
        changes = _rule(type(fact))(row, fact)
        if fact.target is not None:
            changes["status"] = fact.target.value
    status = changes.get("status", row.status)
    clocks = fact.clocks(row.milestones)
    due = next_due(clocks, status)
    changes["version"] = fact.originator_version
    changes["position"] = recorded.position
    changes["changed_at"] = fact.timestamp
    changes["open"] = status not in FINISHED
    changes["milestones"] = clocks
    changes["due_at"] = due.due_at if due else None
    changes["due_name"] = due.name if due else None
    return changed(row, changes)


def _taken_in(fact: Intake | Case.ImportAmended) -> dict[str, Any]:
    """What intake says, whoever took it in."""
    changes: dict[str, Any] = {
        "profile": fact.profile,
        "channel": fact.channel.value,
        "category": fact.category,
        "compound_id": fact.compound_id,
        "region_path": fact.region_path,
        "reporters": 1 if fact.reporter else 0,
    }
    if "title" in fact.sealed:
        changes["title_ref"] = fact.sealed_id
    if not isinstance(fact, Case.ImportAmended):
        changes["source_system"] = fact.source_system
        changes["source_reference"] = fact.source_reference
    if isinstance(fact, Case.Reported):
        return changes | {
            "status": Status.REPORTED.value,
            "adopted": True,
            "level": fact.level.value,
            "receiver": fact.receiver,
            "urgent": fact.urgent,
            "reported_at": fact.timestamp,
        }
    return changes | _proven(fact)


def _proven(fact: Row) -> dict[str, Any]:
    """What only a row of another system's file says."""
    return {
        "status": fact.status.value,
        "source_category": fact.source_category,
        "reported_at": fact.reported_at,
        "closed_at": fact.closed_at,
        "solved": fact.solved,
        "satisfaction": fact.satisfaction.value if fact.satisfaction else None,
        "support_count": fact.support_count,
        "objection_count": fact.objection_count,
    }


def _adopted(_: CaseRow, fact: Case.Adopted) -> Changes:
    taken = {"adopted": True, "category": fact.category, "closed_at": None}
    return taken | {"level": fact.level.value, "receiver": fact.receiver}


def _climbed(_: CaseRow, fact: Case.Escalated | Case.Reopened) -> Changes:
    return CLIMBED | {"level": fact.level.value, "receiver": fact.receiver}


def _relocated(_: CaseRow, fact: Case.Relocated) -> Changes:
    place = {"compound_id": fact.compound_id, "region_path": fact.region_path}
    return place | {"profile": fact.profile}


def _resolved(_: CaseRow, fact: Case.Resolved) -> Changes:
    return {"resolved_at": fact.timestamp, "solved": None, "satisfaction": None}


def _verified(_: CaseRow, fact: Case.Verified) -> Changes:
    return {"solved": fact.solved, "satisfaction": fact.satisfaction.value}


RULES: Mapping[type[CaseFact], Callable[[CaseRow, Any], Changes]] = {
    # Who has the case now, what it is about and where.
    Case.ImportAmended: lambda row, fact: _taken_in(fact),
    Case.Adopted: _adopted,
    Case.Assigned: lambda row, fact: {
        "receiver": fact.party,
        "handler_id": fact.handler_id,
    },
    Case.Accepted: lambda row, fact: {"handler_id": fact.actor_id},
    Case.CompetenceDecided: lambda row, fact: {"receiver": fact.party},
    Case.Escalated: _climbed,
    Case.Reopened: _climbed,
    Case.Recategorised: lambda row, fact: {"category": fact.category},
    Case.Relocated: _relocated,
    # Whose matter it is.
    Case.Joined: lambda row, fact: {"reporters": row.reporters + 1},
    Case.DuplicateAbsorbed: lambda row, fact: {
        "reporters": row.reporters + len(fact.reporters)
    },
    Case.JointDeclared: lambda row, fact: {"joint": True},
    Case.Merged: lambda row, fact: {"merged_into": fact.into},
    # How it ended.
    Case.Resolved: _resolved,
    Case.Verified: _verified,
    Case.Closed: lambda row, fact: {"closed_at": fact.timestamp},
    **dict.fromkeys(MOVING_ONLY, lambda row, fact: {}),
}
"""What each kind of fact changes beside status and clocks."""


@cache
def _rule(kind: type[CaseFact]) -> Callable[[CaseRow, Any], Changes]:
    """The rule for a kind of fact, whichever aggregate its class is nested in."""
    for known in kind.__mro__:
        if known in RULES:
            return RULES[known]
    raise UnhandledFact(kind.__name__)

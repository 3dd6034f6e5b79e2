"""How a case begins, who reports it, and how it ends without being handled."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Self, TypedDict
from uuid import UUID

from domain import case_clocks
from domain.case_refusals import (
    AlreadyAdopted,
    AlreadyJoint,
    AlreadyReporter,
    FutureTime,
    MergeIntoItself,
    NotTheReporter,
    ReporterNotExpected,
    TooFewReporters,
)
from domain.case_row import PLACE, ProvenRow
from domain.case_state import CaseState
from domain.case_words import Channel, Level
from domain.codes import require_code, require_number
from domain.errors import InvalidInput
from domain.facts import Milestone, Stamp, require_text, stamped
from domain.roles import RESIDENTS
from domain.rulepack import RulePack


class Intake(CaseState):
    """Commands around the reporters of a case."""

    @classmethod
    def report(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        profile: str,
        channel: Channel,
        category: str,
        compound_id: UUID | None,
        region_path: tuple[str, ...],
        reporter: str | None,
        urgent: bool = False,
        by_body: bool = False,
        source_system: str | None = None,
        source_reference: str | None = None,
    ) -> Self:
        """Take a matter in; `title` is required. A body's complaint is joint at once.

        by_body: an owners' committee, neighbourhood committee or firm complains.
        """
        require_text(stamp, "title")
        require_code("source_system", source_system)
        require_number("source_reference", source_reference)
        _check_regions(region_path)
        if channel is Channel.PROACTIVE and reporter is not None:
            raise ReporterNotExpected
        opening = _opening(stamp.rules, stamp.at, category, urgent, reporter)
        case = cls._create(
            cls.Reported,
            id=id,
            **stamped(stamp),
            **opening,
            profile=profile,
            channel=channel,
            compound_id=compound_id,
            region_path=region_path,
            reporter=reporter,
            urgent=urgent,
            source_system=source_system,
            source_reference=source_reference,
        )
        if by_body:
            case._declare_joint(stamp)
        return case

    @classmethod
    def imported(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        source_system: str,
        source_reference: str,
        row: ProvenRow,
    ) -> Self:
        """Record the state that a row proves; no clock runs until it is adopted."""
        _check_row(stamp, row)
        return cls._create(
            cls.Imported,
            id=id,
            **stamped(stamp),
            source_system=source_system,
            source_reference=source_reference,
            **vars(row),
        )

    def amend_import(self, stamp: Stamp, *, row: ProvenRow) -> None:
        """Record what a later version of the row proves otherwise; if that is nothing,
        nothing is recorded. `stamp.sealed` holds only the texts that changed.

        A case that is handled here is never changed from outside: refused. A place
        that somebody here corrected stays as corrected.
        """
        if self.adopted:
            raise AlreadyAdopted
        _check_row(stamp, row)
        said, before = vars(row), vars(self.row)
        if self.relocated:
            said = said | {name: getattr(self, name) for name in PLACE}
            before = before | {name: said[name] for name in PLACE}
        changed = [name for name, value in said.items() if before[name] != value]
        changed += stamp.sealed.commitments if stamp.sealed else ()
        if changed:
            fields = {**said, "changed": tuple(sorted(changed))}
            self._record(self.ImportAmended, stamp, **fields)

    def adopt(self, stamp: Stamp, *, category: str, urgent: bool = False) -> None:
        """Take an imported case on: its clocks run from now as if reported now."""
        if self.adopted:
            raise AlreadyAdopted
        self._allow(self.Adopted)
        opening = _opening(stamp.rules, stamp.at, category, urgent, self.reporter)
        self._record(self.Adopted, stamp, urgent=urgent, **opening)

    def join(self, stamp: Stamp, *, reporter: str) -> None:
        """One more reporter; with the tenth the case is joint (LAW 菏28)."""
        self._allow(self.Joined)
        if reporter in self.reporters:
            raise AlreadyReporter
        self._record(self.Joined, stamp, reporter=reporter)
        self._declare_joint_if_many(stamp)

    def declare_joint(self, stamp: Stamp, *, by_body: bool) -> None:
        """Declare a joint complaint that a desk entered as a single one."""
        self._allow(self.JointDeclared)
        if self.joint:
            raise AlreadyJoint
        needed = stamp.rules.limits.joint_reporters
        if not by_body and len(self.reporters) < needed:
            raise TooFewReporters(reporters=len(self.reporters), needed=needed)
        self._declare_joint(stamp)

    def merge_into(self, stamp: Stamp, *, into: UUID) -> None:
        """Go on as another case; the use case saves both together (see `absorb`)."""
        self._allow(self.Merged)
        if into == self.id:
            raise MergeIntoItself
        self._record(self.Merged, stamp, into=into)

    def absorb(
        self,
        stamp: Stamp,
        *,
        duplicate: UUID,
        reporters: AbstractSet[str],
        earlier: AbstractSet[UUID],
    ) -> None:
        """Take over a duplicate, its reporters, and what it had absorbed earlier. Since
        only an open case can absorb and be merged, no merges ever form a circle."""
        self._record(
            self.DuplicateAbsorbed,
            stamp,
            duplicate=duplicate,
            earlier=tuple(sorted(earlier)),
            reporters=tuple(sorted(reporters - self.reporters)),
        )
        self._declare_joint_if_many(stamp)

    def withdraw(self, stamp: Stamp) -> None:
        """By the first reporter, or by an officer who gives a `reason`."""
        self._allow(self.Withdrawn)
        if stamp.actor.role not in RESIDENTS:
            require_text(stamp, "reason")
        elif stamp.actor.id != self.reporter:
            raise NotTheReporter
        self._record(self.Withdrawn, stamp)

    def _declare_joint_if_many(self, stamp: Stamp) -> None:
        many = len(self.reporters) >= stamp.rules.limits.joint_reporters
        if many and not self.joint:
            self._declare_joint(stamp)

    def _declare_joint(self, stamp: Stamp) -> None:
        limits = stamp.rules.limits
        spans = (
            ("acceptance:joint", limits.joint_acceptance),
            ("answer:joint", limits.joint_answer),
        )
        self._follow(
            self.JointDeclared,
            stamp,
            reporters=len(self.reporters),
            milestones=case_clocks.milestones(stamp.rules, stamp.at, spans),
        )


class _Opening(TypedDict):
    category: str
    level: Level
    receiver: str
    milestones: tuple[Milestone, ...]


def _opening(
    rules: RulePack, at: datetime, category: str, urgent: bool, reporter: str | None
) -> _Opening:
    """Where a case of this category begins: its receiver and its first clocks."""
    return _Opening(
        category=category,
        level=Level.L0,
        receiver=rules.receiver(category, Level.L0),
        milestones=case_clocks.set_out(
            rules,
            at,
            category=category,
            level=Level.L0,
            urgent=urgent,
            with_reporter=reporter is not None,
        ),
    )


def _check_regions(path: tuple[str, ...]) -> None:
    if len(path) > 4:
        raise InvalidInput(
            "region_path",
            field="region_path",
            problem="city, district, street and community expected",
            problem_zh="应依次为市、区县、街道、社区",
        )
    for code in path:
        require_code("region_path", code)


def _check_row(stamp: Stamp, row: ProvenRow) -> None:
    """The past may be anything, and even be out of order in the row; it is past."""
    for name in ("reported_at", "replied_at", "closed_at"):
        moment = getattr(row, name)
        if moment is not None and moment > stamp.at:
            raise FutureTime(name, field=name)
    if row.category is not None:
        stamp.rules.category(row.category)

"""Findings of the negative list: opened on evidence, heard, decided, appealed against,
final, published, repaired (DOMAIN 2.10, D40)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from domain.civil_time import day_in_china, today
from domain.codes import require_citation, require_code
from domain.enterprise_finding_facts import Finding, FindingFacts, FindingStep
from domain.enterprise_growth import Growth
from domain.enterprise_judging_refusals import (
    FindingAppealByFinder,
    FindingAppealPointsWrong,
    FindingAppealTimeRunning,
    FindingAppealTooLate,
    FindingEvidenceMissing,
    FindingPointsBeyondList,
    FindingPublishedBefore,
    FindingStageWrong,
    FindingUnknown,
    NegativeListEntryUnknown,
    VetoWithoutGround,
)
from domain.enterprise_state import (
    in_china,
    require_from,
    require_past,
    years_after,
)
from domain.enterprise_words import FindingAppeal, FindingStage
from domain.facts import Stamp, require_text
from domain.lifecycle import require_distinct
from domain.rating import RatingVeto


class Findings(FindingFacts, Growth):
    """Commands about findings."""

    def open_finding(
        self,
        stamp: Stamp,
        *,
        entry: str,
        acted_on: date,
        at_compound: UUID | None = None,
        evidence: tuple[str, ...],
    ) -> None:
        """Look into an act of the negative list, on evidence."""
        self._allow(self.FindingOpened)
        require_past(stamp, "acted_on", acted_on)
        if entry not in stamp.rules.catalogue("negative_list"):
            raise NegativeListEntryUnknown(entry=entry)
        if not evidence:
            raise FindingEvidenceMissing
        require_distinct("evidence", evidence)
        for each in evidence:
            require_code("evidence", each)
        self._record(
            self.FindingOpened,
            stamp,
            finding=len(self.findings) + 1,
            entry=entry,
            acted_on=acted_on,
            at_compound=at_compound,
            evidence=evidence,
        )

    def hear_finding(
        self, stamp: Stamp, *, finding: int, on: date, attended: bool
    ) -> None:
        """Record the hearing to which the enterprise was invited."""
        found = self._at(finding, self.FindingHeard)
        require_past(stamp, "on", on, since=found.acted_on)
        self._record(
            self.FindingHeard, stamp, finding=finding, on=on, attended=attended
        )

    def decide_finding(
        self,
        stamp: Stamp,
        *,
        finding: int,
        points: int,
        basis: str,
        veto: RatingVeto | None = None,
        repair_by: date,
    ) -> None:
        """Find, after the hearing, that it was so; say what is to be put right."""
        found = self._at(finding, self.FindingDecided)
        require_text(stamp, "correction")
        require_citation("basis", basis)
        require_from("repair_by", repair_by, today(stamp))
        item = stamp.rules.catalogue("negative_list")[found.entry]
        if not 1 <= points <= item.number("points"):
            raise FindingPointsBeyondList(least=1, most=item.number("points"))
        if veto is not None and veto not in item.words("vetoes"):
            label = veto.label
            raise VetoWithoutGround(entry=found.entry, veto=label.en, veto_zh=label.zh)
        span = stamp.rules.values.span("finding.appeal")
        self._record(
            self.FindingDecided,
            stamp,
            finding=finding,
            points=points,
            basis=basis,
            veto=veto,
            repair_by=repair_by,
            appeal_until=stamp.rules.calendar.after(stamp.at, span).at,
        )

    def drop_finding(self, stamp: Stamp, *, finding: int) -> None:
        """Find nothing, or leave it."""
        self._at(finding, self.FindingDropped)
        self._record(self.FindingDropped, stamp, finding=finding)

    def appeal_finding(self, stamp: Stamp, *, finding: int) -> None:
        """Appeal against a decision while there is time, with the `grounds`."""
        self._require_own(stamp)
        found = self._at(finding, self.FindingAppealed)
        require_text(stamp, "grounds")
        if found.appeal_until is not None and stamp.at > found.appeal_until:
            raise FindingAppealTooLate(until=in_china(found.appeal_until))
        span = stamp.rules.values.span("finding.appeal_answer")
        self._record(
            self.FindingAppealed,
            stamp,
            finding=finding,
            answer_due_at=stamp.rules.calendar.after(stamp.at, span).at,
        )

    def decide_finding_appeal(
        self, stamp: Stamp, *, finding: int, outcome: FindingAppeal, points: int
    ) -> None:
        """Decide on an appeal, with the `answer`; what is not annulled is final."""
        found = self._at(finding, self.FindingAppealDecided)
        require_text(stamp, "answer")
        if stamp.actor.id == found.decided_by:
            raise FindingAppealByFinder
        allowed = {
            FindingAppeal.CONFIRMED: range(found.points, found.points + 1),
            FindingAppeal.REDUCED: range(1, found.points),
            FindingAppeal.ANNULLED: range(1),
        }
        if points not in allowed[outcome]:
            raise FindingAppealPointsWrong
        self._record(
            self.FindingAppealDecided,
            stamp,
            finding=finding,
            outcome=outcome,
            points=points,
        )
        if outcome is not FindingAppeal.ANNULLED:
            self._follow(self.FindingFinal, stamp, **_final(stamp, finding, stamp.at))

    def finalise_finding(self, stamp: Stamp, *, finding: int) -> None:
        """Record that nobody appealed in time. It is final since that time ended,
        however late this is recorded."""
        found = self._at(finding, self.FindingFinal)
        if found.stage is FindingStage.APPEALED:
            raise _wrong_stage(found, frozenset({FindingStage.DECIDED}))
        ended = found.appeal_until or stamp.at
        if stamp.at <= ended:
            raise FindingAppealTimeRunning(until=in_china(ended))
        self._record(self.FindingFinal, stamp, **_final(stamp, finding, ended))

    def publish_finding(self, stamp: Stamp, *, finding: int) -> None:
        """Record that a final finding was published (D40)."""
        found = self._at(finding, self.FindingPublished)
        if found.published:
            raise FindingPublishedBefore
        self._record(self.FindingPublished, stamp, finding=finding)

    def repair_finding(self, stamp: Stamp, *, finding: int, on: date) -> None:
        """Record that it was put right, as checked on a day, with the `measure`."""
        found = self._at(finding, self.FindingRepaired)
        require_text(stamp, "measure")
        require_past(stamp, "on", on, since=found.acted_on)
        self._record(self.FindingRepaired, stamp, finding=finding, on=on)

    def _at(self, number: int, fact: type[FindingStep]) -> Finding:
        """The finding, if the fact may be recorded about it now."""
        self._allow(fact)
        found = self.findings.get(number)
        if found is None:
            raise FindingUnknown(finding=number)
        if found.stage not in fact.stages:
            raise _wrong_stage(found, fact.stages)
        return found

    def _holding(self, stamp: Stamp) -> dict[int, Finding]:
        """The findings whose points count today."""
        repaired = not stamp.rules.values.flag("finding.repair_ends_points")
        day = today(stamp)
        return {
            number: found
            for number, found in self.findings.items()
            if found.holds(day, repaired=repaired)
        }


def _final(stamp: Stamp, finding: int, since: datetime) -> dict[str, object]:
    """What is true of a finding that nobody can appeal against since a moment."""
    day = day_in_china(since)
    values = stamp.rules.values
    due = stamp.rules.calendar.after(since, values.span("finding.publish"))
    return {
        "finding": finding,
        "on": day,
        "valid_until": years_after(day, values.number("finding.valid_years")),
        "publish_due_at": due.at,
    }


def _wrong_stage(found: Finding, stages: frozenset[FindingStage]) -> FindingStageWrong:
    allowed = [each for each in FindingStage if each in stages]
    return FindingStageWrong(
        stage=found.stage.label.en,
        stage_zh=found.stage.label.zh,
        allowed=", ".join(each.label.en for each in allowed),
        allowed_zh="、".join(each.label.zh for each in allowed),
    )

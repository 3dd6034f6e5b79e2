"""Party bodies, training and growth of an enterprise: recorded as they are told."""

from __future__ import annotations

from datetime import date

from domain.codes import require_code
from domain.enterprise_growth_facts import GrowthFacts, PartyFacts
from domain.enterprise_organisation import Organisation
from domain.enterprise_refusals import (
    GrowthMilestoneNotOpen,
    GrowthPlanTaken,
    IndustryPartyMember,
    NoIndustryPartyMember,
    PartyBodyTaken,
    PartyBodyTooSmall,
    PartyBodyUnknown,
    PartyInstructorMismatch,
    PartyPartnersMismatch,
    TrainingTaken,
)
from domain.enterprise_state import MOST_PEOPLE, require_past
from domain.enterprise_words import GrowthMilestone, TrainingTrack
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between, require_distinct
from domain.party_coverage import PartyCoverageMode

FIRST_YEAR, LAST_YEAR = 2000, 2999


class Growth(PartyFacts, GrowthFacts, Organisation):
    """Commands about Party bodies, training and plans."""

    def form_party_body(
        self,
        stamp: Stamp,
        *,
        body: str,
        coverage: PartyCoverageMode,
        superior: str,
        site: str | None = None,
        partners: tuple[str, ...] = (),
        instructor_id: str | None = None,
        until: date | None = None,
        members: int,
        probationary: int,
        founded_on: date,
    ) -> None:
        """Cover the enterprise, or one of its sites, with a Party body: its own, one
        together with others, or an instructor who was sent (SEED S1)."""
        self._allow(self.PartyBodyFormed)
        self._require_own(stamp)
        for field, code in (("body", body), ("superior", superior)):
            require_code(field, code)
        require_code("instructor_id", instructor_id)
        if site is not None:
            self._require_site(site)
        covered = {each for each, _ in self.party_bodies.values()}
        if body in self.party_bodies or site in covered:
            raise PartyBodyTaken(body=body)
        require_past(stamp, "founded_on", founded_on)
        _require_members(members, probationary)
        _require_form(stamp, coverage, partners, instructor_id, until, members)
        self._record(
            self.PartyBodyFormed,
            stamp,
            body=body,
            coverage=coverage,
            site=site,
            superior=superior,
            partners=partners,
            instructor_id=instructor_id,
            until=until,
            members=members,
            probationary=probationary,
            founded_on=founded_on,
        )

    def count_party_members(
        self, stamp: Stamp, *, body: str, members: int, probationary: int, on: date
    ) -> None:
        """State how many members a body had on a day."""
        self._allow(self.PartyMembersCounted)
        self._require_own(stamp)
        self._require_body(body)
        require_past(stamp, "on", on)
        _require_members(members, probationary)
        self._record(
            self.PartyMembersCounted,
            stamp,
            body=body,
            members=members,
            probationary=probationary,
            on=on,
        )

    def dissolve_party_body(self, stamp: Stamp, *, body: str, on: date) -> None:
        """Record that a body is no more."""
        self._allow(self.PartyBodyDissolved)
        self._require_own(stamp)
        self._require_body(body)
        require_past(stamp, "on", on)
        self._record(self.PartyBodyDissolved, stamp, body=body, on=on)

    def join_industry_party(
        self,
        stamp: Stamp,
        *,
        organisation: str,
        superior: str | None = None,
        on: date,
    ) -> None:
        """Record that it belongs to a Party organisation of the trade (SEED S0)."""
        self._allow(self.IndustryPartyJoined)
        self._require_own(stamp)
        require_code("organisation", organisation)
        require_code("superior", superior)
        require_past(stamp, "on", on)
        if organisation in self.industry_party:
            raise IndustryPartyMember(organisation=organisation)
        self._record(
            self.IndustryPartyJoined,
            stamp,
            organisation=organisation,
            superior=superior,
            on=on,
        )

    def leave_industry_party(
        self, stamp: Stamp, *, organisation: str, on: date
    ) -> None:
        """Record that it belongs to that Party organisation no longer."""
        self._allow(self.IndustryPartyLeft)
        self._require_own(stamp)
        require_past(stamp, "on", on)
        if organisation not in self.industry_party:
            raise NoIndustryPartyMember(organisation=organisation)
        self._record(self.IndustryPartyLeft, stamp, organisation=organisation, on=on)

    def hold_training(
        self,
        stamp: Stamp,
        *,
        session: str,
        track: TrainingTrack,
        attended: int,
        passed: int | None = None,
        on: date,
    ) -> None:
        """Record a session of a talent track: counts, no names (SEED S0)."""
        self._allow(self.TrainingHeld)
        self._require_own(stamp)
        require_code("session", session)
        require_past(stamp, "on", on)
        if session in self.sessions:
            raise TrainingTaken(session=session)
        require_between("attended", attended, 1, MOST_PEOPLE)
        if passed is not None:
            require_between("passed", passed, 0, attended)
        self._record(
            self.TrainingHeld,
            stamp,
            session=session,
            track=track,
            attended=attended,
            passed=passed,
            on=on,
        )

    def plan_growth(
        self,
        stamp: Stamp,
        *,
        plan: str,
        year: int,
        key: bool = False,
        milestones: tuple[GrowthMilestone, ...],
    ) -> None:
        """State a plan of growth with its milestones (“攀登”计划, SEED S0)."""
        self._allow(self.GrowthPlanned)
        self._require_own(stamp)
        require_code("plan", plan)
        require_between("year", year, FIRST_YEAR, LAST_YEAR)
        if plan in self.growth_open:
            raise GrowthPlanTaken(plan=plan)
        if not milestones:
            raise invalid("milestones", "至少一个节点", "at least one expected")
        require_distinct("milestones", (each.code for each in milestones))
        for each in milestones:
            require_code("milestones", each.code)
        self._record(
            self.GrowthPlanned,
            stamp,
            plan=plan,
            year=year,
            key=key,
            milestones=milestones,
        )

    def reach_growth_milestone(
        self, stamp: Stamp, *, plan: str, milestone: str, on: date
    ) -> None:
        """Record that a milestone of a plan was reached."""
        self._allow(self.GrowthMilestoneReached)
        self._require_own(stamp)
        require_past(stamp, "on", on)
        if milestone not in self.growth_open.get(plan, ()):
            raise GrowthMilestoneNotOpen(plan=plan, milestone=milestone)
        self._record(
            self.GrowthMilestoneReached, stamp, plan=plan, milestone=milestone, on=on
        )

    def _require_body(self, body: str) -> None:
        if body not in self.party_bodies:
            raise PartyBodyUnknown(body=body)


def _require_members(members: int, probationary: int) -> None:
    require_between("members", members, 0, MOST_PEOPLE)
    require_between("probationary", probationary, 0, MOST_PEOPLE)


def _require_form(
    stamp: Stamp,
    coverage: PartyCoverageMode,
    partners: tuple[str, ...],
    instructor_id: str | None,
    until: date | None,
    members: int,
) -> None:
    """What each way of covering needs, and what no other has."""
    if bool(partners) is not (coverage is PartyCoverageMode.JOINT):
        raise PartyPartnersMismatch
    require_distinct("partners", partners)
    for partner in partners:
        require_code("partners", partner)
    sent = coverage is PartyCoverageMode.INSTRUCTOR
    if (instructor_id is not None) is not sent or (until is not None) is not sent:
        raise PartyInstructorMismatch
    least = stamp.rules.values.number("party.least_members")
    if coverage is PartyCoverageMode.OWN and members < least:
        raise PartyBodyTooSmall(least=least)

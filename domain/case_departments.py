"""Whistle and report-in (吹哨报到), and hand-over to enforcement (物业+执法)."""

from __future__ import annotations

from collections.abc import Sequence

from domain import case_clocks
from domain.case_handling import Handling
from domain.case_refusals import (
    AlreadyCalled,
    AlreadyHandedOver,
    AlreadyReportedIn,
    NoEnforcementDuty,
    NotCalled,
    NotHandedOver,
    NotReportedIn,
    NotWhistleOrigin,
    StepAlreadyFiled,
    UnknownDepartment,
)
from domain.case_words import Cause, DepartmentStep, EnforcementResult, Level
from domain.codes import require_citation
from domain.errors import InvalidInput
from domain.facts import Stamp, require_text
from domain.rulepack import Enforcement


class Departments(Handling):
    """Commands of the street and of the departments that it calls."""

    def whistle(
        self, stamp: Stamp, *, departments: Sequence[str], urgent: bool = False
    ) -> None:
        """Call departments; each must report in within the limit. Who may call is the
        profile's choice: the community or the street (DOMAIN 2.15).

        A whistle brings the case to the street alliance (L3, DOMAIN 2.5), where it
        waits to be accepted; the called departments' clocks run meanwhile.
        """
        self._allow(self.Whistled)
        if stamp.actor.role not in stamp.rules.whistle_roles:
            raise NotWhistleOrigin(role=stamp.actor.role)
        require_text(stamp, "reason")
        self._refuse_departments(stamp, departments)
        limits = stamp.rules.limits
        span = limits.report_in_urgent if urgent else limits.report_in
        self._record(
            self.Whistled,
            stamp,
            departments=tuple(departments),
            due_at=stamp.rules.calendar.after(stamp.at, span).at,
            urgent=urgent,
        )
        if self.level < Level.L3:
            climb = self._step_up(stamp, Cause.WHISTLE)
            self._follow(self.Escalated, stamp, **climb)

    def report_in(self, stamp: Stamp, *, department: str) -> None:
        """A called department is there; its plan and its result are due from now."""
        self._allow(self.ReportedIn)
        if "report_in" in self._steps_of(department):
            raise AlreadyReportedIn(department=department)
        limits = stamp.rules.limits
        spans = (
            (f"plan:{department}", limits.dept_plan),
            (f"result:{department}", limits.dept_result),
        )
        self._record(
            self.ReportedIn,
            stamp,
            department=department,
            milestones=case_clocks.milestones(stamp.rules, stamp.at, spans),
        )

    def act_as_department(
        self, stamp: Stamp, *, department: str, step: DepartmentStep
    ) -> None:
        """A department that reported in files its plan or its result, each once."""
        self._allow(self.DepartmentActed)
        steps = self._steps_of(department)
        if "report_in" not in steps:
            raise NotReportedIn(department=department)
        if step in steps:
            raise StepAlreadyFiled(department=department, step=step)
        self._record(self.DepartmentActed, stamp, department=department, step=step)

    def hand_to_enforcement(
        self, stamp: Stamp, *, department: str, basis: str | None = None
    ) -> None:
        """Pass a violation on to a department that is competent for the category."""
        self._allow(self.HandedToEnforcement)
        require_text(stamp, "violation")
        require_citation("basis", basis)
        category = stamp.rules.category(self.category)
        duty = category.enforcement is not Enforcement.NO
        if not duty or department not in category.departments:
            raise NoEnforcementDuty(category=category.code, department=department)
        if department in self.handed_to:
            raise AlreadyHandedOver(department=department)
        answer = stamp.rules.limits.dept_reply_workdays
        spans = ((f"answer:{department}", answer),) if answer else ()
        self._record(
            self.HandedToEnforcement,
            stamp,
            department=department,
            basis=basis,
            milestones=case_clocks.milestones(stamp.rules, stamp.at, spans),
        )

    def answer_enforcement(
        self, stamp: Stamp, *, department: str, result: EnforcementResult
    ) -> None:
        """What the department did about a violation handed over to it."""
        self._allow(self.EnforcementAnswered)
        if department not in self.handed_to:
            raise NotHandedOver(department=department)
        self._record(
            self.EnforcementAnswered,
            stamp,
            department=department,
            result=result,
        )

    # --- guards -----------------------------------------------------------------------

    def _refuse_departments(self, stamp: Stamp, departments: Sequence[str]) -> None:
        if not departments or len(set(departments)) < len(departments):
            raise InvalidInput(
                "departments",
                field="departments",
                problem="name at least one department, and none twice",
                problem_zh="至少列出一个部门，且不得重复",
            )
        for code in departments:
            if not stamp.rules.party(code, "departments").department:
                raise UnknownDepartment(department=code)
            if code in self.calls and "result" not in self.calls[code]:
                raise AlreadyCalled(department=code)

    def _steps_of(self, department: str) -> frozenset[str]:
        try:
            return self.calls[department]
        except KeyError:
            raise NotCalled(department=department) from None

"""A case (诉求): the aggregate, put together from the stages of its life.

Read `case_facts` first: its classes are the transition table. Each stage is a module
with the commands of those who act in it. A command checks its rules and records facts;
a fact, applied now and on every replay, only assigns.

    case_words        statuses, levels, channels, reasons
    case_facts        what can be true of a case, and what each fact changes
    case_row          what a row of another system proves
    case_state        what a case remembers, and how it records a fact
    case_clocks       milestones computed from a rule pack
    case_intake       report, import, adopt, join, merge, withdraw
    case_handling     assign, accept, work, pause, dispute, escalate
    case_departments  whistle and report-in, hand-over to enforcement
    case_mediation    offer, consent, end
    case_settling     resolve, call back, verify, close, reopen
    case_corrections  recategorise, relocate, link, attach, void, release
    case_deadlines    what fires by itself
    case_refusals     why a command is refused
"""

from __future__ import annotations

from eventsourcing.domain import Aggregate

from domain.case_corrections import Corrections
from domain.case_deadlines import Deadlines
from domain.case_departments import Departments
from domain.case_intake import Intake
from domain.case_mediation import Mediation
from domain.case_settling import Settling


class Case(
    Intake,
    Departments,
    Mediation,
    Settling,
    Corrections,
    Deadlines,
    Aggregate,
):
    """One matter, from the moment somebody reports it until it is closed.

    Commands take a `Stamp` (who, when, under which rules) and their own arguments,
    record facts, and raise a `Refusal` where a rule says no; nothing is recorded then.
    """

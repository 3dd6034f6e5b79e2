"""The rules of one place as data: a rule pack, read from TOML and checked whole.

A pack is national rules with the deviations of a profile laid over them (DOMAIN 2.15).
Every value names its origin: SEED (a seed text states it), LAW (a rule of law does) or
DEFAULT (our own choice), with the source after it, as in `LAW 菏28`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from domain.calendar import Calendar, Span, Spans
from domain.case_words import Level, PauseReason
from domain.errors import Refusal
from domain.roles import Role
from domain.rule_values import Catalogue, Rule, Values
from domain.rulepack_entries import Entry

NEIGHBOURHOOD_COMMITTEE = "NC"
"""The one party that may not handle everything (LAW 接诉17)."""


class UnknownCategory(Refusal):
    zh = "没有诉求分类“{category}”。"
    en = "There is no case category {category}."
    fields = ("category",)


class UnknownParty(Refusal):
    zh = "没有责任单位代码“{party}”。"
    en = "There is no party with the code {party}."
    fields = ("party",)


class Enforcement(StrEnum):
    """Whether an enforcement department is needed if persuasion fails."""

    YES = "yes"
    NO = "no"
    SOMETIMES = "sometimes"


@dataclass(frozen=True, slots=True)
class Party:
    """Who can receive a case or be called: a code of DOMAIN 2.4.

    department: it can be whistled for.
    """

    code: str
    zh: str
    en: str
    department: bool
    origin: str


@dataclass(frozen=True, slots=True)
class MilestoneKind:
    """A milestone's name as users read it; if it `decides`, missing it makes the case
    climb one level."""

    name: str
    zh: str
    en: str
    decides: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the taxonomy of DOMAIN 2.4.

    receivers: parties that answer first, the leading one first.
    departments: competent departments; basis: the rule that says so.
    milestones: deadlines at L0; urgent: those that replace them in urgent cases.
    """

    code: str
    zh: str
    en: str
    receivers: tuple[str, ...]
    enforcement: Enforcement
    departments: tuple[str, ...]
    basis: str | None
    milestones: Spans
    urgent: Spans
    origin: str
    deadline_origin: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder of DOMAIN 2.5. L0 takes its receiver and its milestones
    from the category."""

    level: Level
    zh: str
    en: str
    receiver: str | None
    roles: frozenset[Role]
    milestones: Spans
    origin: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A reason that stops the clocks, and the longest single pause for it."""

    reason: PauseReason
    zh: str
    en: str
    longest: Span
    origin: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of DOMAIN 2.5, 2.14 and 2.15. A field is named like its key in the
    table `limits`, with `_` for the dot."""

    contact_in_hours: Span
    contact_off_hours: Span
    contact_urgent: Span
    hours_opens: time
    hours_closes: time
    dispute: Span
    call_back: Span
    call_back_attempts: int
    call_back_window: Span
    reopen: Span
    repeat_times: int
    repeat_window: Span
    mediation_confirmation: Span
    joint_reporters: int
    joint_acceptance: Span
    joint_answer: Span
    report_in: Span
    report_in_urgent: Span
    dept_plan: Span
    dept_result: Span
    dept_reply_workdays: Span | None


@dataclass(frozen=True, slots=True)
class RulePack:
    """All rules of one profile.

    id: `<profile>@<12 hex digits>` of the SHA-256 of its content and its calendar.
    origins: origin of each limit by its key.
    whistle_roles: roles that may whistle here (community or street, by profile).
    rules, catalogues: all that has no field of its own here, by key.
    entries: all of it as the files say it, by path, each with the files it is from.
    values: the values of `rules`, each by its type: `values.span("vote.notice")`.
    """

    id: str
    profile: str
    categories: Mapping[str, Category]
    parties: Mapping[str, Party]
    kinds: Mapping[str, MilestoneKind]
    ladder: Mapping[Level, Rung]
    pauses: Mapping[PauseReason, Pause]
    limits: Limits
    origins: Mapping[str, str]
    whistle_roles: frozenset[Role]
    calendar: Calendar
    rules: Mapping[str, Rule]
    values: Values
    catalogues: Mapping[str, Catalogue]
    entries: Mapping[str, Entry]

    def catalogue(self, name: str) -> Catalogue:
        """A catalogue of the pack by its name, as in `bodies`."""
        return self.catalogues[name]

    def category(self, code: str | None) -> Category:
        try:
            return self.categories[code or ""]
        except KeyError:
            raise UnknownCategory(category=code) from None

    def party(self, code: str, field: str = "party") -> Party:
        try:
            return self.parties[code]
        except KeyError:
            raise UnknownParty(field, party=code) from None

    def decides(self, milestone: str) -> bool:
        """Whether missing this milestone makes a case climb; a clock of one department
        or of the joint rule (`plan:K`, `answer:joint`) never does."""
        kind = self.kinds.get(milestone)
        return kind is not None and kind.decides

    def receiver(self, category: str, level: Level) -> str:
        """The party that answers for a case of this category at this level."""
        return self.ladder[level].receiver or self.category(category).receivers[0]

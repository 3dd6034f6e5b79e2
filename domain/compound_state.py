"""What a compound remembers of its management, and what other aggregates ask of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from domain.calendar import CHINA, Span
from domain.civil_time import today
from domain.codes import require_code
from domain.compound_contract import (
    CheckedItem,
    FreePeriod,
    ServiceContract,
    TariffTerm,
    Trial,
)
from domain.compound_refusals import CompoundDayAhead, NoContract
from domain.compound_site_refusals import UnknownSiteCode
from domain.compound_words import ContractModel
from domain.facts import Stamp
from domain.lifecycle import Living, invalid, require_distinct
from domain.tariff import Tariff


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due_after(stamp: Stamp, day: date, span: Span) -> datetime:
    """When a period ends that begins on a day (DOMAIN 2.14)."""
    start = datetime.combine(day, time(), CHINA)
    return stamp.rules.calendar.after(start, span).at


def require_happened(stamp: Stamp, field: str, day: date) -> None:
    """Refuse a day that is still to come, for what is said to have happened."""
    if day > today(stamp):
        raise CompoundDayAhead(field, day=day)


def require_order(field: str, first: date, last: date) -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        raise invalid(field, "不能早于开始日期", "must not be before the first day")


def require_codes(field: str, codes: Iterable[str], *, some: bool = True) -> None:
    """Refuse what is no list of different codes; some: it must not be empty."""
    named = list(codes)
    if some and not named:
        raise invalid(field, "至少一项", "at least one entry expected")
    require_distinct(field, named)
    for each in named:
        require_code(field, each)


def require_checklist(field: str, checklist: Iterable[CheckedItem]) -> None:
    """Refuse what is no checklist: at least one item, and every item once."""
    require_codes(field, [each.code for each in checklist])


def require_known(code: str, known: Container[str]) -> None:
    """Refuse a code under which nothing is there."""
    if code not in known:
        raise UnknownSiteCode(code=code)


class CompoundState(Living):
    """contract: the present one; next_contract: signed for the time after it.

    cancelled: numbers of contracts that were undone, with the day.
    models: of every contract that was signed, by its number.
    charged_from: under serve-first the first day charged, None: not posted yet, or
        the contract is none of that kind.
    """

    entry: Mapping[str, Any]
    contract: ServiceContract | None
    next_contract: ServiceContract | None
    cancelled: dict[str, date]
    tariffs: list[TariffTerm]
    models: dict[str, ContractModel]
    free_periods: list[FreePeriod]
    trials: list[Trial]
    charged_from: date | None
    managed_since: date | None
    subcontracted: list[tuple[str, tuple[str, ...], date]]
    handed_over: set[str]
    refused: set[str]
    accepted: bool
    plan: int

    def _init_management(self) -> None:
        self.contract = None
        self.next_contract = None
        self.cancelled = {}
        self.tariffs = []
        self.models = {}
        self.free_periods = []
        self.trials = []
        self.charged_from = None
        self.managed_since = None
        self.subcontracted = []
        self.handed_over = set()
        self.refused = set()
        self.accepted = False
        self.plan = 0

    @property
    def trial(self) -> Trial | None:
        """The trial service that is not decided yet."""
        last = self.trials[-1] if self.trials else None
        return last if last is not None and last.outcome is None else None

    def in_trial(self, day: date) -> bool:
        """Whether a firm serves on trial then; nothing is charged unless posted."""
        return any(each.covers(day) for each in self.trials)

    def tariff_on(self, day: date) -> Tariff | None:
        """What is charged for a day; None: nothing may be (F3, F9, F10)."""
        for trial in self.trials:
            if trial.covers(day):
                return trial.tariff
        if any(each.covers(day) for each in self.free_periods):
            return None
        term = self._term_on(day)
        return term.tariff if term is not None else None

    def model_on(self, day: date) -> ContractModel | None:
        """By which model of contract a day is charged; None: by none."""
        term = self._term_on(day)
        if term is None or self.in_trial(day):
            return None
        return self.models[term.number]

    def _term_on(self, day: date) -> TariffTerm | None:
        holding = [each for each in self.tariffs if each.holds(day)]
        return max(holding, key=lambda each: each.first, default=None)

    def note_contract(self, number: str, **changes: Any) -> None:
        """Assign what a fact makes true of one of the two contracts."""
        for name in ("contract", "next_contract"):
            found: ServiceContract | None = getattr(self, name)
            if found is not None and found.number == number:
                setattr(self, name, replace(found, **changes))

    def note_trial(self, **changes: Any) -> None:
        """Assign what a fact makes true of the last trial."""
        self.trials[-1] = replace(self.trials[-1], **changes)

    def _contract(self) -> ServiceContract:
        """The present contract. Refused if there is none."""
        if self.contract is None:
            raise NoContract
        return self.contract

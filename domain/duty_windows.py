"""When somebody is on duty: hours of the week, in China's time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import CHINA
from domain.lifecycle import invalid

_WINDOW = re.compile(r"([1-7])(?:-([1-7]))? (\d\d):([0-5]\d)-(\d\d):([0-5]\d)")
_DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class DutyWindow:
    """weekday: 1 is Monday. opens, closes: minutes after midnight, up to 1440."""

    weekday: int
    opens: int
    closes: int

    def holds(self, moment: datetime) -> bool:
        local = moment.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        return local.isoweekday() == self.weekday and self.opens <= minute < self.closes


def parse_windows(field: str, texts: Iterable[str]) -> tuple[DutyWindow, ...]:
    """Read `1-5 08:00-18:00` (Monday to Friday) or `6 09:00-12:00`.

    Raises `InvalidInput`.
    """
    return tuple(window for text in texts for window in _parsed(field, text))


def on_duty(windows: Iterable[DutyWindow], moment: datetime) -> bool:
    """Whether one of them holds; who names none is always on duty."""
    named = tuple(windows)
    return not named or any(window.holds(moment) for window in named)


def _parsed(field: str, text: str) -> list[DutyWindow]:
    found = _WINDOW.fullmatch(text)
    if found is not None:
        first, last = int(found[1]), int(found[2] or found[1])
        opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (3, 5))
        if first <= last and opens < closes <= _DAY:
            return [DutyWindow(day, opens, closes) for day in range(first, last + 1)]
    raise invalid(
        field, "应如 1-5 08:00-18:00（1 为周一）", "as in 1-5 08:00-18:00 (1 is Monday)"
    )

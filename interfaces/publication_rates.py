"""Rates of publication as people and programs read them: never rounded up."""

from __future__ import annotations

PLACES = 4
"""Decimal places."""


def decimal_of(part: int, due: int) -> str | None:
    """`0.9966`, rounded down, so that only all of it is 1; None: nothing was due."""
    if not due:
        return None
    scaled = part * 10**PLACES // due
    return f"{scaled // 10**PLACES}.{scaled % 10**PLACES:0{PLACES}}"


def percent_of(part: int, due: int) -> str:
    """`99.66%`, rounded down."""
    hundredths = part * 10_000 // due
    return f"{hundredths // 100}.{hundredths % 100:02}%"

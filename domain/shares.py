"""Shares of counts: exact, printed to a precision, and compared with what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from domain.lifecycle import invalid
from domain.quantities import rounded

_QUOTED = re.compile(r"(0|[1-9]\d{0,2})(?:\.(\d{1,2}))?([%‰])")
_OF = {"%": 100, "‰": 1000}


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; both are kept, since a rate alone cannot be checked."""

    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        """None if there is nothing to take a share of."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def percent(self) -> str | None:
        """To one decimal, half up: `71.0`."""
        return None if self.exact is None else _printed(self.exact, 100, 1)


def reaches(part: int, whole: int, share: Fraction, *, inclusive: bool = False) -> bool:
    """Whether `part` exceeds the share of the whole, or, if `inclusive`, equals it:
    过半数 does not include the half, 三分之二以上 includes the two thirds (民1259)."""
    left, right = part * share.denominator, whole * share.numerator
    return left >= right if inclusive else left > right


def agrees(quoted: str, parts: Iterable[int], wholes: Iterable[int]) -> bool:
    """Whether a quoted rate, as in `72.1%` or `986‰`, is the share of one count in
    another, at the precision in which it is printed.

    parts, wholes: the counts that may be its numerator and its denominator.
    Raises `InvalidInput` if it is no rate.
    """
    found = _QUOTED.fullmatch(quoted)
    if found is None:
        raise invalid("rate", "应如 72.1% 或 986‰", "as in 72.1% or 986‰")
    digits = len(found[2] or "")
    number = quoted[:-1]
    pairs = product(set(parts), set(wholes))
    return any(
        number == _printed(Fraction(part, whole), _OF[found[3]], digits)
        for part, whole in pairs
        if whole > 0 and part <= whole
    )


def without_small_cells(counts: Iterable[int], least: int) -> tuple[int | None, ...]:
    """The counts that may be published: none from 1 to under `least`, and of one such
    alone the next smallest goes with it, or the total would tell."""
    cells = list(counts)
    small = {place for place, count in enumerate(cells) if 0 < count < least}
    others = [place for place, count in enumerate(cells) if count >= least]
    if len(small) == 1 and others:
        small.add(min(others, key=cells.__getitem__))
    return tuple(
        None if place in small else cells[place] for place in range(len(cells))
    )


def _printed(value: Fraction, of: int, digits: int) -> str:
    whole = rounded(value * of * 10**digits)
    if not digits:
        return str(whole)
    return f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}"

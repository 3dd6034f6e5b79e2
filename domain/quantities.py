"""Money and areas: whole numbers of the smallest unit (DOMAIN 2.18)."""

from __future__ import annotations

from fractions import Fraction
from typing import NewType

Fen = NewType("Fen", int)
"""Money in 0.01 yuan."""

Dm2 = NewType("Dm2", int)
"""Area in 0.01 m2."""

Rate = NewType("Rate", int)
"""Price in 0.0001 fen for a square metre and a month: `1300000` is 1.30 yuan."""


def rounded(value: Fraction) -> int:
    """Half up to a whole number, as money is rounded (F1); for values from 0 on."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)

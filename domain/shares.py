"""Whether a part of a whole reaches a share, in whole numbers (民1259)."""

from __future__ import annotations

from fractions import Fraction


def reaches(part: int, whole: int, share: Fraction, *, inclusive: bool = False) -> bool:
    """Whether `part` exceeds the share of the whole, or, if `inclusive`, equals it:
    过半数 does not include the half, 三分之二以上 includes the two thirds."""
    left, right = part * share.denominator, whole * share.numerator
    return left >= right if inclusive else left > right

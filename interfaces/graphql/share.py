"""A share of counts, as clients see it: never without its denominator."""

from __future__ import annotations

from typing import Self

import strawberry

from domain.shares import Share


@strawberry.type(description="So many of so many.")
class CountShare:
    part: int = strawberry.field(description="The numerator.")
    whole: int = strawberry.field(description="The denominator.")
    percent: str | None = strawberry.field(
        description="To one decimal, half up, as in `71.0`; null of nothing."
    )

    @classmethod
    def of(cls, share: Share) -> Self:
        return cls(part=share.part, whole=share.whole, percent=share.percent)

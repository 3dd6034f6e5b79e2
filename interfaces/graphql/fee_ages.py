"""Arrears by age, as clients see them."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from domain.quantities import Fen
from domain.rule_values import Catalogue
from interfaces.language import Language

ON = strawberry.argument(description="On this day; today unless given.")


@strawberry.type(description="What is owed of one age.")
class AgeBucket:
    code: str = strawberry.field(description="Code of the age, as in `d90`.")
    label: str = strawberry.field(description="The age in the client's language.")
    fen: Fen = strawberry.field(description="How much is owed.")


def buckets_of(
    buckets: Catalogue, totals: Mapping[str, int], language: Language
) -> list[AgeBucket]:
    """Every age of the catalogue with what is owed of it, the youngest first."""
    return [
        AgeBucket(
            code=code,
            label=buckets[code].zh if language == "zh" else buckets[code].en,
            fen=Fen(fen),
        )
        for code, fen in totals.items()
    ]

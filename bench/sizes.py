"""How much of everything is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sizes:
    """What one run measures. Counts are of one round; a figure is a median of rounds.

    commands: in flight -> commands. growth, growth_from: the largest and
    the smallest log have 10 to the power of that many events.
    households, ballots, months: of the compound whose year is lived.
    city_compounds, city_cases: whose indicators are counted.
    followers: of the event streams at once; followed: events that they see.
    import_mb: size of the file whose import is watched for memory; 0: none.
    """

    rounds: int = 3
    commands: Mapping[int, int] = field(
        default_factory=lambda: {1: 500, 16: 4_000, 64: 8_000, 256: 8_000}
    )
    stock_commands: Mapping[int, int] = field(
        default_factory=lambda: {1: 300, 16: 1_200}
    )
    emmett_commands: int = 3_000
    pgbench_seconds: int = 3
    appended: int = 200_000
    stock_appended: int = 20_000
    imported: int = 20_000
    read: int = 200_000
    stock_read: int = 20_000
    loads: int = 400
    projected: int = 50_000
    stock_projected: int = 5_000
    rebuilt: int = 1_000_000
    visible: int = 200
    growth: int = 6
    growth_from: int = 4
    growth_commands: int = 3_000
    pages: int = 60
    households: int = 5_000
    ballots: int = 3_000
    months: int = 12
    city_compounds: int = 10_000
    city_cases: int = 200_000
    import_mb: int = 0
    followers: int = 500
    followed: int = 4_000


QUICK = Sizes(
    rounds=1,
    commands={1: 30, 16: 160, 64: 320, 256: 512},
    stock_commands={1: 30, 16: 80},
    emmett_commands=200,
    pgbench_seconds=1,
    appended=5_000,
    stock_appended=1_000,
    imported=300,
    read=5_000,
    stock_read=1_000,
    loads=20,
    projected=3_000,
    stock_projected=200,
    rebuilt=5_000,
    visible=10,
    growth=4,
    growth_from=3,
    growth_commands=320,
    pages=5,
    households=60,
    ballots=30,
    months=2,
    city_compounds=50,
    city_cases=300,
    followers=20,
    followed=200,
)
"""Enough to see that everything runs; its figures say nothing."""

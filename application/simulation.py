"""Simulated logs: everything in them is invented, and both their times are.

The log itself says so, from before its first event on (table `simulation`), so that no
figure drawn from it can pass for a place's own. A log is simulated or it is real: a
simulation begins only in an empty log, and whoever opens a simulated one stands on its
clock, never on the real one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from application.clock import Clock, system_clock
from application.database import Database
from domain.errors import Refusal

READ = "SELECT place, scale, seed, whole_at FROM simulation"
BEGIN = "INSERT INTO simulation (place, scale, seed) VALUES (%s, %s, %s)"
END = "UPDATE simulation SET whole_at = %s"
LAST = "SELECT recorded_at FROM event ORDER BY position DESC LIMIT 1"


class LogIsReal(Refusal):
    zh = "账簿中已有真实记录，不能再写入模拟数据。请另设 GONGSHI_HOME。"
    en = (
        "This log holds real records; nothing simulated may be added to it. "
        "Set another GONGSHI_HOME."
    )


class LogIsSimulated(Refusal):
    zh = "账簿是模拟数据（{place}），只能按模拟时钟写入，真实业务请用另一个数据库。"
    en = (
        "This log is simulated ({place}) and only takes what happens on its own "
        "clock; real work needs a database of its own."
    )


class OtherSimulation(Refusal):
    zh = (
        "这里已有另一个模拟账簿：{place}，规模 {scale}，种子 {seed}。"
        "请另设 GONGSHI_HOME，或删除该数据目录。"
    )
    en = (
        "Another simulation is here: {place}, scale {scale}, seed {seed}. "
        "Set another GONGSHI_HOME, or delete this data folder."
    )


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a simulated log was made from.

    whole_at: the simulated moment at which its history was whole; None until then.
    """

    place: str
    scale: int
    seed: int
    whole_at: datetime | None = None


class SimulatedClock:
    """Stands at `moment`; after `run_on` it goes on from there at the usual pace.

    recorded: the second clock of a simulated log, on which things are recorded. It
    stands at the latest moment so far, however the first one is set.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = self._recorded = moment
        self._since: float | None = None

    def __call__(self) -> datetime:
        if self._since is None:
            return self._moment
        return self._moment + timedelta(seconds=time.monotonic() - self._since)

    @property
    def moment(self) -> datetime:
        """Where it stands."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._moment = moment
        self._recorded = max(self._recorded, moment)

    def record_at(self, moment: datetime) -> None:
        """Record what comes now at this moment, or at a later one if it was passed."""
        self._recorded = max(self._recorded, moment)

    def recorded(self) -> datetime:
        """When what is recorded now is recorded."""
        return self._recorded if self._since is None else self()

    def run_on(self) -> None:
        """Stand no longer."""
        self._moment, self._since = self._recorded, time.monotonic()


def simulated(database: Database) -> Simulation | None:
    """What the log was made from, if it is simulated; None: it is real.

    Ask it wherever a figure is shown: one from a simulated log is `synthetic`.
    """
    rows = database.fetch(READ)
    return Simulation(*rows[0]) if rows else None


def begin(database: Database, simulation: Simulation) -> Simulation:
    """Make an empty log a simulated one; what it says then.

    The same simulation may begin again: it goes on where it broke off. Raises
    `LogIsReal` and `OtherSimulation`.
    """
    found = simulated(database)
    if found is None:
        try:
            with database.connection() as connection:
                made = (simulation.place, simulation.scale, simulation.seed)
                connection.execute(BEGIN, made)
        except psycopg.errors.RaiseException:
            raise LogIsReal from None
        return simulation
    same = (found.place, found.scale, found.seed)
    if same != (simulation.place, simulation.scale, simulation.seed):
        raise OtherSimulation(place=found.place, scale=found.scale, seed=found.seed)
    return found


def end(database: Database, whole_at: datetime) -> None:
    """Note that the history is whole."""
    with database.connection() as connection:
        connection.execute(END, (whole_at,))


def clocks(
    database: Database, clock: Clock, *, production: bool
) -> tuple[Clock, Clock]:
    """On what clock commands are decided over this log, and on what one recorded.

    The real one, as given, unless the log is simulated: then its own, which runs on
    from the last record. Raises `LogIsSimulated` in production and for a clock of
    another kind.
    """
    if isinstance(clock, SimulatedClock):
        return clock, clock.recorded
    found = simulated(database)
    if found is None:
        return clock, clock
    if production or clock is not system_clock:
        raise LogIsSimulated(place=found.place)
    own = SimulatedClock(last_recorded(database) or system_clock())
    own.run_on()
    return own, own.recorded


def last_recorded(database: Database) -> datetime | None:
    """When the last fact of the log was recorded; None while it is empty."""
    rows = database.fetch(LAST)
    return rows[0][0] if rows else None

"""How much of each fault there is: the full number, or fewer for who develops."""

from __future__ import annotations

import os

VARIABLE = "GONGSHI_FAULT_ROUNDS"


def at_most(full: int) -> int:
    """The full number of rounds or seconds; fewer if GONGSHI_FAULT_ROUNDS says so."""
    return min(full, int(os.environ.get(VARIABLE, full)))


SERVICE_KILLS = at_most(100)
DISPATCHER_KILLS = at_most(50)
DATABASE_KILLS = at_most(20)
RELAY_KILLS = at_most(50)
INTAKE_KILLS = at_most(20)
NOTIFIER_KILLS = at_most(50)
BROKER_LOSSES = at_most(10)
OUTAGE = at_most(60)  # seconds
HELD_OPEN = at_most(60)  # seconds that a transaction stays open
LOCK_HELD = at_most(10)  # seconds that a stranger holds the log's lock
CUT_COMMITS = at_most(60)  # of each kind, of the log's writer
CUT_AT_WILL = at_most(15)  # of each kind, of whichever connection of the service

WRITES_AGAIN = 15.0  # seconds after a kill
RESUMES = 10.0  # seconds after an outage
ENDS = 600.0  # seconds after which a test that hangs is given up

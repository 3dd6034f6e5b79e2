"""What can be measured, in the order of the page."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """module: of `bench`, with `measure(server, sizes)`. peers: where theirs stands."""

    title: str
    module: str
    peers: str


PARTS = {
    "commands": Part("Commands", "commands", "`machine.py`, `stock.py`, `emmett.mjs`"),
    "bulk": Part("Imported history", "bulk", "`machine.py`, `stock.py`"),
    "reading": Part("Reading the log", "reading", "`machine.py`, `stock.py`"),
    "loads": Part("Cold loads", "loads", "`machine.py`, `stock.py`"),
    "projections": Part(
        "Read models", "read_models", "`machine.py`, `stock_runner.py`"
    ),
    "indicators": Part("Indicators of a city", "indicators", "`machine.py`"),
    "rebuild": Part("Rebuild under queries", "rebuild", "none"),
    "visible": Part("Commit to visible", "visible", "none"),
    "growth": Part("Growth of the log", "growth", "the same with 10^4 events"),
    "log": Part("Transparency log", "log", "hashing in Python"),
    "audit": Part("Audit", "audit", "hashing in Python"),
    "streams": Part("Event streams", "streams", "`machine.py`"),
    "fanout-nats": Part("Fan-out beside NATS", "fan_out_nats", "`nats-server`"),
    "year": Part("A compound's year", "year", "none"),
    "memory": Part("Memory", "memory", "limits of the design"),
    "pages": Part("GraphQL page", "pages", "`bare_sql.py`, `postgraphile.mjs`"),
}

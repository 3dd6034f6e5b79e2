"""Noticing that a server has vanished without a word, as a machine does that dies."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict, make_conninfo

WITHIN = {
    "connect_timeout": "5",  # seconds, as the next two
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds
}


def noticing(url: str) -> str:
    """The connection string with limits of some seconds, unless it sets its own.

    Without them the operating system waits for a quarter of an hour.
    """
    given = conninfo_to_dict(url)
    return make_conninfo(
        url, **{name: value for name, value in WITHIN.items() if name not in given}
    )

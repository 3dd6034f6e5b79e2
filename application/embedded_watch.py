"""Keeps the embedded PostgreSQL running while a process works with it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import structlog
from psycopg.conninfo import conninfo_to_dict

from application.embedded import EmbeddedPostgres
from application.postgres_programs import Say
from application.socket_folder import SOCKET
from domain.errors import Refusal

log = structlog.get_logger("gongshi.embedded")


@contextmanager
def kept_running(
    server: EmbeddedPostgres, say: Say, *, every: float = 1.0
) -> Iterator[None]:
    """Start the server again, within some seconds, whenever it has died.

    every: seconds between two looks. Whatever stands in the way is logged, and tried
    again at the next look.
    """
    stopping = Event()

    def watch() -> None:
        while not stopping.wait(every):
            if _is_gone(server.url):
                _revive(server.home, say)

    thread = Thread(target=watch, name="embedded-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _is_gone(url: str) -> bool:
    """Whether nobody listens; one that is starting, stopping or busy still does."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1.0)
        try:
            client.connect(f"{conninfo_to_dict(url)['host']}/{SOCKET}")
        except (ConnectionRefusedError, FileNotFoundError):
            return True
        except OSError:
            return False  # Busy, or something that starting it would not mend.
    return False


def _revive(home: Path, say: Say) -> None:
    log.warning("embedded.died", home=str(home))
    try:
        # A second share, given back at once: the first one keeps the server.
        EmbeddedPostgres.start(home, say).stop()
    except Refusal as refusal:
        log.error("embedded.not_revived", reason=str(refusal))

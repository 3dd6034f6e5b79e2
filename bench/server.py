"""The one server on which everything is measured, and a database for each part of it.

The server is the embedded one with all durable settings on: nothing is tuned.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from application.clock import Clock, system_clock
from application.embedded import EmbeddedPostgres
from interfaces.auth import LocalIssuer
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings

KEY = SecretStr(base64.b64encode(bytes(32)).decode())
MAKE = SQL("CREATE DATABASE {} TEMPLATE template0")
DROP = SQL("DROP DATABASE {} WITH (FORCE)")


@dataclass(frozen=True)
class Server:
    """A running server.

    folder: for the files of what is measured. data: PostgreSQL's own files.
    """

    folder: Path
    url: str
    data: Path

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new, empty database, dropped afterwards."""
        name = f"bench_{uuid4().hex}"
        self._do(MAKE, name)
        try:
            yield urlsplit(self.url)._replace(path=f"/{name}").geturl()
        finally:
            self._do(DROP, name)

    @contextmanager
    def runtime(self) -> Iterator[Runtime]:
        """The service, open on a database of its own."""
        with self.database() as url, opened(settings(url, self.folder)) as runtime:
            yield runtime

    @property
    def version(self) -> str:
        with psycopg.connect(self.url) as connection:
            found = connection.execute("SHOW server_version").fetchone()
        return str(found[0]) if found else "?"

    def _do(self, statement: SQL, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.format(Identifier(name)))


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Start a server in a folder; stop it at the end."""
    (folder / "files").mkdir()
    with EmbeddedPostgres.start(folder / "server") as embedded:
        yield Server(folder / "files", embedded.url, embedded.data)


def settings(url: str, folder: Path) -> Settings:
    """Of a service on one of the databases."""
    jwks = folder / "jwks.json"
    if not jwks.exists():
        jwks.write_text(json.dumps(LocalIssuer(folder).jwks), "utf-8")
    return Settings(
        home=folder,
        database_url=url,
        vault_key=KEY,
        jwks=str(jwks),
        # What is measured is how fast it answers, not how often one may ask.
        rate_per_address=0,
        rate_per_subject=0,
    )


@contextmanager
def opened(settings: Settings, clock: Clock = system_clock) -> Iterator[Runtime]:
    """The service on a database, its caches cold."""
    with open_runtime(settings, clock=clock, say=lambda _: None) as runtime:
        yield runtime


def parts_of(url: str) -> tuple[str, str]:
    """Name and socket folder of a database, for programs that want them apart."""
    parts = urlsplit(url)
    return parts.path.strip("/"), parse_qs(parts.query)["host"][0]

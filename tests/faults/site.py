"""Where a service of the test works: a folder, a PostgreSQL in it, keys, a port.

The PostgreSQL is the embedded one, which the service starts itself; or a server of
the test's own, made with the programs of the wheel or, if GONGSHI_TEST_SERVER_URL
names a server of this machine, with that server's programs.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from application.postgres_programs import PostgresPrograms, server_process
from domain.errors import Refusal
from interfaces.auth import LocalIssuer
from tests.conftest import SERVER_VARIABLE
from tests.interfaces.command_line import KEY, free_port

PATIENCE = 60.0  # seconds for a server to go or to come
SETTINGS = """
listen_addresses = ''
port = 5432
unix_socket_directories = '{data}'
max_connections = 200
timezone = 'UTC'
"""


class Site:
    """A site on the embedded PostgreSQL."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "postgres"
        self.issuer = LocalIssuer(home)
        self.port = free_port()
        self.variables: dict[str, object] = {"GONGSHI_HOME": home}

    @property
    def base(self) -> str:
        """The address of the service, without its scheme."""
        return f"://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The URL of the database, past everything that a test puts between."""
        return _url(self.data, "gongshi")

    def postmaster(self) -> psutil.Process:
        """The first process of the PostgreSQL, which has to run."""
        first = (self.data / "postmaster.pid").read_text().splitlines()[0]
        return psutil.Process(int(first))

    def revive(self) -> None:
        """What an operator's machine does with a dead database: here the service."""

    def close(self) -> None:
        """End the PostgreSQL without ceremony and remove everything."""
        give_up_at = time.monotonic() + PATIENCE
        while (pid := server_process(self.data)) is not None:
            late = time.monotonic() > give_up_at
            with suppress(psutil.Error, FileNotFoundError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGQUIT)
            time.sleep(0.05)
        shutil.rmtree(self.home)


class ServerSite(Site):
    """A site on a server of the test's own, which it may stop and start."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._programs = PostgresPrograms(lambda words: None)
        self._programs.folder = _named_programs() or self._programs.folder
        jwks = home / "jwks.json"
        jwks.write_text(json.dumps(self.issuer.jwks))
        self.variables |= {
            "GONGSHI_DATABASE_URL": self.url,
            "GONGSHI_JWKS": jwks,
            "GONGSHI_VAULT_KEY": KEY,
            # A test asks as fast as it can.
            "GONGSHI_RATE_PER_ADDRESS": 0,
            "GONGSHI_RATE_PER_SUBJECT": 0,
        }
        self._make()
        self.start()
        with psycopg.connect(_url(self.data, "postgres"), autocommit=True) as conn:
            conn.execute("CREATE DATABASE gongshi TEMPLATE template0")

    def start(self) -> None:
        """Start the server; tried again while a dead one's memory is still in use."""
        give_up_at = time.monotonic() + PATIENCE
        while True:
            try:
                return self._programs.pg_ctl("start", self.data)
            except Refusal:
                if time.monotonic() > give_up_at:
                    raise
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server at once, as a machine that goes down does."""
        self._programs.pg_ctl("stop", self.data)

    def own(self, folder: Path) -> None:
        """Give a folder to the user who runs the server."""
        self._programs.own(folder)

    def revive(self) -> None:
        """Start the server again unless it lives, as a service manager does."""
        if server_process(self.data) is None or not self._postmaster_lives():
            self.start()

    def _postmaster_lives(self) -> bool:
        with suppress(psutil.Error, FileNotFoundError):
            return bool(self.postmaster().status() != psutil.STATUS_ZOMBIE)
        return False

    def _make(self) -> None:
        self.data.mkdir()
        self._programs.own(self.data)
        user = self._programs.user
        subprocess.run(
            [
                self._programs.folder / "initdb",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ],
            cwd=self.data,
            env={"PGDATA": str(self.data), "LC_ALL": "C"},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(data=self.data))


def _url(data: Path, database: str) -> str:
    host = quote(str(data), safe="")
    return f"postgresql://postgres@/{database}?host={host}&port=5432"


def _named_programs() -> Path | None:
    """The folder of the programs of the server that the run is given, if any."""
    given = os.environ.get(SERVER_VARIABLE)
    if given is None:
        return None
    with psycopg.connect(given) as conn:
        found = conn.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        row = found.fetchone()
    assert row and Path(row[0], "initdb").exists(), (
        f"the faults need a server whose programs lie on this machine, "
        f"and {SERVER_VARIABLE} names one whose programs lie in {row and row[0]}"
    )
    return Path(row[0])

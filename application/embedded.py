"""The embedded PostgreSQL: a private server of this machine, in the data folder.

    home/               0700 of the user who runs Gongshi (0711 when that is root)
      postgres/         the data, 0700 of the user who runs PostgreSQL
      postgres.lock     held while the server is being started or stopped
      postgres.users    held, shared, by each process that uses the server

Locks are the kernel's (`flock`): a process that dies by any means lets go of them, so
the last one out is always known and no list of processes can be stale. The server
listens on no network address; its socket lies in a folder of its own user.
"""

from __future__ import annotations

import atexit
import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg

from application.home import USERS, prepare, told_about
from application.postgres_programs import (
    MAJOR_VERSION,
    DiskFull,
    PostgresFailed,
    PostgresPrograms,
    Say,
    server_process,
)
from application.socket_folder import SOCKET, socket_folder
from domain.errors import Refusal

DATABASE = "gongshi"
# Seconds to wait for a server that runs and does not answer.
PATIENCE = 30
SETTINGS = """\
# Written by Gongshi at each start; put your own settings into postgresql.conf.
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
# Parallel queries share memory in /dev/shm, of which a container has little.
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
"""


class DataOfAnotherVersion(Refusal):
    zh = (
        "{home} 中的数据由 PostgreSQL {found} 写入，而本程序自带 PostgreSQL {wanted}。"
        "转换办法见 docs/operating.md。"
    )
    en = (
        "The data in {home} was written by PostgreSQL {found}; this program brings "
        "PostgreSQL {wanted}. docs/operating.md says how to move it."
    )
    fields = ("home",)


class ServerUnreachable(Refusal):
    zh = "{home} 的 PostgreSQL（进程 {pid}）正在运行但无法连接。请结束该进程后重试。"
    en = (
        "The PostgreSQL of {home} (process {pid}) runs but cannot be reached. "
        "End that process, then try again."
    )
    fields = ("home",)


def _silent(words: str) -> None:
    """Says nothing."""


class EmbeddedPostgres:
    """One process's share in the server of a home. Stop it, or leave the `with`."""

    url: str

    def __init__(self, home: Path, programs: PostgresPrograms, using: IO[str]) -> None:
        self.home = home
        self._programs = programs
        self._using = using

    @classmethod
    def start(cls, home: Path, say: Say = _silent) -> Self:
        """Start the server of `home`, or join the one that runs; make it if needed.

        say: told what is going on, in words, before each step that takes time.

        Raises HomeNotWritable, HomeOfAnother, DataOfAnotherVersion, NoServerUser,
        ServerUnreachable, DiskFull, PostgresFailed.
        """
        home = home.expanduser().absolute()
        with told_about(home):
            prepare(home)
            with _alone(home, say), ExitStack() as undo:
                using = undo.enter_context((home / USERS).open("a"))
                fcntl.flock(using, fcntl.LOCK_SH)
                server = cls(home, PostgresPrograms(say), using)
                server._make(say)
                server._run(say)
                undo.pop_all()
        atexit.register(server.stop)
        return server

    @property
    def data(self) -> Path:
        """The folder with PostgreSQL's own files."""
        return self.home / "postgres"

    def stop(self) -> None:
        """Leave the server; it stops when nobody else on this home uses it."""
        if self._using.closed:
            return
        atexit.unregister(self.stop)
        with _alone(self.home, _silent):
            self._using.close()
            with (self.home / USERS).open("a") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return  # Somebody else still uses it.
                self._halt()
            if self._sockets != self.data:
                with suppress(OSError):
                    self._sockets.rmdir()

    def _halt(self) -> None:
        patience = time.monotonic() + PATIENCE
        while server_process(self.data) is not None:
            try:
                self._programs.pg_ctl("stop", data=self.data)
            except PostgresFailed:
                # Without its file it is about to end: somebody else stopped it.
                if time.monotonic() > patience:
                    raise
                time.sleep(0.1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _make(self, say: Say) -> None:
        """Make the data folder, whole or not at all."""
        written_by = self.data / "PG_VERSION"
        if written_by.exists():
            found = written_by.read_text().strip()
            if found != str(MAJOR_VERSION):
                raise DataOfAnotherVersion(
                    home=self.home, found=found, wanted=MAJOR_VERSION
                )
            return
        say(f"Making a database in {self.data} (建立数据库)")
        # Made beside and renamed, so that an interrupted start leaves no half of it.
        new = self.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        self._programs.own(new)
        self._programs.initdb(new)
        with (new / "postgresql.conf").open("a") as settings:
            settings.write("include = 'gongshi.conf'\n")
        new.rename(self.data)

    def _run(self, say: Say) -> None:
        """Reach the server, starting it when it does not run. Sets `url`."""
        patience = time.monotonic() + PATIENCE
        while True:
            running = server_process(self.data)
            if running is None:
                self._start(say)
            try:
                self.url = self._reach()
                return
            except psycopg.OperationalError as error:
                # "... is starting up", "... is shutting down": alive, and soon done.
                alive = "the database system is" in str(error)
                if running and not alive and time.monotonic() > patience:
                    refusal = ServerUnreachable(home=self.home, pid=running)
                    raise refusal from error
            except psycopg.errors.DiskFull:
                raise DiskFull(folder=self.home) from None
            time.sleep(0.1)

    def _start(self, say: Say) -> None:
        say("Starting PostgreSQL (启动数据库)")
        sockets = socket_folder(self.data, self._programs)
        # Left by a killed server; their number may be another program's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
        settings = self.data / "gongshi.conf"
        settings.write_text(SETTINGS.format(sockets=sockets))
        self._programs.own(settings)
        self._programs.pg_ctl("start", data=self.data)

    def _reach(self) -> str:
        """The URL of our database, which is made if need be."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) < 5:
            raise psycopg.OperationalError("the server has not said where it listens")
        self._sockets = Path(lines[4])
        host = quote(lines[4], safe="")
        url = "postgresql://postgres@/{}?host=" + host + "&port=5432"
        with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
            found = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(found, (DATABASE,)).rowcount == 0:
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        return url.format(DATABASE)


@contextmanager
def _alone(home: Path, say: Say) -> Iterator[None]:
    """Hold the lock of starting and stopping."""
    with (home / "postgres.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is starting or stopping PostgreSQL: waiting (等待)")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

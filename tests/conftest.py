"""What every test may ask for: a database of its own, on one server for the run.

The server is the embedded PostgreSQL, shared by all workers of a run and stopped by
the last; or the one that GONGSHI_TEST_SERVER_URL names, whose user may make databases.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier

import application
from application.database import Database
from application.embedded import EmbeddedPostgres
from application.event_store import EventStore
from application.migrate import migrate
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.effort import THOROUGH, examples

ENOUGH = 2 << 30  # bytes
SERVER_VARIABLE = "GONGSHI_TEST_SERVER_URL"
OF_THE_TESTS = (SERVER_VARIABLE, THOROUGH, "GONGSHI_FAULT_ROUNDS")

hypothesis.settings.register_profile(
    "gongshi", examples(), derandomize=True, deadline=None, database=None
)
hypothesis.settings.load_profile("gongshi")


def pytest_configure() -> None:
    """The settings of whoever runs the tests are not the tests'."""
    for name in [name for name in os.environ if name.startswith("GONGSHI_")]:
        if name not in OF_THE_TESTS:
            del os.environ[name]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be left out: a skipped test fails the run."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        shutil.rmtree(_server_home(factory.getbasetemp()), ignore_errors=True)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("CI: skipped tests count as failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the run's server, as a user who may make databases."""
    if given := os.environ.get(SERVER_VARIABLE):
        yield given
        return
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # What the workers of one run have in common.
    with EmbeddedPostgres.start(_server_home(folder)) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            # The machine may lose power: these databases are gone either way.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.url


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """The name of a migrated, empty database, made once and then only copied."""
    name = f"gongshi_template_{_digest_of_migrations()}"
    return _made_once(server_url, name, "template0", lambda url: list(migrate(url)))


@pytest.fixture(scope="session")
def prepared(server_url: str, template: str) -> str:
    """The same with the empty tables of every read model, which take longer to make
    than to copy."""
    digest = hashlib.sha256()
    for each in READ_MODELS:
        digest.update(f"{each.name}{each.version}{each.ddl}{each.indexes}".encode())
    name = f"gongshi_prepared_{_digest_of_migrations()}_{digest.hexdigest()[:12]}"
    return _made_once(server_url, name, template, _prepare)


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    with copied(server_url, template) as url:
        yield url


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """The URL of a database without any schema, for what makes the schema."""
    with copied(server_url, "template0") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The service's own access to `database_url`."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that other users can reach too, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder) / "home"


def _made_once(
    server_url: str, name: str, template: str, fill: Callable[[str], object]
) -> str:
    """The name of a database that is made by whoever needs it first."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
        found = "SELECT FROM pg_database WHERE datname = %s"
        if connection.execute(found, (name,)).rowcount == 0:
            # Filled under another name: a run that breaks off leaves no half of it.
            draft = f"gongshi_draft_{uuid4().hex}"
            connection.execute(
                _named("CREATE DATABASE {} TEMPLATE {}", draft, template)
            )
            fill(_beside(server_url, draft))
            connection.execute(_named("ALTER DATABASE {} RENAME TO {}", draft, name))
    return name


def _prepare(url: str) -> None:
    with closing(Database(url)) as database, closing(EventStore(database)) as store:
        Engine(database, store, READ_MODELS).prepare()


@contextmanager
def copied(server_url: str, template: str) -> Iterator[str]:
    """The URL of a copy of a database; it goes when the `with` ends."""
    name = f"gongshi_test_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        connection.execute(_named(copy, name, template))
    yield _beside(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(_named("DROP DATABASE {} WITH (FORCE)", name))


def _server_home(run: Path) -> Path:
    """Where the server of a run lies.

    Not below pytest's own folder: the next run takes the rights of that folder away
    from everyone else, and as root the server is another user.
    """
    digest = hashlib.sha256(str(run).encode()).hexdigest()[:12]
    return _quickest_folder() / f"gongshi-tests-{os.geteuid()}-{digest}"


def _quickest_folder() -> Path:
    """Memory, where there is enough of it: a database is some hundred small files."""
    memory = Path("/dev/shm")
    try:
        if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH:
            return memory
    except OSError:
        pass
    return Path(tempfile.gettempdir())


def _beside(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _named(statement: LiteralString, *names: str) -> Composed:
    return SQL(statement).format(*map(Identifier, names))


def _digest_of_migrations() -> str:
    digest = hashlib.sha256()
    folder = Path(application.__file__).with_name("migrations")
    for migration in sorted(folder.glob("*.sql")):
        digest.update(migration.name.encode() + migration.read_bytes())
    return digest.hexdigest()[:12]

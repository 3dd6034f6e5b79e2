"""The embedded PostgreSQL: whoever starts it, however the last one went."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from application.embedded import DataOfAnotherVersion, EmbeddedPostgres
from application.home import HomeNotWritable, HomeOfAnother
from application.postgres_programs import DiskFull, PostgresFailed, failure
from application.socket_folder import LONGEST, SOCKET

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
ORDINARY = pwd.getpwnam("nobody")
# Root imports, the user runs: the interpreter may lie where only root can read.
AS_ORDINARY = f"""
import os, encodings.idna, application.embedded
os.setgroups([]); os.setgid({ORDINARY.pw_gid}); os.setuid({ORDINARY.pw_uid})
"""
# Says that it runs, then waits until its input ends or it is killed.
HOLDER = """
import sys
from pathlib import Path
from application.embedded import EmbeddedPostgres
with EmbeddedPostgres.start(Path(sys.argv[1])) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


def holder(home: Path, prelude: str = "") -> subprocess.Popen[str]:
    """Another process that uses the server of `home`."""
    process = subprocess.Popen(
        [sys.executable, "-c", prelude + HOLDER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.stdout.readline()  # Its URL, or nothing when it was refused.
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=120)
    assert process.returncode == 0


def answer(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.encode()).fetchone()
    assert row
    return row[0]


def keep_a_number(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def runs(home: Path) -> bool:
    return (home / "postgres" / "postmaster.pid").exists()


def test_it_is_made_once_and_keeps_what_is_written(home: Path) -> None:
    said: list[str] = []
    with EmbeddedPostgres.start(home, said.append) as server:
        keep_a_number(server.url)
    assert not runs(home)

    with EmbeddedPostgres.start(home, said.append) as server:
        assert answer(server.url, "SELECT number FROM kept") == 7

    assert [words.split()[0] for words in said if "user" not in words] == [
        "Making",
        "Starting",
        "Starting",
    ]


@pytest.mark.slow
def test_it_is_durable_private_and_in_utf_8(home: Path) -> None:
    with EmbeddedPostgres.start(home) as server:
        for name, value in {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "listen_addresses": "",
            "server_encoding": "UTF8",
            "TimeZone": "UTC",
        }.items():
            assert answer(server.url, f"SHOW {name}") == value
        order = (
            "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{é,b,中,B,a}'::text[]) x"
        )
        assert answer(server.url, order) == "Babé中"
        assert (home / "postgres").stat().st_mode & 0o077 == 0
        assert home.stat().st_mode & 0o077 == (0o001 if AS_ROOT else 0)


def test_two_processes_share_it_and_the_last_one_out_stops_it(home: Path) -> None:
    first, second = holder(home), holder(home)
    leave(first)
    with EmbeddedPostgres.start(home) as third:
        leave(second)
        assert answer(third.url, "SELECT 1") == 1
    assert not runs(home)


@pytest.mark.slow
def test_it_survives_the_kill_of_its_process(home: Path) -> None:
    process = holder(home)
    process.kill()
    process.communicate()

    with EmbeddedPostgres.start(home) as server:
        assert answer(server.url, "SELECT 1") == 1
    # The killed one had no time to leave, and still does not count.
    assert not runs(home)


@pytest.mark.slow
def test_it_survives_the_kill_of_the_database(home: Path) -> None:
    with EmbeddedPostgres.start(home) as server:
        keep_a_number(server.url)
        killed = postmaster(home)
        os.kill(killed, signal.SIGKILL)
        # Its number now belongs to somebody else, as after a restart of a container.
        pid_file = home / "postgres" / "postmaster.pid"
        pid_file.write_text(pid_file.read_text().replace(str(killed), "1", 1))

        with EmbeddedPostgres.start(home) as again:
            assert answer(again.url, "SELECT number FROM kept") == 7


@pytest.mark.slow
def test_an_interrupted_making_leaves_nothing_in_the_way(home: Path) -> None:
    half = home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres.start(home) as server:
        assert answer(server.url, "SELECT 1") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["很长的目录" * 12, 'a,b "c" $HOME', "x" * LONGEST])
def test_any_path_will_do_for_a_home(home: Path, name: str) -> None:
    with EmbeddedPostgres.start(home / name) as server:
        assert answer(server.url, "SELECT 1") == 1
        sockets = answer(server.url, "SHOW unix_socket_directories")
        assert len(f"{sockets}/{SOCKET}") <= LONGEST
        assert Path(str(sockets)).stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_variables_meant_for_another_server_change_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGPORT", "PGDATA", "PGUSER", "PGDATABASE"):
        monkeypatch.setenv(name, "1")

    with EmbeddedPostgres.start(home) as server:
        assert answer(server.url, "SELECT current_user") == "postgres"


def test_a_file_in_its_place_is_refused(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(HomeNotWritable) as refused:
        EmbeddedPostgres.start(home)
    assert refused.value.code == "HOME_NOT_WRITABLE"
    assert "GONGSHI_HOME" in refused.value.message("zh")


def test_data_of_another_version_are_refused_and_left_alone(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(DataOfAnotherVersion, match="PostgreSQL 15"):
        EmbeddedPostgres.start(home)
    assert [path.name for path in (home / "postgres").iterdir()] == ["PG_VERSION"]


def test_a_full_disk_is_told_from_other_failures() -> None:
    told = 'initdb: error: could not write file "x": No space left on device'
    assert isinstance(failure("initdb", told, Path("/home")), DiskFull)
    assert isinstance(failure("initdb", "initdb: error: no", Path("/")), PostgresFailed)


@pytest.mark.slow
def test_a_failed_start_says_what_postgresql_said(home: Path) -> None:
    with EmbeddedPostgres.start(home):
        pass
    with (home / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = 'much'\n")
    with pytest.raises(PostgresFailed, match="FATAL"):
        EmbeddedPostgres.start(home)


def test_a_home_that_is_not_writable_is_refused(home: Path) -> None:
    home.mkdir(mode=0o500)
    if AS_ROOT:
        os.chown(home, ORDINARY.pw_uid, ORDINARY.pw_gid)
    process = holder(home, AS_ORDINARY if AS_ROOT else "")
    _, told = process.communicate()
    assert process.returncode
    assert "HomeNotWritable" in told


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can start it as somebody else")
def test_an_ordinary_user_runs_it_where_root_ran_it_before(home: Path) -> None:
    with EmbeddedPostgres.start(home.with_name("roots")):
        pass
    home.mkdir()
    os.chown(home, ORDINARY.pw_uid, ORDINARY.pw_gid)

    process = holder(home, AS_ORDINARY)
    owner = psutil.Process(postmaster(home)).uids().effective
    leave(process)

    assert owner == ORDINARY.pw_uid
    assert not runs(home)


@pytest.mark.skipif(not AS_ROOT, reason="only root can make somebody else's folder")
def test_the_home_of_another_user_is_refused(home: Path) -> None:
    home.mkdir()
    os.chown(home, ORDINARY.pw_uid, ORDINARY.pw_gid)
    with pytest.raises(HomeOfAnother, match="belongs to user nobody"):
        EmbeddedPostgres.start(home)

"""`gongshi projections`, run as an operator runs it, also while a process serves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.interfaces.command_line import KEY, gongshi
from tests.projections.samples import append, life

PARK = """
    INSERT INTO parked_event
    SELECT 'case_board', 13, stream_id, 'KeyError: why' FROM event LIMIT 1
"""


@pytest.fixture
def given(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The variables of a server on a database of its own."""
    return {
        "GONGSHI_HOME": str(tmp_path),
        "GONGSHI_DATABASE_URL": database_url,
        "GONGSHI_VAULT_KEY": KEY,
    }


@pytest.fixture
def serving(database: Database) -> Iterator[Engine]:
    """Another process, as far as the command can tell, that keeps the read models."""
    store = EventStore(database)
    append(store, life())
    engine = Engine(database, store, READ_MODELS, poll=0.05)
    engine.run_until_caught_up()
    engine.start()
    yield engine
    engine.stop()
    store.close()


def test_status_says_how_far_each_is_and_who_keeps_them(
    given: dict[str, str], serving: Engine, database: Database
) -> None:
    with database.connection() as conn:
        conn.execute(PARK)

    told = gongshi("projections status", **given)
    chinese = gongshi("projections status", language="zh_CN.UTF-8", **given)

    assert told.returncode == chinese.returncode == 0, told.stderr
    assert "case_history: version 1, position 13, 0 events (0 s) behind" in told.stdout
    assert "  1 events of 1 streams are parked: KeyError: why" in told.stdout
    assert "keeps them" in told.stdout
    assert "记录至第 13 条。" in chinese.stdout
    assert "搁置 1 条" in chinese.stdout


def test_nobody_keeps_them(given: dict[str, str]) -> None:
    told = gongshi("projections status", **given)

    assert "Nobody keeps the read models" in told.stderr


@pytest.mark.slow
def test_rebuild_verify_and_retry_work_while_another_process_serves(
    given: dict[str, str], serving: Engine, database: Database
) -> None:
    with database.connection() as conn:
        conn.execute(PARK)
        conn.execute("UPDATE case_board SET category = 'by hand'")

    wrong = gongshi("projections verify", **given)
    retried = gongshi("projections retry case_board", **given)
    rebuilt = gongshi("projections rebuild case_board case_history", **given)
    right = gongshi("projections verify", language="zh_CN.UTF-8", **given)

    assert wrong.returncode == 2
    assert "✗ case_board differs from the log in the table case_board" in wrong.stdout
    assert "✓ case_history is what the log says up to position 13" in wrong.stdout
    assert retried.stdout == "Applied 1 parked events.\n"
    assert rebuilt.stdout == "Rebuilt case_board, case_history, up to position 13.\n"
    assert right.returncode == 0, right.stdout
    assert "✓ case_board 与记录一致" in right.stdout


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("projections rebuild", "NOTHING_NAMED"),
        ("projections rebuild nothing", "UNKNOWN_READ_MODEL"),
        ("projections verify nothing", "UNKNOWN_READ_MODEL"),
        ("projections retry nothing", "UNKNOWN_READ_MODEL"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    given: dict[str, str], command: str, code: str
) -> None:
    told = gongshi(command, **given)

    assert told.returncode == 2
    assert told.stderr.startswith(f"{code}: ")

"""Importing: what lands, what is known again, and what a break leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application import imports
from application.cases import Cases
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.database import Database
from application.event_store import EventStore
from application.files import FileStore
from application.import_job import ImportJob, Summary
from application.import_records import ImportRecords, ImportRunning
from application.import_rows import (
    CaseRow,
    ReadRow,
    RejectedRow,
    RowProblem,
    Severity,
    SkippedRow,
    reference_digest,
)
from application.imports import ImportCases, case_id
from application.order import Order
from domain.case import Case
from domain.case_words import Channel, Satisfaction, Status
from domain.compound import compound_id
from domain.compound_facts import CompoundKind
from domain.errors import NotFound
from domain.roles import Actor, Role
from domain.rulepack import UnknownCategory

OPERATOR = Actor("operator", Role.OPERATOR)
ROW = CaseRow(
    row=2,
    reference="0012",
    status=Status.CLOSED,
    channel=Channel.HOTLINE_12345,
    category="ORD-03",
    source_category="环境->噪声",
    region_path=("371700", "北城街道"),
    reporter="A0001",
    reported_at=datetime(2024, 1, 2, 3, 4, tzinfo=UTC),
    closed_at=datetime(2024, 1, 3, 3, 4, tzinfo=UTC),
    solved=True,
    satisfaction=Satisfaction.SATISFIED,
    support_count=3,
    texts={"title": "夜间噪声", "body": "广场舞太吵", "reporter_phone": "13800000000"},
)
JOB = ImportJob(system="12345", profile=None, file=b"file", mapping=b"mapping")


class Importer:
    """Imports rows and remembers what was reported."""

    def __init__(self, commands: Commands[Receipt], names: dict[str, Any]) -> None:
        self.store = commands.store
        self.problems: list[RowProblem] = []
        self._service = ImportCases(
            commands.store,
            commands.vault,
            commands.rules,
            commands.clock,
            OPERATOR,
            lambda asked: {name: names[name] for name in asked if name in names},
        )

    def __call__(self, *rows: ReadRow, job: ImportJob = JOB) -> Summary:
        references = [row.reference for row in rows if isinstance(row, CaseRow)]
        repeated = {
            reference_digest(each): references.count(each)
            for each in references
            if references.count(each) > 1
        }
        return self.run(rows, replace(job, repeated=repeated))

    def run(self, rows: Iterable[ReadRow], job: ImportJob) -> Summary:
        self.problems.clear()
        return self._service.run(job, rows, self.problems.append)

    def case(self, reference: str = "0012") -> Case:
        return self.store.load(Case, case_id("12345", reference))

    def types(self, reference: str = "0012") -> list[str]:
        stream = self.store.stream(case_id("12345", reference))
        return [recorded.type for recorded in stream]


@pytest.fixture
def names() -> dict[str, Any]:
    return {}


@pytest.fixture
def importer(commands: Commands[Receipt], names: dict[str, Any]) -> Importer:
    return Importer(commands, names)


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.new, summary.amended, summary.unchanged, summary.rejected


def test_a_row_becomes_what_it_proves(
    importer: Importer, commands: Commands[Receipt]
) -> None:
    assert counts(importer(ROW)) == (1, 0, 0, 0)

    [recorded] = importer.store.stream(case_id("12345", "0012"))
    fact: Any = recorded.fact
    assert recorded.type == "Case.Imported"
    assert (fact.source_system, fact.source_reference) == ("12345", "0012")
    assert (fact.status, fact.channel) == (Status.CLOSED, Channel.HOTLINE_12345)
    assert (fact.category, fact.source_category) == ("ORD-03", "环境->噪声")
    assert (fact.reported_at, fact.closed_at) == (ROW.reported_at, ROW.closed_at)
    assert (fact.replied_at, fact.due_at, fact.objection_count) == (None, None, None)
    assert (fact.solved, fact.satisfaction) == (True, Satisfaction.SATISFIED)
    assert set(fact.sealed) == {"title", "body", "reporter_phone"}
    assert fact.reporter not in (None, "A0001")
    refs = [(fact.sealed_id, path) for path in fact.sealed]
    opened = commands.vault.open(OPERATOR, "test", refs)
    assert opened[fact.sealed_id, "body"] == "广场舞太吵"


def test_no_text_lies_outside_the_vault(importer: Importer, database: Database) -> None:
    importer(ROW)

    for table in ("event", "import_row", "import_run"):
        content = str(database.fetch(f"SELECT t::text FROM {table} t"))
        assert "13800000000" not in content
        assert "广场舞" not in content


def test_the_same_row_again_adds_nothing(importer: Importer) -> None:
    importer(ROW)
    position = importer.store.position()

    summary = importer(ROW)

    assert counts(summary) == (0, 0, 1, 0)
    assert (summary.cases, importer.store.position()) == (1, position)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"status": Status.RESOLVED}, ("status",)),
        ({"texts": {**ROW.texts, "reply": "已处理"}}, ("reply",)),
        (
            {"texts": {**ROW.texts, "title": "噪声"}, "solved": False},
            ("solved", "title"),
        ),
    ],
)
def test_a_changed_row_amends_what_differs(
    importer: Importer, change: dict[str, Any], changed: tuple[str, ...]
) -> None:
    importer(ROW)

    assert counts(importer(replace(ROW, **change))) == (0, 1, 0, 0)

    assert importer.types() == ["Case.Imported", "Case.ImportAmended"]
    fact: Any = importer.store.stream(case_id("12345", "0012"))[-1].fact
    assert fact.changed == changed
    assert set(fact.sealed) == {path for path in changed if path in ("reply", "title")}


def test_a_row_that_goes_back_amends_again(importer: Importer) -> None:
    importer(ROW)
    importer(replace(ROW, solved=False))

    assert counts(importer(ROW)) == (0, 1, 0, 0)


def test_a_text_that_a_later_row_lacks_stays(importer: Importer) -> None:
    importer(ROW)

    assert counts(importer(replace(ROW, texts={"title": "夜间噪声"}))) == (0, 0, 1, 0)


def test_a_file_that_grew_adds_what_is_new(importer: Importer) -> None:
    importer(ROW)

    summary = importer(ROW, replace(ROW, row=3, reference="0013"))

    assert (counts(summary), summary.cases) == ((1, 0, 1, 0), 2)


def test_references_keep_their_zeros_and_their_system(importer: Importer) -> None:
    importer(ROW, replace(ROW, row=3, reference="12"))
    importer(ROW, job=replace(JOB, system="other"))

    assert importer.store.position() == 3


def test_bad_and_skipped_rows_cost_themselves_only(importer: Importer) -> None:
    bad = RowProblem(3, "日期", "DATE_UNREADABLE", "…", "...", "x")

    summary = importer(SkippedRow(2), RejectedRow(3, (bad,)), replace(ROW, row=4))

    assert counts(summary) == (1, 0, 0, 1)
    assert (summary.read, summary.skipped) == (3, 1)
    assert importer.problems == [bad]


def test_what_the_domain_refuses_costs_its_row_only(importer: Importer) -> None:
    future = replace(
        ROW, row=3, reference="x", closed_at=datetime(2090, 1, 1, tzinfo=UTC)
    )

    assert counts(importer(ROW, future)) == (1, 0, 0, 1)

    [problem] = importer.problems
    assert (problem.row, problem.code) == (3, "FUTURE_TIME")


def test_an_unknown_category_of_the_mapping_is_refused_at_once(
    importer: Importer,
) -> None:
    with pytest.raises(UnknownCategory):
        importer(ROW, job=replace(JOB, categories=frozenset({"XXX-99"})))

    assert importer.store.position() == 0


A, B, C = (replace(ROW, row=row, source_category=f"v{row}") for row in (2, 3, 4))


@pytest.mark.parametrize(
    ("rows", "amended"),
    [
        ([A, B], 1),
        ([A, A], 0),
        ([A, B, A], 2),
        ([A, B, B], 1),
        ([A, B, B, A], 2),
        ([A, B, A, B, C], 4),
    ],
)
def test_repeated_references_amend_in_turn_and_only_once(
    importer: Importer,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[CaseRow],
    amended: int,
) -> None:
    first = importer(*rows)
    again = importer(*rows)
    # The same when every row is a batch of its own.
    monkeypatch.setattr(imports, "BATCH", 1)
    once_more = importer(*rows)

    assert (first.new, first.amended) == (1, amended)
    assert first.duplicates == len(rows) - 1
    assert counts(again) == counts(once_more) == (0, 0, len(rows), 0)
    assert importer.case().row.source_category == rows[-1].source_category  # type: ignore[union-attr]


def test_a_repeated_reference_may_grow_or_shrink(importer: Importer) -> None:
    importer(A, B)

    assert counts(importer(A, B, C)) == (0, 1, 2, 0)
    assert counts(importer(A)) == (0, 1, 0, 0)
    assert len(importer.types()) == 4


def test_a_dry_run_decides_all_and_writes_nothing(
    importer: Importer, database: Database
) -> None:
    summary = importer(
        A, B, replace(ROW, reference="x"), job=replace(JOB, dry_run=True)
    )

    assert counts(summary) == (2, 1, 0, 0)
    assert importer.store.position() == 0
    assert (
        database.fetch("SELECT FROM import_row UNION ALL SELECT FROM import_run") == []
    )


def test_a_case_handled_here_is_not_changed(
    importer: Importer, commands: Commands[Receipt], files: FileStore
) -> None:
    importer(ROW)
    Cases(commands, files).adopt(
        Order(OPERATOR), case_id("12345", "0012"), category="ORD-03"
    )

    assert counts(importer(ROW)) == (0, 0, 1, 0)
    assert counts(importer(replace(ROW, solved=False))) == (0, 0, 1, 0)

    [problem] = importer.problems
    assert (problem.code, problem.severity) == ("ALREADY_ADOPTED", Severity.WARNING)


# --- compounds ------------------------------------------------------------------------


@pytest.fixture
def sunny(commands: Commands[Receipt]) -> str:
    """The code of a registered compound."""
    Compounds(commands).register(
        Order(OPERATOR),
        code="HZ-001",
        name="阳光花园",
        region_codes=("371700", "371702", "371702001", "371702001001"),
        region_names=("菏泽市", "牡丹区", "北城街道", "第一社区"),
        kind=CompoundKind.COMMODITY,
        buildings=10,
        households=800,
        completion_year=2010,
        profile="heze",
    )
    return "HZ-001"


@pytest.mark.parametrize(("said", "by_code"), [("阳光花园", False), ("HZ-001", True)])
def test_a_compound_is_found_by_name_or_code(
    importer: Importer, names: dict[str, Any], sunny: str, said: str, by_code: bool
) -> None:
    names["阳光花园"] = compound_id(sunny)

    importer(
        replace(ROW, compound=said, region_path=()),
        job=replace(JOB, compound_by_code=by_code),
    )

    case = importer.case()
    assert (case.compound_id, case.profile) == (compound_id(sunny), "heze")
    assert case.region_path[0] == "371700"


def test_an_unknown_compound_is_noted_and_set_when_it_is_registered(
    importer: Importer, names: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    row = replace(ROW, compound="阳光花园")

    summary = importer(row)

    assert summary.unknown_compounds == {"阳光花园": 1}
    assert [problem.code for problem in importer.problems] == ["COMPOUND_UNKNOWN"]
    assert importer.case().compound_id is None
    names["阳光花园"] = compound_id(request.getfixturevalue("sunny"))
    assert counts(importer(row)) == (0, 1, 0, 0)
    assert importer.case().compound_id == names["阳光花园"]


def test_one_compound_may_be_given_for_all_rows(importer: Importer, sunny: str) -> None:
    importer(replace(ROW, compound="elsewhere"), job=replace(JOB, compound=sunny))

    assert importer.case().compound_id == compound_id(sunny)
    with pytest.raises(NotFound):
        importer(ROW, job=replace(JOB, compound="none"))


# --- breaks ---------------------------------------------------------------------------


def many(count: int) -> Iterator[CaseRow]:
    return (replace(ROW, row=i + 2, reference=f"R{i}") for i in range(count))


def test_a_broken_import_goes_on_where_it_stopped(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)

    def breaking() -> Iterator[CaseRow]:
        for row in many(35):
            if row.row == 30:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        importer.run(breaking(), JOB)
    assert importer.store.position() == 20

    summary = importer.run(many(35), JOB)

    assert (counts(summary), summary.resumed) == ((15, 0, 20, 0), 20)
    assert importer.run(many(35), JOB).resumed == 0, "it had ended"


def test_another_file_in_between_begins_anew(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 10)

    def breaking() -> Iterator[CaseRow]:
        yield from many(20)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.run(breaking(), JOB)
    importer(replace(ROW, reference="R0", solved=False), job=replace(JOB, file=b"2"))

    summary = importer.run(many(20), JOB)

    assert (counts(summary), summary.resumed) == ((0, 1, 19, 0), 0)


def test_two_imports_of_one_system_do_not_mix(
    importer: Importer, commands: Commands[Receipt], database: Database
) -> None:
    with (
        ImportRecords(database, commands.vault, "12345").alone(),
        pytest.raises(ImportRunning),
    ):
        importer(ROW)
    assert importer(ROW).new == 1


KILLED = """
import sys
from tests.application.test_imports import import_slowly
import_slowly(sys.argv[1])
"""


def import_slowly(url: str) -> None:
    """Import in small batches, telling after each; for a process that is killed."""
    from application.clock import system_clock
    from application.rules import load_rulepacks
    from application.vault import Vault
    from application.vault_keys import VaultKeys

    imports.BATCH = 20
    database = Database(url)
    store = EventStore(database)
    vault = Vault(database, VaultKeys(bytes(range(32))))
    service = ImportCases(
        store, vault, load_rulepacks(), system_clock, OPERATOR, lambda names: {}
    )

    def told() -> Iterator[CaseRow]:
        for row in many(2000):
            print(row.row, flush=True)
            yield row

    service.run(JOB, told(), lambda problem: None)


@pytest.mark.slow
def test_a_killed_import_loses_and_doubles_nothing(
    importer: Importer, database_url: str
) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, database_url],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) > 500:
                os.kill(process.pid, signal.SIGKILL)
                break

    summary = importer.run(many(2000), JOB)

    assert summary.new + summary.unchanged == 2000
    assert 400 <= summary.resumed == summary.unchanged < 2000
    assert importer.store.position() == summary.cases == 2000


def test_the_next_import_need_not_wait_for_the_last_connection_to_end(
    database: Database, commands: Commands[Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = ImportRecords(database, commands.vault, "12345")
    lingering: list[psycopg.Connection[Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Connection, "close", lambda it: lingering.append(it))
        with records.alone():
            pass
    with records.alone():
        assert len(lingering) == 1
    for connection in lingering:
        connection.close()

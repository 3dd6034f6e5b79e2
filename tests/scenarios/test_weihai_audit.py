"""Weihai, audited from its folder alone: the auditor computes what is served, and names
what was not published, published late, or altered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from application.clock import system_clock
from domain.compound import compound_id
from domain.duty import Duty, DutyKey
from domain.duty_rates import DutyCount
from interfaces.audit.audit import Auditor, AuditReport, audited
from interfaces.audit.findings import Findings
from interfaces.audit.judged import AuditVerdict
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import FolderSource
from interfaces.audit.state import AuditState
from interfaces.demo.notices import NoticeOffice
from interfaces.demo.place import read_place
from interfaces.log_parts import log_keeper, make_log_key
from tests.scenarios.history import History, generated

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RATE = """query ($at: DateTime) { publicationRate(asOf: $at) {
    counts { due onTime late } items { item counts { due onTime late } } } }"""
DUE = 708

COMMUNITY = "371000/371002/371002901/371002901001"


def subject(code: str) -> str:
    return str(compound_id(code))


REMOVED = {
    ("D10", subject("WH-PLAIN-0001"), "2019-Q2"),
    ("D07", subject("WH-SHENGDE-0001"), "2020"),
    ("D11", subject("WH-PLAIN-0003"), "2021-H1"),
    ("D37", COMMUNITY, "2020-03"),
}
LATE = {
    ("D10", subject("WH-ARREARS-0001"), "2017-Q4"),
    ("D08", subject("WH-SHENGDE-0001"), "2019"),
    ("D38", "371000/371082", "2020-06"),
}
ALTERED = {
    ("D07", subject("WH-PLAIN-0002"), "2019"),  # its document
    ("D08", subject("WH-PLAIN-0003"), "2020"),  # its content
    ("D08", subject("WH-ARREARS-0001"), "2018"),  # its content is gone
}


class Careless(NoticeOffice):
    """Forgets four of its notices, and publishes three after their time."""

    def _owed(self, at: datetime) -> list[tuple[DutyKey, list[Duty]]]:
        held = self.__dict__.setdefault("held", [])
        found = []
        for key, duties in super()._owed(at):
            if key in LATE:
                held.append((key, duties))
            elif key not in REMOVED:
                found.append((key, duties))
        late = [each for each in held if each[1][0].due_at < at]
        held[:] = [each for each in held if each not in late]
        return found + late


@pytest.fixture(scope="module")
def weihai(
    server_url: str, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    home = tmp_path_factory.mktemp("weihai-audit")
    with generated(server_url, prepared, home, read_place("weihai")) as history:
        signed(history)
        yield history


@pytest.fixture(scope="module")
def careless(
    server_url: str, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    home = tmp_path_factory.mktemp("weihai-careless")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("interfaces.demo.generate.NoticeOffice", Careless)
        with generated(server_url, prepared, home, read_place("weihai")) as history:
            signed(history)
            yield history


def test_an_auditor_computes_what_the_service_says(weihai: History) -> None:
    report = audit_of(weihai)
    found = report.found
    total = report.total

    assert report.sound and not found.faults, _said(found)
    assert report.entries == weihai.runtime.store.position()
    served = weihai.ask(RATE, at=weihai.runtime.clock().isoformat())["publicationRate"]
    assert total is not None
    assert served["counts"] == _count(total)
    assert {e["item"]: e["counts"] for e in served["items"]} == {
        item: _count(count) for item, count in report.counts.items()
    }
    assert _count(total) == {"due": DUE, "onTime": DUE, "late": 0}
    assert report.documents > 300
    verdicts = {e.verdict for e in report.items}
    assert verdicts <= {AuditVerdict.ON_TIME, AuditVerdict.PENDING}


def test_of_ten_that_went_wrong_exactly_ten_are_named(careless: History) -> None:
    alter(careless)
    report = audit_of(careless)
    total = report.total
    wrong: dict[AuditVerdict, set[Any]] = {}
    for each in report.items:
        if each.verdict not in (AuditVerdict.ON_TIME, AuditVerdict.PENDING):
            wrong.setdefault(each.verdict, set()).add(tuple(each.standing.duty.key))
    served = careless.ask(RATE, at=careless.runtime.clock().isoformat())
    counts = served["publicationRate"]["counts"]

    assert report.sound
    assert wrong.pop(AuditVerdict.MISSING) == REMOVED
    assert wrong.pop(AuditVerdict.LATE) == LATE
    assert set().union(*wrong.values()) == ALTERED
    assert total is not None
    assert (total.due, total.on_time, total.late) == (DUE, DUE - 10, 3)
    assert Fraction(total.on_time + total.late, total.due) < 1
    # Without the files the service can only say what it has on record.
    assert counts == {"due": DUE, "onTime": DUE - 7, "late": 3}


def signed(history: History) -> None:
    """Let the log be built and signed in the folder."""
    runtime = history.runtime
    key = runtime.settings.home / "log.key"
    settings = runtime.settings.model_copy(update={"log_key_file": key})
    make_log_key(key, "log.example/weihai/simulated")
    keeper = log_keeper(settings, runtime.database)
    assert keeper is not None
    keeper.run_until_signed()


def audit_of(history: History) -> AuditReport:
    by = Auditor(
        HeldPacks(), AuditState(), system_clock(), as_of=history.runtime.clock()
    )
    return audited(FolderSource(history.runtime.settings.home), by)


def alter(history: History) -> None:
    """Change a document and a content in the store, and take another one away."""
    for key in ALTERED:
        (found,) = [
            each
            for each in history.records(
                "publications",
                "item occasion compoundId content { sha256 } documents { sha256 }",
                kind=key[0],
            )
            if (each["compoundId"], each["occasion"]) == key[1:]
        ]
        files = found["documents"] or [found["content"]]
        path = _stored(history.runtime.settings.home, files[0]["sha256"])
        if key[2] == "2018":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes().replace(b"0", b"1"))


def _stored(home: Path, sha256: str) -> Path:
    return home / "published" / sha256[:2] / sha256[2:4] / sha256


def _count(count: DutyCount) -> dict[str, int]:
    return {"due": count.due, "onTime": count.on_time, "late": count.late}


def _said(found: Findings) -> list[str]:
    return [each.message("en") for each in found.faults]

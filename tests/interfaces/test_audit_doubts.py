"""What an auditor cannot follow, and what does not add up, is named for what it is."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from domain.fund_words import FundAccount, FundPosting
from domain.maintenance_fund import MaintenanceFund
from domain.publication_facts import PublicationFacts
from domain.quantities import Fen
from domain.service_fund import ServiceFund
from interfaces.audit.audit import Auditor, AuditReport, audited
from interfaces.audit.export import export
from interfaces.audit.judged import AuditVerdict
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.state import AuditState
from interfaces.audit.steps import AuditStep
from interfaces.audit.url_source import UrlSource
from tests.domain.duties import later
from tests.interfaces.audit_log import LATER, RULES, AuditedLog, report_of
from tests.projections.samples import fact
from tests.scenario import HOUR, NOW

UNKNOWN = "national@000000000000"
FUND = UUID(int=700)


def codes(report: AuditReport) -> list[str]:
    return [each.code for each in report.found.faults]


@pytest.fixture
def log() -> AuditedLog:
    made = AuditedLog()
    made.publish(made.compound(1), "D01")
    return made


def test_what_counts_by_rules_that_nobody_holds_is_indeterminate(
    log: AuditedLog, tmp_path: Path
) -> None:
    for each, _ in log.facts:
        vars(each)["rules"] = UNKNOWN
    report = report_of(log.write(tmp_path / "log"))

    assert report.sound
    assert UNKNOWN in [
        each.details["rules"]
        for each in report.found.notes
        if each.code == "RULES_UNKNOWN"
    ]
    assert report.wanting
    assert {e.verdict for e in report.wanting} == {AuditVerdict.INDETERMINATE}
    assert report.total
    assert report.total.published == 0


def test_a_fact_that_cannot_be_replayed_is_named(
    log: AuditedLog, tmp_path: Path
) -> None:
    log.add(later(PublicationFacts.Corrected, 1, NOW + 3 * HOUR, id=FUND))
    report = report_of(log.write(tmp_path / "log"))

    assert report.sound
    assert not report.perfect
    (fault,) = report.found.of(AuditStep.REPLAY)
    assert fault.code == "REPLAY_FAILED"
    assert fault.details["position"] == len(log.facts)


def test_books_that_do_not_balance_are_named(log: AuditedLog, tmp_path: Path) -> None:
    for version, credit in enumerate((-100, -99), 1):
        lines = (
            FundPosting(FundAccount.BANK, Fen(100)),
            FundPosting(FundAccount.UNITS, Fen(credit)),
        )
        log.add(booked(MaintenanceFund.Deposited, version, postings=lines))
    grant, first, second = (Fen(each) for each in (100, 100, 1))
    other = UUID(int=701)
    log.add(booked(ServiceFund.Approved, 1, other, amount=grant))
    log.add(booked(ServiceFund.Spent, 2, other, amount=first))
    log.add(booked(ServiceFund.Spent, 3, other, amount=second))
    report = report_of(log.write(tmp_path / "log"))

    assert report.sums == 4
    faults = [e for e in report.found.faults if e.code == "BOOKS_UNBALANCED"]
    said = [(e.details["stream"], e.details["reason"]) for e in faults]
    assert said == [(FUND, "1 fen"), (other, "-1 fen")]
    last = len(log.facts)
    assert [e.details["position"] for e in faults] == [last - 3, last]


def booked(kind: Any, version: int, id: UUID = FUND, **given: Any) -> Any:
    return fact(kind, version, id, NOW, rules=RULES, **given)


@contextmanager
def served(answers: dict[str, tuple[int, bytes]], root: Path) -> Iterator[str]:
    """A folder by its address; some paths are answered otherwise."""

    class Answers(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(root))

        def do_GET(self) -> None:
            status, body = answers.get(self.path, (0, b""))
            if not status:
                return super().do_GET()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return None

        def log_message(self, *said: Any) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


ADMITTED = b'{"code":"PUBLISHED_FILE_ALTERED"}'


@pytest.mark.parametrize(
    ("answer", "verdict", "found"),
    [
        ((200, b"{}"), AuditVerdict.ALTERED, ["DOCUMENT_ALTERED"]),
        ((500, ADMITTED), AuditVerdict.ALTERED, ["DOCUMENT_ALTERED"]),
        ((404, b""), AuditVerdict.INDETERMINATE, []),
    ],
)
def test_a_document_at_a_live_address_is_altered_or_not_to_be_had(
    log: AuditedLog,
    tmp_path: Path,
    answer: tuple[int, bytes],
    verdict: AuditVerdict,
    found: list[str],
) -> None:
    """Also in an export: what its keeper admits is kept."""
    (sha256,) = log.documents
    log.documents = {}
    folder = log.write(tmp_path / "log")
    (folder / "documents").mkdir()
    by = Auditor(HeldPacks(), AuditState(), LATER, as_of=LATER)
    with served({f"/documents/{sha256}": answer}, folder) as url:
        with closing(UrlSource(url)) as source:
            live = audited(source, by)
        with closing(UrlSource(url)) as source:
            export(source, tmp_path / "copy", lambda done, size: None)
    for report in (live, report_of(tmp_path / "copy")):
        assert report.sound
        assert codes(report) == found
        (one,) = [e for e in report.wanting if e.standing.duty.item == "D01"]
        assert one.verdict is verdict

"""Weihai, audited from its folder alone: the auditor computes what is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from application.clock import system_clock
from domain.duty_rates import DutyCount
from interfaces.audit.audit import Auditor, audited
from interfaces.audit.findings import Findings
from interfaces.audit.judged import AuditVerdict
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import FolderSource
from interfaces.audit.state import AuditState
from interfaces.demo.place import read_place
from interfaces.log_parts import log_keeper, make_log_key
from tests.scenarios.history import History, generated

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RATE = """query ($at: DateTime) { publicationRate(asOf: $at) {
    counts { due onTime late } items { item counts { due onTime late } } } }"""


@pytest.fixture(scope="module")
def weihai(
    server_url: str, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    home = tmp_path_factory.mktemp("weihai-audit")
    with generated(server_url, prepared, home, read_place("weihai")) as history:
        yield history


def test_an_auditor_computes_what_the_service_says(weihai: History) -> None:
    runtime = weihai.runtime
    key = runtime.settings.home / "log.key"
    settings = runtime.settings.model_copy(update={"log_key_file": key})
    make_log_key(key, "log.example/weihai/simulated")
    keeper = log_keeper(settings, runtime.database)
    assert keeper is not None
    keeper.run_until_signed()
    at = runtime.clock()
    by = Auditor(HeldPacks(), AuditState(), system_clock(), as_of=at)
    report = audited(FolderSource(settings.home), by)
    found = report.found

    assert report.sound and not found.faults, _said(found)
    assert report.entries == runtime.store.position()
    served = weihai.ask(RATE, at=at.isoformat())["publicationRate"]
    assert report.total is not None
    assert served["counts"] == _count(report.total)
    assert {e["item"]: e["counts"] for e in served["items"]} == {
        item: _count(count) for item, count in report.counts.items()
    }
    # All that its places have published is there, unaltered.
    verdicts = {e.verdict for e in report.items if e.standing.publications}
    assert not verdicts & {AuditVerdict.ALTERED, AuditVerdict.INDETERMINATE}


def _count(count: DutyCount) -> dict[str, int]:
    return {"due": count.due, "onTime": count.on_time, "late": count.late}


def _said(found: Findings) -> list[str]:
    return [each.message("en") for each in found.faults]

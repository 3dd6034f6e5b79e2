"""An audit of a live service, made by ordinary commands: over HTTP, of an export, and
after somebody with all rights over the database has rewritten history."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from application import simulation
from application.database import Database
from application.log_keys import LogKeys
from application.signed_note import Signer
from application.simulation import SimulatedClock, Simulation
from domain.roles import Role
from interfaces.audit.audit import Auditor, AuditReport, audited
from interfaces.audit.export import export
from interfaces.audit.judged import AuditVerdict
from interfaces.audit.own_source import OwnSource
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import FolderSource, Source
from interfaces.audit.state import AuditState
from interfaces.audit.url_source import UrlSource
from interfaces.audit.words import as_json
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from interfaces.http import create_app
from interfaces.runtime import open_runtime
from interfaces.server import configured
from interfaces.services import Services
from projections.engine import Engine
from projections.read_models import READ_MODELS
from projections.transparency.folder import LogFolder
from tests.domain.publications import text_of
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported
from tests.projections.logs import eventually
from tests.projections.published import keeper
from tests.scenario import DAY, NOW
from tests.scenarios.history import services_of, settings

pytestmark = pytest.mark.slow
KEYS = LogKeys((Signer("log.example/live/simulated", 1, bytes(range(32))),))
POINTS = 14
AFTER = NOW + 30 * DAY


@dataclass
class Site:
    """A service on a clock of its own, reached over HTTP; its log is in `folder`."""

    client: Client
    services: Services
    clock: SimulatedClock
    folder: LogFolder
    url: str

    @property
    def database(self) -> Database:
        return self.services.store.database

    def sign(self) -> None:
        keeper(self.database, self.folder, KEYS).run_until_signed()

    async def audit(
        self, state: AuditState | None = None, source: Source | None = None
    ) -> AuditReport:
        by = Auditor(HeldPacks(), state or AuditState(), AFTER, as_of=AFTER)
        with closing(source or UrlSource(self.url)) as read:
            return await asyncio.to_thread(audited, read, by)

    async def export(self, copy: Path) -> FolderSource:
        with closing(UrlSource(self.url)) as read:
            await asyncio.to_thread(export, read, copy, lambda done, size: None)
        return FolderSource(copy)


@pytest.fixture
def started(database_url: str, tmp_path: Path) -> Iterator[tuple[Services, Any]]:
    clock = SimulatedClock(NOW)
    with open_runtime(
        settings(database_url, tmp_path / "home"), clock=clock, say=lambda line: None
    ) as runtime:
        simulation.begin(runtime.database, Simulation("audit", 1, 1))
        engine = Engine(runtime.database, runtime.store, READ_MODELS, poll=0.05)
        engine.start()
        yield services_of(runtime, LocalIssuer(tmp_path / "home")), clock
        engine.stop()


@pytest.fixture
async def site(
    started: tuple[Services, SimulatedClock], tmp_path: Path
) -> AsyncIterator[Site]:
    services, clock = started
    folder = LogFolder(tmp_path / "home" / "log")
    services = replace(services, log=folder)
    server = uvicorn.Server(configured(create_app(services)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=30) as http:
            issuer = LocalIssuer(tmp_path / "home")
            yield Site(
                Client(http, issuer, services.store), services, clock, folder, url
            )
        server.should_exit = True
        await task


async def opened(site: Site) -> tuple[str, list[int]]:
    """Help points are opened: each must be published within three working days."""
    compound = await registered(site.client)
    site.client.sign_in(Role.STREET_OFFICER)
    versions = []
    for number in range(POINTS):
        point = {
            "code": f"p-{number}",
            "kind": "HELP_POINT",
            "matters": ["consultation"],
            "opens": 540,
            "closes": 1020,
            "since": NOW.date().isoformat(),
        }
        done = await site.client.give("openHelpPoint", id=compound, **point)
        assert done["__typename"] == "CompoundChanged", done
        versions.append(done["version"])
    return compound, versions


async def published(site: Site, compound: str, version: int) -> str:
    """Publish a help point; the digest of the content."""
    site.client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    content = text_of("D45") | {"place": f"帮办点{version}"}
    done = await site.client.give(
        "publish",
        item="D45",
        occasion=f"{compound}.{version}",
        publisher="COMMUNITY",
        content=json.dumps(content),
        compoundId=compound,
    )
    assert done["__typename"] == "PublicationChanged", done
    shown = f'{{ publication(id: "{done["id"]}") {{ content {{ sha256 }} }} }}'
    return str((await site.client.ask(shown))["publication"]["content"]["sha256"])


async def test_exactly_ten_of_the_commands_of_a_site_are_wanting(
    site: Site, tmp_path: Path
) -> None:
    compound, versions = await opened(site)
    expected = {
        f"{compound}.{version}": verdict
        for version, verdict in zip(
            versions,
            [AuditVerdict.MISSING] * 3
            + [AuditVerdict.LATE] * 3
            + [AuditVerdict.ALTERED] * 4,
            strict=False,
        )
    }
    spoiled = [await published(site, compound, version) for version in versions[6:10]]
    for version in versions[10:]:
        await published(site, compound, version)
    site.clock.moment = NOW + 10 * DAY
    for version in versions[3:6]:
        await published(site, compound, version)
    site.sign()
    eventually(site.database, site.services.store.position())
    state = AuditState()
    before = await site.audit(state)
    total = before.total
    rate = f'publicationRate(compound: "{compound}", asOf: "{AFTER.isoformat()}")'
    counts = "{ counts { due onTime late } }"
    theirs = (await site.client.ask(f"{{ {rate} {counts} }}"))["publicationRate"]

    assert total and before.sound, before.found
    assert theirs["counts"] == {
        "due": total.due,
        "onTime": total.on_time,
        "late": total.late,
    }
    store = site.services.commands.desk.store
    for sha256 in spoiled:
        path = store.folder.path(sha256)
        path.write_bytes(
            path.read_bytes().replace("帮办点".encode(), "服务站".encode())
        )
    # The service serves no file that is not what its name says, and says so.
    report = await site.audit(state)
    assert wanting(report) == expected
    named = [each.details["sha256"] for each in report.found.faults]
    assert sorted(named) == sorted(spoiled)
    assert report.sound and report.total
    assert report.total.published == total.published - 4
    copy = await site.export(tmp_path / "copy")
    assert wanting(await site.audit(source=copy)) == expected
    # Who has the folder sees what was done to them.
    home = FolderSource(tmp_path / "home")
    assert wanting(await site.audit(source=home)) == expected


def wanting(report: AuditReport) -> dict[str, AuditVerdict]:
    return {
        each.standing.duty.occasion: each.verdict
        for each in report.wanting
        if each.standing.duty.item == "D45"
    }


async def test_a_released_text_is_checked_against_its_commitment(
    site: Site, tmp_path: Path
) -> None:
    case = await reported(site.client)
    site.client.sign_in(Role.STREET_OFFICER)
    given = {"entry": 1, "path": "body", "mask": "M2"}
    done = await site.client.give("releaseText", id=case, **given)
    assert done["__typename"] == "CaseChanged", done
    site.sign()
    report = await site.audit()
    assert report.sound and (report.releases, report.found.faults) == (1, [])
    copy = tmp_path / "copy"
    assert (await site.audit(source=await site.export(copy))).releases == 1
    own = tmp_path / "own"
    folder = OwnSource(tmp_path / "home", site.database)
    await asyncio.to_thread(export, folder, own, lambda done, size: None)
    assert (own / "released.jsonl").read_bytes() == (
        copy / "released.jsonl"
    ).read_bytes()
    text = copy / "released.jsonl"
    text.write_text(text.read_text().replace("返水", "漏水"))
    faults = (await site.audit(source=FolderSource(copy))).found.faults
    assert [each.code for each in faults] == ["RELEASE_DIFFERS"]


FORGERIES = {
    "delete": "DELETE FROM event WHERE position > 10",
    "fork": "UPDATE event SET entry = replace(convert_from(entry, 'UTF8'), 'national@',"
    " 'nationai@')::bytea WHERE position = (SELECT max(position) FROM event)",
    "swap a document": "UPDATE event SET entry = regexp_replace("
    "convert_from(entry, 'UTF8'), '\"sha256\":\"[0-9a-f]{8}', '\"sha256\":\"00000000'"
    ")::bytea WHERE convert_from(entry, 'UTF8') LIKE '%\"Publication.Published\"%'",
    "alter": "UPDATE event SET entry = replace(convert_from(entry, 'UTF8'), 'p-3',"
    " 'p-x')::bytea WHERE position = 5",
    "backdate": "UPDATE event SET entry = replace(convert_from(entry, 'UTF8'),"
    ' \'"recorded_at":"2026\', \'"recorded_at":"2025\')::bytea WHERE position = 12',
    "reorder": "UPDATE event SET entry = (SELECT other.entry FROM event other"
    " WHERE other.position = 9 - event.position) WHERE position IN (4, 5)",
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_rewritten_database_that_the_real_key_signs_again_is_found(
    site: Site, forgery: str
) -> None:
    compound, versions = await opened(site)
    await published(site, compound, versions[0])
    site.sign()
    state = AuditState()
    assert (await site.audit(state)).sound

    with site.database.connection() as conn:
        conn.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        conn.execute("ALTER TABLE log_checkpoint DISABLE TRIGGER ALL")
        conn.execute(FORGERIES[forgery].encode())
        conn.execute("DELETE FROM log_checkpoint")
    shutil.rmtree(site.folder.public.parent)
    site.sign()
    report = await site.audit(state)

    assert not report.sound
    assert report.total is None
    codes = {each.code for each in report.found.faults}
    assert ("LOG_SHORTENED" if forgery == "delete" else "LOG_FORKED") in codes, codes
    assert as_json(report)["rates"] is None


async def test_the_commands_verify_a_site_and_its_export(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GONGSHI_LANG", "en")
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "auditor"))
    compound, versions = await opened(site)
    for version in versions:
        await published(site, compound, version)
    site.sign()
    soon = (NOW + timedelta(days=9)).isoformat()
    pdf = tmp_path / "report.pdf"
    lines = [
        ["audit", "export", str(tmp_path / "copy"), "--from", site.url],
        ["audit", "verify", str(tmp_path / "copy"), "--as-of", soon],
        ["audit", "verify", site.url, "--as-of", soon, "--pdf", str(pdf)],
    ]
    for line in lines:
        code = await asyncio.to_thread(run, line)
        out = capsys.readouterr()
        assert code == 0, out
    assert "14/14 100.00%" in out.out
    assert pdf.read_bytes().startswith(b"%PDF")
    assert (tmp_path / "auditor" / "audit-state.json").exists()
    (tmp_path / "copy" / "log" / "checkpoint").unlink()
    assert await asyncio.to_thread(run, lines[1]) == 3
    assert "100" not in capsys.readouterr().out
    assert await asyncio.to_thread(run, ["audit", "verify", "nowhere"]) == 2

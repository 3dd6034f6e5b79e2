"""The ten steps: each alteration is found and named, and then no figure is given."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from application.log_keys import LogKeys
from application.signed_note import Signer
from application.tlog_policy import Policy
from application.tlog_tiles import ENTRIES, Tile, bundle, entries_in
from interfaces.audit.audit import Auditor, AuditReport, audited
from interfaces.audit.export import export
from interfaces.audit.judged import AuditVerdict
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.state import AuditState
from interfaces.audit.steps import INTEGRITY, AuditStep
from interfaces.audit.url_source import UrlSource
from interfaces.audit.words import as_json
from tests.domain.duties import later
from tests.interfaces.audit_log import (
    ITEMS,
    KEYS,
    LATER,
    WITNESS,
    AuditedLog,
    report_of,
    signed_note,
    write_log,
)
from tests.scenario import DAY, HOUR, NOW

COMPOUNDS = 12
SIZE = COMPOUNDS * 7
MIDDLE = 50
LAST = Tile(ENTRIES, 0, SIZE)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in which everything was published in time."""
    log = AuditedLog()
    for number in range(COMPOUNDS):
        compound = log.compound(number)
        for item in ITEMS:
            log.publish(compound, item)
    folder = tmp_path_factory.mktemp("audit") / "whole"
    return log.write(folder, sizes=[MIDDLE], cosigned=NOW + 3 * HOUR)


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy to be tampered with."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.fixture
def remembered(whole: Path) -> AuditState:
    """What an auditor remembers who has seen the whole log."""
    state = AuditState()
    assert report_of(whole, state).sound
    return state


def codes(report: AuditReport) -> set[str]:
    return {each.code for each in report.found.faults}


def verdict_of(report: AuditReport, item: str) -> AuditVerdict:
    (found,) = [e.verdict for e in report.items if e.standing.duty.item == item]
    return found


def test_a_log_in_which_all_was_published_is_at_100_percent(whole: Path) -> None:
    report = report_of(whole)

    assert report.perfect, [each.message("en") for each in report.found.faults]
    assert report.entries == SIZE
    assert report.checkpoints == 2
    assert report.documents == 48
    total = report.total
    assert total and (total.due, total.on_time) == (48, 48)
    assert {each.code for each in report.found.notes} == {"NOT_PINNED", "NO_WITNESS"}
    said = as_json(report)
    assert said["rates"]["all"]["publication_rate"] == "1.0000"
    assert [step["holds"] for step in said["steps"]] == [True] * 10


def entries_of(folder: Path) -> list[bytes]:
    return entries_in((folder / "log" / LAST.path).read_bytes(), SIZE)


def rewritten(folder: Path, entries: list[bytes], **given: Any) -> None:
    write_log(folder / "log", entries, **given)


def altered(entries: list[bytes]) -> list[bytes]:
    return [*entries[:9], entries[9].replace(b"national@", b"nationai@"), *entries[10:]]


def renumbered(entries: list[bytes]) -> list[bytes]:
    """Each entry says where it stands now."""
    found = []
    for position, entry in enumerate(entries, 1):
        said = json.loads(entry)
        said["position"] = position
        found.append(json.dumps(said, sort_keys=True, separators=(",", ":")).encode())
    return found


def backdated(entries: list[bytes]) -> list[bytes]:
    old, new = b'"recorded_at":"2026-03-10', b'"recorded_at":"2026-03-01'
    at = next(n for n, entry in enumerate(entries) if old in entry)
    return [*entries[:at], entries[at].replace(old, new), *entries[at + 1 :]]


def swapped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:3], entries[4], entries[3], *entries[5:]]


MUTATIONS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "delete": lambda entries: renumbered([*entries[:20], *entries[21:]]),
    "delete the last": lambda entries: entries[:-1],
    "alter": altered,
    "reorder": lambda entries: renumbered(swapped(entries)),
    "backdate": backdated,
    "slip in": lambda entries: renumbered([*entries[:20], entries[19], *entries[20:]]),
    "begin anew": lambda entries: entries[:1],
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("keeps_archive", [False, True])
def test_what_is_signed_again_with_the_real_key_is_found_by_who_remembers(
    folder: Path, remembered: AuditState, mutation: str, keeps_archive: bool
) -> None:
    archive = folder / "log" / "checkpoints" / str(SIZE)
    old = archive.read_bytes()
    rewritten(folder, MUTATIONS[mutation](entries_of(folder)))
    if keeps_archive and mutation == "alter":
        archive.write_bytes(old)

    report = report_of(folder, remembered)

    assert codes(report) & {"LOG_FORKED", "LOG_SHORTENED"}
    assert_no_figure(report)
    # The two signed checkpoints stay together: they prove it to anyone.
    assert_no_figure(report_of(folder, remembered))


def assert_no_figure(report: AuditReport) -> None:
    assert not report.sound
    assert any(each.step in INTEGRITY for each in report.found.faults)
    assert report.total is None
    assert report.counts == {}
    assert not report.items
    assert as_json(report)["rates"] is None


def test_two_signed_histories_are_kept_as_evidence(
    folder: Path, remembered: AuditState
) -> None:
    rewritten(folder, altered(entries_of(folder)))

    report = report_of(folder, remembered)

    (note,) = report.contradictions
    assert report.trust and note != report.trust.note
    assert "LOG_FORKED" in codes(report)


@pytest.mark.parametrize("mutation", ["alter", "delete", "backdate"])
def test_what_another_auditor_has_seen_shows_a_split_view(
    folder: Path, remembered: AuditState, tmp_path: Path, mutation: str
) -> None:
    theirs = tmp_path / "theirs.json"
    remembered.write(theirs)
    rewritten(folder, MUTATIONS[mutation](entries_of(folder)))

    report = report_of(folder, compared=[theirs])

    assert codes(report) <= {"SPLIT_VIEW", "OTHERS_AHEAD"}
    assert codes(report)
    assert_no_figure(report)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A plain web server; its file `checkpoint` answers as a witness would."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_what_a_witness_has_seen_is_asked(whole: Path, folder: Path) -> None:
    entries = entries_of(folder)
    with served(whole / "log") as url:
        witness = f"witness w {WITNESS.verifier} {url}"
        policy = Policy.parse(f"log {KEYS.verifiers[0]}\n{witness}\nquorum none\n")
        agreed = report_of(whole, policy=policy)
        assert agreed.perfect and agreed.checkpoints == 3
        for mutation, code in (
            ("alter", "SPLIT_VIEW"),
            ("backdate", "SPLIT_VIEW"),
            ("delete", "OTHERS_AHEAD"),
        ):
            rewritten(folder, MUTATIONS[mutation](entries), cosigned=NOW + 3 * HOUR)
            report = report_of(folder, policy=policy)
            assert codes(report) == {code}
            assert_no_figure(report)
    silent = report_of(whole, policy=policy)
    assert silent.perfect
    assert "WITNESS_SILENT" in {each.code for each in silent.found.notes}


def test_a_plain_web_server_is_enough_to_be_audited(
    whole: Path, tmp_path: Path
) -> None:
    with served(whole) as url, closing(UrlSource(url)) as source:
        by = Auditor(HeldPacks(), AuditState(), LATER, as_of=LATER)
        report = audited(source, by)
        assert report.perfect, report.found.faults
        done = export(source, tmp_path / "copy", lambda done, size: None)
    assert (done.size, done.documents) == (SIZE, 48)
    assert done.checkpoints == 0  # Such a server lists none.


def test_an_archived_checkpoint_contradicts_a_rewritten_log(folder: Path) -> None:
    old = (folder / "log" / "checkpoints" / str(MIDDLE)).read_bytes()
    rewritten(folder, altered(entries_of(folder)))
    (folder / "log" / "checkpoints" / str(MIDDLE)).write_bytes(old)

    report = report_of(folder)

    assert codes(report) == {"ARCHIVE_CONTRADICTS"}
    assert_no_figure(report)


def put_entry(folder: Path, entries: list[bytes]) -> None:
    """Another entry in its bundle alone."""
    (folder / "log" / LAST.path).write_bytes(bundle(entries))


def test_an_altered_entry_is_named_by_its_position(folder: Path) -> None:
    put_entry(folder, altered(entries_of(folder)))

    report = report_of(folder)

    assert codes(report) == {"ENTRY_ALTERED"}
    assert report.found.faults[0].details == {"position": 10}
    assert "位置 10" in report.found.faults[0].message("zh")
    assert_no_figure(report)


def broken_tile(folder: Path) -> None:
    path = folder / "log" / Tile(0, 0, SIZE).path
    path.write_bytes(bytes(32) + path.read_bytes()[32:])


def cut_tile(folder: Path) -> None:
    path = folder / "log" / Tile(0, 0, SIZE).path
    path.write_bytes(path.read_bytes()[:-1])


def lost_bundle(folder: Path) -> None:
    (folder / "log" / LAST.path).unlink()


def lost_tile(folder: Path) -> None:
    (folder / "log" / Tile(0, 0, SIZE).path).unlink()


def no_checkpoint(folder: Path) -> None:
    (folder / "log" / "checkpoint").unlink()


def bad_signature(folder: Path) -> None:
    path = folder / "log" / "checkpoint"
    path.write_text(path.read_text().replace(f"\n{SIZE}\n", f"\n{SIZE - 1}\n"))


def bad_archive(folder: Path) -> None:
    path = folder / "log" / "checkpoints" / str(MIDDLE)
    path.write_text(signed_note(MIDDLE - 1, bytes(32)))


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (broken_tile, "ENTRY_ALTERED"),
        (cut_tile, "TILE_DAMAGED"),
        (lost_bundle, "TILE_MISSING"),
        (lost_tile, "TILE_MISSING"),
        (no_checkpoint, "CHECKPOINT_MISSING"),
        (bad_signature, "CHECKPOINT_REFUSED"),
        (bad_archive, "ARCHIVE_REFUSED"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(
    folder: Path, break_it: Callable[[Path], None], code: str
) -> None:
    break_it(folder)

    report = report_of(folder)

    assert code in codes(report)
    assert_no_figure(report)


def test_every_flipped_bit_of_the_last_tiles_is_found(folder: Path) -> None:
    for path in (folder / "log" / LAST.path, folder / "log" / Tile(0, 0, SIZE).path):
        content = path.read_bytes()
        for at in range(0, len(content), len(content) // 8):
            path.write_bytes(
                content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            )
            assert_no_figure(report_of(folder))
        path.write_bytes(content)
    assert report_of(folder).perfect


def test_a_key_that_is_not_pinned_signs_for_nobody(folder: Path) -> None:
    policy = Policy.parse(f"log {KEYS.verifiers[0]}\nquorum none\n")
    assert report_of(folder, policy=policy).perfect
    other = LogKeys((Signer(KEYS.origin, 1, bytes(32)),))
    rewritten(folder, entries_of(folder), keys=other)

    assert codes(report_of(folder, policy=policy)) == {"CHECKPOINT_REFUSED"}


def test_another_log_in_the_place_of_one_is_found(folder: Path, tmp_path: Path) -> None:
    state = AuditState()
    assert report_of(folder, state).sound
    other = LogKeys((Signer("log.example/other", 1, bytes(32)),))
    rewritten(folder, entries_of(folder), keys=other)

    report = report_of(folder, state)

    assert codes(report) == {"ORIGIN_CHANGED"}
    assert_no_figure(report)


def test_the_quorum_of_witnesses_must_have_cosigned(folder: Path) -> None:
    policy = Policy.parse(
        f"log {KEYS.verifiers[0]}\nwitness w {WITNESS.verifier}\nquorum w\n"
    )
    assert report_of(folder, policy=policy).perfect
    rewritten(folder, entries_of(folder))

    report = report_of(folder, policy=policy)

    assert codes(report) == {"QUORUM_MISSING"}
    assert_no_figure(report)


def put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda entry: entry.replace(old, new)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda entry: entry.replace(b'"position":10', b'"position":11'),
            "POSITION_WRONG",
        ),
        (
            lambda entry: entry.replace(b'"version":', b'"version": '),
            "ENTRY_UNREADABLE",
        ),
        (
            lambda entry: entry.replace(b'"version":3', b'"version":2'),
            "VERSION_REPEATED",
        ),
        (lambda entry: entry.replace(b"Compound.S", b"Compound.X"), "TYPE_UNKNOWN"),
        (lambda entry: entry[:-1] + b',"x":1}', "ENTRY_UNREADABLE"),
        (lambda entry: b"{}", "ENTRY_UNREADABLE"),
        (
            lambda entry: (
                b'{"actor":"%b","audience":"restricted","digest":"%b","position":10,'
                b'"stream":"%b","type":"Compound.ServiceStarted"}' % ((b"0" * 64,) * 3)
            ),
            "AUDIENCE_WRONG",
        ),
    ],
)
def test_an_entry_that_the_log_should_never_have_signed(
    folder: Path, change: Callable[[bytes], bytes], code: str
) -> None:
    entries = entries_of(folder)
    assert b'"Compound.ServiceStarted"' in entries[9]
    entries[9] = change(entries[9])
    rewritten(folder, entries)

    report = report_of(folder)

    assert codes(report) == {code}
    assert [each.step for each in report.found.faults] == [AuditStep.ENTRIES]
    assert_no_figure(report)


def test_exactly_the_ten_that_are_wanting_are_named(tmp_path: Path) -> None:
    log = AuditedLog()
    expected: dict[tuple[str, str], AuditVerdict] = {}
    wanting = [*[AuditVerdict.MISSING] * 3, *[AuditVerdict.LATE] * 3]
    wanting += [AuditVerdict.ALTERED] * 4
    spoiled = []
    for number in range(COMPOUNDS):
        compound = log.compound(number)
        for item in ITEMS:
            verdict = wanting[number] if number < 10 and item == "D02" else None
            if verdict is not None:
                expected[item, str(compound)] = verdict
            if verdict is AuditVerdict.MISSING:
                continue
            late = verdict is AuditVerdict.LATE
            log.publish(compound, item, NOW + (10 * DAY if late else 2 * HOUR))
            if verdict is AuditVerdict.ALTERED:
                spoiled.append(list(log.documents)[-1])
    for sha256 in spoiled:
        log.documents[sha256] += b" "
    report = report_of(log.write(tmp_path / "log"))

    assert report.sound
    found = {
        (e.standing.duty.item, e.standing.duty.subject): e.verdict
        for e in report.wanting
    }
    assert found == expected
    total = report.total
    assert total and (total.due, total.published, total.on_time) == (48, 41, 38)
    assert codes(report) == {"DOCUMENT_ALTERED"}
    assert all(each.reason.zh and each.reason.en for each in report.wanting)


def test_what_is_recorded_late_was_not_published_in_time(tmp_path: Path) -> None:
    log = AuditedLog()
    compound = log.compound(1)
    log.publish(compound, "D01")
    fact, _ = log.facts.pop()
    log.add(fact, late=timedelta(days=9))  # It says that it is of March.
    report = report_of(log.write(tmp_path / "log"))

    assert verdict_of(report, "D01") is AuditVerdict.LATE


def test_in_time_is_what_a_witness_has_seen_in_time(tmp_path: Path) -> None:
    log = AuditedLog()
    compound = log.compound(1)
    log.publish(compound, "D01")
    policy = Policy.parse(
        f"log {KEYS.verifiers[0]}\nwitness w {WITNESS.verifier}\nquorum w\n"
    )
    for hours, verdict in ((3, AuditVerdict.ON_TIME), (240, AuditVerdict.LATE)):
        folder = log.write(tmp_path / str(hours), cosigned=NOW + hours * HOUR)
        report = report_of(folder, policy=policy)
        assert verdict_of(report, "D01") is verdict
    assert any("witnessed" in each.reason.en for each in report.wanting)


def test_a_missing_document_is_indeterminate_and_no_documents_are_said(
    folder: Path,
) -> None:
    path = next(each for each in (folder / "documents").rglob("*") if each.is_file())
    path.unlink()
    (one,) = report_of(folder).wanting
    assert one.verdict is AuditVerdict.INDETERMINATE
    shutil.rmtree(folder / "documents")
    report = report_of(folder)
    assert len(report.wanting) == 48
    assert "NO_DOCUMENTS" in {each.code for each in report.found.notes}


def test_a_digest_that_is_none_is_no_path(tmp_path: Path) -> None:
    log = AuditedLog()
    compound = log.compound(1)
    log.publish(compound, "D01")
    fact, at = log.facts.pop()
    told: Any = fact
    wrong = replace(told.content, sha256="../../log/checkpoint")
    vars(told)["content"] = wrong
    log.facts.append((fact, at))
    report = report_of(log.write(tmp_path / "log"))

    assert verdict_of(report, "D01") is AuditVerdict.ALTERED


def test_a_withdrawn_publication_counts_no_more(tmp_path: Path) -> None:
    from domain.publication_facts import PublicationFacts

    log = AuditedLog()
    compound = log.compound(1)
    id = log.publish(compound, "D01")
    log.add(later(PublicationFacts.Withdrawn, 2, NOW + 3 * HOUR, id=id))
    report = report_of(log.write(tmp_path / "log"))

    assert verdict_of(report, "D01") is AuditVerdict.WITHDRAWN

"""The transparency log: what is published, who signs, what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from application.checkpoint import Checkpoint
from application.database import Database
from application.log_keys import LogKeys
from application.signed_note import opened, parsed
from application.tlog_proof import TlogProof
from application.tlog_tiles import Tile
from domain.merkle import leaf_hash, verify_consistency, verify_inclusion
from projections import sessions
from projections.transparency import checkpoints
from projections.transparency.folder import LogFolder
from projections.transparency.proofs import (
    LogSizesReversed,
    NotInLogYet,
    Proofs,
)
from projections.transparency.refusals import (
    LogEntryTooLong,
    LogFolderInUse,
    LogInconsistent,
    LogOriginChanged,
    LogRewritten,
    LogShorterThanSigned,
    LogTilesDamaged,
)
from tests.projections.breaking_folder import disk_full
from tests.projections.published import (
    KEYS,
    ORIGIN,
    checked,
    entry,
    grow,
    keeper,
    publishing,
)

FORGE = "UPDATE event SET entry = 'forged' WHERE position = %s"


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log")


@pytest.fixture
def unguarded(database: Database) -> Iterator[Database]:
    """The database as somebody with all rights over it sees it."""
    with database.connection() as conn:
        conn.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        conn.execute("ALTER TABLE log_checkpoint DISABLE TRIGGER ALL")
    yield database


def test_every_size_that_is_signed_can_be_checked_by_anyone(
    database: Database, folder: LogFolder
) -> None:
    for size in (1, 2, 255, 256, 257, 600, 1025):
        grow(database, size)
        signed = keeper(database, folder).run_until_signed()
        found = checked(folder.public)
        assert found and signed and found.size == signed.size == size
        assert found.root == signed.root
    kept = sorted(int(each.name) for each in (folder.public / "checkpoints").iterdir())
    assert kept == [1, 2, 255, 256, 257, 600, 1025]
    # Parts of what is full by now are gone; whoever asks for one gets it all the same.
    assert not (folder.public / "tile/0/000.p").exists()
    assert folder.tile(Tile(0, 0, 2)) == leaf_hash(entry(1)) + leaf_hash(entry(2))
    assert folder.tile(Tile(-1, 0, 1)) == folder.tile(Tile(-1, 0))[: 2 + len(entry(1))]


def test_proofs_of_what_is_published_hold_and_no_others_are_made(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 700)
    keeper(database, folder).run_until_signed()
    proofs = Proofs(folder)
    for index in (0, 255, 256, 511, 512, 698, 699):
        for size in (index + 1, 699, 700):
            if index < size:
                found = proofs.inclusion(index, size)
                leaf = leaf_hash(entry(index + 1))
                verify_inclusion(index, size, leaf, found.hashes, found.root)
    for old, new in ((1, 700), (256, 700), (300, 513), (700, 700)):
        proof = proofs.consistency(old, new)
        verify_consistency(old, new, proof.old_root, proof.new_root, proof.hashes)
    receipt = proofs.receipt(700)
    assert receipt.leaf == 699
    assert receipt.checkpoint == folder.checkpoint()
    with pytest.raises(NotInLogYet):
        proofs.receipt(701)
    with pytest.raises(NotInLogYet):
        proofs.consistency(1, 701)
    with pytest.raises(LogSizesReversed):
        proofs.consistency(0, 5)
    tile = folder.public / Tile(0, 1).path
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(LogTilesDamaged):
        proofs.inclusion(257)


@pytest.mark.parametrize("stride", [19, pytest.param(1, marks=pytest.mark.slow)])
def test_no_flipped_bit_of_what_is_published_passes(
    database: Database, folder: LogFolder, stride: int
) -> None:
    grow(database, 9)
    keeper(database, folder).run_until_signed()
    for name in ("checkpoint", "tile/0/000.p/9", "tile/entries/000.p/9"):
        path = folder.public / name
        right = path.read_bytes()
        for bit in range(0, len(right) * 8, stride):
            path.write_bytes(flipped(right, bit))
            with pytest.raises((AssertionError, ValueError)):
                checked(folder.public)
        path.write_bytes(right)
    assert checked(folder.public)


def test_no_flipped_bit_of_a_receipt_passes(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 9)
    keeper(database, folder).run_until_signed()
    right = Proofs(folder).receipt(4).text.encode()
    _verify_receipt(right)
    for bit in range(len(right) * 8):
        with pytest.raises(ValueError):
            _verify_receipt(flipped(right, bit))


def _verify_receipt(content: bytes) -> None:
    """What its owner does at home: the entry, the log's key, and no network."""
    receipt = TlogProof.parse(content.decode())
    note = opened(receipt.checkpoint, KEYS.verifiers)
    tree = Checkpoint.parse(note.text)
    leaf = leaf_hash(entry(4))
    verify_inclusion(receipt.leaf, tree.size, leaf, receipt.hashes, tree.root)


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_nothing_is_there_before_the_first_event(
    database: Database, folder: LogFolder
) -> None:
    assert keeper(database, folder).run_until_signed() is None
    with pytest.raises(NotInLogYet):
        Proofs(folder).published()


def test_lost_or_damaged_tiles_are_made_again_out_of_the_database(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 600)
    keeper(database, folder).run_until_signed()
    before = folder.checkpoint()
    (folder.public / "tile/0/002.p/88").write_bytes(bytes(88 * 32))
    keeper(database, folder).run_until_signed()
    assert checked(folder.public)
    shutil.rmtree(folder.public)
    keeper(database, folder).run_until_signed()
    assert folder.checkpoint() == before
    assert checked(folder.public)
    # On another machine, too: the database has the signer's record.
    other = LogFolder(folder.public.parent.with_name("elsewhere"))
    grow(database, 601)
    signed = keeper(database, other).run_until_signed()
    assert signed and signed.size == 601
    assert checked(other.public)
    keeper(database, folder).run_until_signed()
    for damage in (lambda tile: tile.write_bytes(bytes(8192)), Path.unlink):
        damage(folder.public / "tile/0/001")
        with publishing(database, folder) as publisher:
            with pytest.raises(LogTilesDamaged):
                publisher.verify()
            publisher.recover(anew=True)
            publisher.verify()
    found = checked(folder.public)
    assert found and found.size == 601


def test_a_database_that_is_not_the_signed_one_any_more_is_not_signed(
    unguarded: Database, folder: LogFolder
) -> None:
    grow(unguarded, 300)
    keeper(unguarded, folder).run_until_signed()
    published = folder.checkpoint()
    with unguarded.connection() as conn:
        conn.execute(FORGE, (7,))
    with publishing(unguarded, folder) as publisher, pytest.raises(LogRewritten):
        publisher.verify()
    with publishing(unguarded, folder) as publisher, pytest.raises(LogRewritten):
        publisher.recover(anew=True)
    assert checked(folder.public), "the evidence stays as it was"
    # An older backup was restored, with the signer's row; the file remembers.
    with unguarded.connection() as conn:
        conn.execute("DELETE FROM event WHERE position > 290")
        conn.execute("DELETE FROM log_checkpoint")
    with pytest.raises(LogShorterThanSigned):
        keeper(unguarded, folder).run_until_signed()
    grow(unguarded, 310)
    shutil.rmtree(folder.public / "tile/0")
    with pytest.raises(LogRewritten):
        keeper(unguarded, folder).run_until_signed()
    assert folder.checkpoint() == published


def test_records_of_two_trees_that_do_not_agree_stop_the_signer(
    unguarded: Database, folder: LogFolder
) -> None:
    grow(unguarded, 20)
    keeper(unguarded, folder).run_until_signed()
    grow(unguarded, 30)
    forged = KEYS.signed(10, bytes(32))
    folder.record(forged.encode())
    with pytest.raises(LogInconsistent):
        keeper(unguarded, folder).run_until_signed()
    folder.record(b"no note")
    with pytest.raises(LogInconsistent):
        keeper(unguarded, folder).run_until_signed()
    folder.record(LogKeys.made("log.example/other").signed(1, bytes(32)).encode())
    with pytest.raises(LogOriginChanged):
        keeper(unguarded, folder).run_until_signed()


def test_a_key_is_rotated_while_both_sign_and_then_alone(
    database: Database, folder: LogFolder
) -> None:
    both, alone = (rotated := KEYS.rotated()), rotated.newest()
    for size, keys in enumerate((KEYS, both, alone), 1):
        grow(database, size)
        keeper(database, folder, keys).run_until_signed()
    notes = [folder.checkpoint(size) or "" for size in (1, 2, 3)]
    assert [len(parsed(note)[1]) for note in notes] == [1, 2, 1]
    for note in notes[:2]:
        assert opened(note, KEYS.verifiers).verified
    for note in notes[1:]:
        assert opened(note, alone.verifiers).verified
    lines = folder.text("verifier-keys").split()
    assert lines == [str(each.verifiers[0]) for each in (alone, KEYS)]


def test_one_process_signs_and_another_stands_by(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 5)
    other = LogFolder(folder.public.parent.with_name("other"))
    with publishing(database, folder) as publisher:
        publisher.recover()
        for rival in (keeper(database, folder), keeper(database, other)):
            with pytest.raises(LogFolderInUse):
                rival.run_until_signed()
        publisher.take()
        publisher.sign()
        with closing(database.dedicated()) as conn:
            assert not sessions.signs(conn)
    assert keeper(database, other).run_until_signed() == _last(database)


def test_a_signer_who_was_overtaken_signs_nothing(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 5)
    other = LogFolder(folder.public.parent.with_name("other"))
    with publishing(database, folder) as publisher:
        publisher.take()
        with database.connection() as conn:  # As if it had lost the lock meanwhile.
            checkpoints.add(conn, ORIGIN, 3, bytes(32), "note", last=0)
        with pytest.raises(RuntimeError, match="not one of 0 any more"):
            publisher.sign()
    assert folder.checkpoint() is None
    assert folder.record() is None
    assert other.checkpoint() is None


def test_a_signed_tree_cannot_be_taken_back(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 3)
    keeper(database, folder).run_until_signed()
    for statement in (
        "DELETE FROM log_checkpoint",
        "TRUNCATE log_checkpoint",
        "UPDATE log_checkpoint SET size = 9",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            database.connection() as conn,
        ):
            conn.execute(statement.encode())


def test_an_entry_that_no_bundle_can_hold_stops_the_log(
    database: Database, folder: LogFolder
) -> None:
    grow(database, 2)
    with database.connection() as conn:
        conn.execute(
            "INSERT INTO event (position, stream_id, version, type, data, entry,"
            " recorded_at) VALUES (3, gen_random_uuid(), 1, 'X', '', %s, now())",
            (b"x" * 65_536,),
        )
    with pytest.raises(LogEntryTooLong):
        keeper(database, folder).run_until_signed()
    assert checked(folder.public) is None


def test_a_gap_is_not_passed(database: Database, folder: LogFolder) -> None:
    grow(database, 4)
    with database.connection() as conn:
        conn.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        conn.execute("DELETE FROM event WHERE position = 3")
    signed = keeper(database, folder).run_until_signed()
    assert signed and signed.size == 2


def test_the_keeper_follows_the_log_says_why_it_stops_and_goes_on(
    unguarded: Database, folder: LogFolder
) -> None:
    running = keeper(unguarded, folder)
    grow(unguarded, 3)
    running.start()
    try:
        _until(unguarded, "SELECT count(*) FROM log_checkpoint WHERE size = 3")
    finally:
        running.stop()
    grow(unguarded, 4)
    with unguarded.connection() as conn:
        conn.execute("CREATE TABLE aside AS SELECT * FROM event WHERE position > 2")
        conn.execute("DELETE FROM event WHERE position > 2")
    running.start()
    try:
        _until(unguarded, "SELECT count(*) FROM log_halt")
        with unguarded.connection() as conn:
            halt = checkpoints.halted(conn)
            assert halt and halt.code == "LOG_SHORTER_THAN_SIGNED"
            conn.execute("INSERT INTO event SELECT * FROM aside")
        _until(unguarded, "SELECT count(*) FROM log_checkpoint WHERE size = 4")
        with unguarded.connection() as conn:
            assert checkpoints.halted(conn) is None
    finally:
        running.stop()
    assert checked(folder.public)


class FullDisk(LogFolder):
    """A folder on a disk without room, until there is some."""

    full = True

    def _draw(self, path: Path, content: bytes) -> None:
        if self.full:
            disk_full()
        super()._draw(path, content)


def test_the_keeper_says_that_the_disk_is_full_and_goes_on_once_it_is_not(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.transparency.keeper.LONGEST_DELAY", 0.02)
    folder = FullDisk(tmp_path)
    grow(database, 300)
    running = keeper(database, folder)
    running.start()
    try:
        _until(database, "SELECT count(*) FROM log_halt")
        with database.connection() as conn:
            halt = checkpoints.halted(conn)
        assert halt and halt.code == "LOG_FOLDER_UNWRITABLE"
        assert checked(folder.public) is None, "nothing is published"
        folder.full = False
        _until(database, "SELECT count(*) FROM log_checkpoint WHERE size = 300")
    finally:
        running.stop()
    found = checked(folder.public)
    assert found and found.size == 300
    with database.connection() as conn:
        assert checkpoints.halted(conn) is None


def _last(database: Database) -> object:
    with database.connection() as conn:
        return checkpoints.last(conn, ORIGIN)


def _until(database: Database, count: str) -> None:
    """Wait until the count is not 0."""
    with closing(database.dedicated()) as conn:
        while not (conn.execute(count.encode()).fetchone() or [0])[0]:
            list(conn.notifies(timeout=0.02, stop_after=1))

"""The signer: keeps its own record of what it signed, and signs only what extends it.

The record has two copies, a file of this machine and a row of the database; the larger
of them counts, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.database import Connection
from application.log_keys import LogKeys
from application.signed_note import NoteInvalid, parsed
from application.tlog_tiles import TileInvalid, reader
from domain.merkle import ProofInvalid, consistency_proof, verify_consistency
from projections.transparency import checkpoints
from projections.transparency.checkpoints import Signed
from projections.transparency.folder import LogFolder
from projections.transparency.refusals import LogInconsistent, LogOriginChanged

Keys = Callable[[], LogKeys]


class SignedMeanwhile(RuntimeError):
    """Another process has signed a tree since this one looked."""


class Signer:
    """Signs the trees of one log, in one process at a time."""

    def __init__(self, conn: Connection, folder: LogFolder, keys: Keys) -> None:
        """conn: holds the lock of the signer, so that a signer who lost it cannot
        record, and so does not sign. keys: read anew each time, for they rotate."""
        self._conn = conn
        self._folder = folder
        self._keys = keys
        self.records = self._read()
        """The two copies that there are, the larger tree first."""

    @property
    def last(self) -> Signed | None:
        return self.records[0] if self.records else None

    def settle(self) -> None:
        """See that the copies agree, by the tiles, and bring the smaller one up.

        Raises `LogInconsistent`.
        """
        if not self.records:
            return
        newest, *older = self.records
        for record in older:
            self._require_extension(record, newest.size, newest.root)
        in_database = checkpoints.last(self._conn, newest.origin)
        size = in_database.size if in_database else 0
        if size < newest.size:
            self._add(newest, last=size)
        self._folder.record(newest.note.encode())
        self.records = [newest]

    def sign(self, size: int, root: bytes) -> Signed:
        """Sign a tree whose tiles are written.

        Raises `LogInconsistent` for one that does not extend the last, and
        `SignedMeanwhile`.
        """
        last, keys = self.last, self._keys()
        if last is not None:
            self._require_extension(last, size, root)
        note = keys.signed(size, root)
        signed = Signed(keys.origin, size, root, note, datetime.now(UTC))
        # First both records, then the signature may be seen.
        self._add(signed, last=last.size if last else 0)
        self._folder.record(note.encode())
        self.records = [signed]
        return signed

    def cosigned(self, note: str) -> Signed:
        """Keep the last checkpoint with the cosignatures that it has now."""
        assert self.last is not None, "something was signed"
        signed = self.last._replace(note=note)
        checkpoints.cosign(self._conn, signed.origin, signed.size, note)
        self.records = [signed]
        return signed

    def _add(self, signed: Signed, *, last: int) -> None:
        origin, size, root, note, _ = signed
        if not checkpoints.add(self._conn, origin, size, root, note, last=last):
            raise SignedMeanwhile(f"the last tree signed is not one of {last} any more")

    def _require_extension(self, last: Signed, size: int, root: bytes) -> None:
        try:
            hashes = reader(size, self._folder.tile)
            proof = consistency_proof(last.size, size, hashes)
            verify_consistency(last.size, size, last.root, root, proof)
        except (ProofInvalid, TileInvalid, FileNotFoundError, ValueError) as error:
            reason = str(error)
            raise LogInconsistent(size=size, last=last.size, reason=reason) from None

    def _read(self) -> list[Signed]:
        origin = self._keys().origin
        found = [self._kept(origin), checkpoints.last(self._conn, origin)]
        records = [each for each in found if each is not None]
        return sorted(records, key=lambda each: each.size, reverse=True)

    def _kept(self, origin: str) -> Signed | None:
        content = self._folder.record()
        if content is None:
            return None
        try:
            text, _ = parsed(content)
            kept = Checkpoint.parse(text)
        except (NoteInvalid, CheckpointInvalid) as error:
            raise LogInconsistent(size=0, last=0, reason=f"{error} (signed)") from None
        if kept.origin != origin:
            raise LogOriginChanged(kept=kept.origin, origin=origin)
        note = content.decode()
        return Signed(origin, kept.size, kept.root, note, datetime.now(UTC))

"""One witness: its key, the logs that it watches, and what it has seen of each.

What it saw is a file for each log, on the disk before the cosignature leaves.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from application.checkpoint import Checkpoint
from application.log_keys import new_signer, signer_of, skey
from application.signed_note import (
    COSIGNATURE,
    Signer,
    Verifier,
    parsed,
    written,
)
from application.tlog_witness import Submission, checked
from domain.errors import Refusal
from interfaces.private_file import replace, write_once

KEY = "witness.key"
SEEN = "seen"


class WitnessKeyMissing(Refusal):
    zh = "文件夹 {folder} 中没有见证密钥：请先运行 gongshi witness init --name 名称。"
    en = (
        "There is no key of a witness in {folder}: first run "
        "gongshi witness init --name NAME."
    )
    fields = ("folder",)


class WitnessInUse(Refusal):
    zh = "另一进程正在使用见证文件夹 {folder}。"
    en = "Another process uses the witness's folder {folder}."
    fields = ("folder",)


def make_witness_key(folder: Path, name: str) -> None:
    """Make the key of a new witness, unless there is one."""
    write_once(folder / KEY, f"{skey(new_signer(name, COSIGNATURE))}\n".encode())


def witness_key(folder: Path) -> Signer:
    """Raises `WitnessKeyMissing`, `LogKeyInvalid`."""
    path = folder / KEY
    if not path.exists():
        raise WitnessKeyMissing(folder=folder)
    return signer_of(path.read_text("ascii").strip(), str(path))


class Witness:
    """Answers one request after another, so that no tree is ever rolled back."""

    def __init__(
        self,
        folder: Path,
        key: Signer,
        logs: Sequence[Verifier],
        seconds: Callable[[], float],
    ) -> None:
        """logs: the keys of those watched, each named by the log's origin.
        seconds: the time, since 1970."""
        self._folder = folder
        self._key = key
        self._logs: dict[str, list[Verifier]] = {}
        for each in logs:
            self._logs.setdefault(each.name, []).append(each)
        self._seconds = seconds
        self._lock = Lock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes off the folder meanwhile. Raises `WitnessInUse`."""
        with (self._folder / "witness.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WitnessInUse(folder=self._folder) from None
            yield

    def cosign(self, body: bytes) -> str:
        """The signature line for a submission. Raises `WitnessRefused`."""
        submission = Submission.parse(body)
        with self._lock:
            checkpoint = checked(submission, self._logs, self._seen(submission))
            text, signatures = parsed(submission.note)
            known = {each.id for each in self._logs[checkpoint.origin]}
            theirs = [each for each in signatures if each.key_id in known]
            ours = self._key.sign(text, int(self._seconds()))
            note = written(text, [*theirs, ours])
            replace(self._path(checkpoint.origin), note.encode())
            return ours.line()

    def last(self, origin: str) -> str | None:
        """The last checkpoint of a log that was cosigned here."""
        path = self._path(origin)
        return path.read_text("utf-8") if path.exists() else None

    def _seen(self, submission: Submission) -> dict[str, Checkpoint]:
        origin = submission.note.partition("\n")[0]
        note = self.last(origin)
        return {} if note is None else {origin: Checkpoint.parse(parsed(note)[0])}

    def _path(self, origin: str) -> Path:
        # An origin may hold anything that a line can.
        return self._folder / SEEN / hashlib.sha256(origin.encode()).hexdigest()

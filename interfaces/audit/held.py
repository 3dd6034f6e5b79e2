"""Steps 3 and 4: the checkpoints that somebody holds, to be found again in the tree.

Each must be the root of the first entries as they are shown now: those of the auditor's
own memory, of witnesses, of other auditors, and all that the log itself has archived.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from application.checkpoint import Checkpoint
from application.signed_note import LONGEST
from application.tlog_policy import NotTrusted, Peer
from interfaces.audit.findings import Findings
from interfaces.audit.source import ARCHIVE, Source
from interfaces.audit.state import AuditState, AuditStateInvalid
from interfaces.audit.trust import Trust, signed_by_log, times_of, without_quorum

PATIENCE = 10.0  # seconds for a witness


class Holder(StrEnum):
    """Who holds a checkpoint."""

    OURSELVES = "ourselves"
    OTHERS = "others"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Held:
    """A signed checkpoint. who: holds it, or since when we do. times: of witnesses."""

    holder: Holder
    who: str
    size: int
    root: bytes
    note: str
    times: tuple[datetime, ...] = ()


def held(
    source: Source,
    trust: Trust,
    state: AuditState,
    compared: Iterable[Path],
    found: Findings,
) -> Iterator[Held]:
    """All that reach as far as the shown tree, by size; longer ones are faults."""
    size = trust.checkpoint.size
    known = [*_own(trust, state, found), *_others(trust, compared, found)]
    for each in known:
        if each.size > size and each.holder is Holder.OURSELVES:
            found.fault("LOG_SHORTENED", size=each.size, shown=size)
        elif each.size > size:
            found.fault("OTHERS_AHEAD", who=each.who, size=each.size, shown=size)
    within = sorted(
        (each for each in known if each.size <= size), key=lambda each: each.size
    )
    archive = _archived(source, trust, found)
    return heapq.merge(within, archive, key=lambda each: each.size)


def differs(each: Held, found: Findings) -> None:
    """Say that the shown tree is not the one that was signed then."""
    match each.holder:
        case Holder.OURSELVES:
            found.fault("LOG_FORKED", size=each.size, when=each.who)
        case Holder.OTHERS:
            found.fault("SPLIT_VIEW", who=each.who, size=each.size)
        case Holder.ARCHIVE:
            found.fault("ARCHIVE_CONTRADICTS", size=each.size)


def _own(trust: Trust, state: AuditState, found: Findings) -> Iterator[Held]:
    origin = trust.checkpoint.origin
    for each in state.of(origin).seen:
        try:
            kept = signed_by_log(trust.policy, each.note, origin)
        except NotTrusted as error:
            found.note("NOT_COMPARABLE", who=each.at, reason=error)
            continue
        yield _held(Holder.OURSELVES, each.at, kept, each.note)


def _others(trust: Trust, compared: Iterable[Path], found: Findings) -> Iterator[Held]:
    origin = trust.checkpoint.origin
    for who, note in [*_witnessed(trust, found), *_shown(compared, origin)]:
        try:
            yield _held(
                Holder.OTHERS, who, signed_by_log(trust.policy, note, origin), note
            )
        except NotTrusted as error:
            found.note("NOT_COMPARABLE", who=who, reason=error)


def _held(holder: Holder, who: str, checkpoint: Checkpoint, note: str) -> Held:
    return Held(holder, who, checkpoint.size, checkpoint.root, note)


def _witnessed(trust: Trust, found: Findings) -> Iterator[tuple[str, str]]:
    """What each witness says it has seen last."""
    for name, peer in trust.policy.witnesses.items():
        if peer.url is not None:
            try:
                note = _asked(peer, trust.checkpoint.origin)
                # Its own signature must be there: else somebody else may say anything.
                if name not in trust.policy.look(note).cosigned:
                    raise NotTrusted("it is not cosigned by the witness")
            except (NotTrusted, OSError, HTTPException, ValueError) as error:
                found.note("WITNESS_SILENT", who=name, reason=error)
                continue
            yield name, note


def _asked(peer: Peer, origin: str) -> str:
    url = f"{(peer.url or '').rstrip('/')}/checkpoint?origin={quote(origin, safe='')}"
    if not url.startswith(("http://", "https://")):
        raise ValueError("its address is none of the web")
    with urlopen(url, timeout=PATIENCE) as answer:
        content: bytes = answer.read(LONGEST)
    return content.decode()


def _shown(compared: Iterable[Path], origin: str) -> Iterator[tuple[str, str]]:
    """Checkpoints in state files of others, or in files of their own."""
    for path in compared:
        try:
            content = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise AuditStateInvalid(path=path, reason=error) from None
        if not content.lstrip().startswith("{"):
            yield path.name, content
            continue
        for each in AuditState.parse(content, str(path)).of(origin).seen:
            yield f"{path.name} ({each.at})", each.note


def _archived(source: Source, trust: Trust, found: Findings) -> Iterator[Held]:
    policy = without_quorum(trust.policy)
    for size in source.sizes():
        if size > trust.checkpoint.size:
            return  # Signed and not published yet.
        note = source.file(f"{ARCHIVE}/{size}")
        if note is None:
            continue
        try:
            seen = policy.look(note)
        except NotTrusted as error:
            found.fault("ARCHIVE_REFUSED", size=size, reason=error)
            continue
        kept = seen.checkpoint
        if kept.size != size or kept.origin != trust.checkpoint.origin:
            found.fault("ARCHIVE_REFUSED", size=size, reason=f"{kept.size} entries")
            continue
        times = times_of({k: each.time for k, each in seen.cosigned.items()})
        yield Held(
            Holder.ARCHIVE, "", size, kept.root, note.decode(), tuple(times.values())
        )


class WitnessTimes:
    """The earliest moment at which a witness had seen an entry."""

    def __init__(self) -> None:
        self._seen: list[tuple[int, datetime]] = []

    def add(self, size: int, times: Iterable[datetime]) -> None:
        """A checkpoint of this size was cosigned then; sizes may come in any order."""
        with suppress(ValueError):  # Nobody has cosigned it.
            self._seen.append((size, min(times)))

    def settle(self) -> None:
        """Let the time of a larger tree count for what it contains."""
        self._seen.sort(key=lambda each: each[0])
        earliest: datetime | None = None
        for place in range(len(self._seen) - 1, -1, -1):
            size, at = self._seen[place]
            earliest = at if earliest is None or at < earliest else earliest
            self._seen[place] = size, earliest

    def covering(self, position: int) -> datetime | None:
        """When the entry was seen at the latest; None if no witness has seen it."""
        low, high = 0, len(self._seen)
        while low < high:
            middle = (low + high) // 2
            if self._seen[middle][0] < position:
                low = middle + 1
            else:
                high = middle
        return self._seen[low][1] if low < len(self._seen) else None

"""Steps 1 and 2: whom the auditor trusts, and whether they signed what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import NoteInvalid, Verifier, opened, parsed
from application.tlog_policy import NotTrusted, Peer, Policy, PolicyInvalid
from domain.errors import Refusal
from interfaces.audit.findings import Findings
from interfaces.audit.source import CHECKPOINT, Source, known_keys
from interfaces.audit.state import AuditState
from interfaces.log_parts import SIMULATED


class AuditPolicyInvalid(Refusal):
    zh = "核验策略 {path} 无效：{reason}。"
    en = "The policy {path} cannot be used: {reason}."
    fields = ("policy",)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is shown, and who signed it.

    cosigned: the earliest time of each witness. pinned: the keys are the auditor's own.
    """

    policy: Policy
    pinned: bool
    note: str
    checkpoint: Checkpoint
    cosigned: dict[str, datetime]

    @property
    def simulated(self) -> bool:
        return self.checkpoint.origin.endswith(SIMULATED)


def read_policy(path: Path | None) -> Policy | None:
    """The pinned policy. Raises `AuditPolicyInvalid`."""
    if path is None:
        return None
    try:
        return Policy.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, PolicyInvalid) as error:
        raise AuditPolicyInvalid(path=path, reason=error) from None


def trusted(
    source: Source, pinned: Policy | None, state: AuditState, found: Findings
) -> Trust | None:
    """The newest checkpoint, if a log that is trusted signed it; else why not."""
    note = source.file(CHECKPOINT)
    if note is None:
        found.fault("CHECKPOINT_MISSING")
        return None
    try:
        text, _ = parsed(note)
        origin = Checkpoint.parse(text).origin
    except (NoteInvalid, CheckpointInvalid) as error:
        found.fault("CHECKPOINT_REFUSED", reason=error)
        return None
    before = state.places.get(source.place, origin)
    if before != origin:
        found.fault("ORIGIN_CHANGED", before=before, now=origin)
    policy = pinned or _at_first_sight(source, origin, state, found)
    try:
        seen = policy.look(note)
    except NotTrusted as error:
        found.fault("CHECKPOINT_REFUSED", reason=error)
        return None
    if not seen.quorum:
        by = ", ".join(seen.cosigned) or "-"
        found.fault("QUORUM_MISSING", by=by)
    cosigned = times_of({k: each.time for k, each in seen.cosigned.items()})
    trust = Trust(policy, bool(pinned), note.decode(), seen.checkpoint, cosigned)
    if not policy.witnesses:
        found.note("NO_WITNESS")
    if trust.simulated:
        found.note("SIMULATED")
    state.places.setdefault(source.place, origin)
    return trust


def times_of(times: dict[str, int | None]) -> dict[str, datetime]:
    """When each witness saw a checkpoint."""
    return {
        name: datetime.fromtimestamp(time, UTC)
        for name, time in times.items()
        if time is not None and time < 2**34
    }


def _at_first_sight(
    source: Source, origin: str, state: AuditState, found: Findings
) -> Policy:
    """The keys that were seen first; those that sign beside them are kept as well."""
    known = state.of(origin)
    own = _keys(known.keys, origin)
    offered = _keys(known_keys(source), origin)
    keys = own or offered
    note = source.file(CHECKPOINT) or b""
    with suppress(NoteInvalid):  # A new key counts if an old one signed with it.
        opened(note, keys)
        by = {each.key_id for each in opened(note, offered).verified}
        keys += [key for key in offered if key.id in by and key not in keys]
    known.keys = [str(key) for key in keys]
    ids = ", ".join(key.id.hex() for key in keys) or "-"
    found.note("KEYS_REMEMBERED" if own else "NOT_PINNED", keys=ids)
    return Policy(logs=[Peer(str(key), key, None) for key in keys])


def _keys(lines: Sequence[str], origin: str) -> list[Verifier]:
    found: list[Verifier] = []
    for line in lines:
        with suppress(NoteInvalid):
            key = Verifier.parse(line)
            if key.name == origin and key not in found:
                found.append(key)
    return found


def signed_by_log(policy: Policy, note: str | bytes, origin: str) -> Checkpoint:
    """A checkpoint of this log that somebody else shows. Raises `NotTrusted`."""
    found = without_quorum(policy).look(note).checkpoint
    if found.origin != origin:
        raise NotTrusted(f"it is one of {found.origin}")
    return found


def without_quorum(policy: Policy) -> Policy:
    """The policy without the need of witnesses."""
    return replace(policy, quorum=None)

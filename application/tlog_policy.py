"""Whom to trust (C2SP tlog-policy): logs, witnesses, and how many must agree.

log <key> [<url>]
witness <name> <key> [<url>]
group <name> all|any|<number> <name>...
quorum <name>|none
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Self

from application.checkpoint import Checkpoint, CheckpointInvalid
from application.signed_note import (
    COSIGNATURE,
    ED25519,
    NoteInvalid,
    Signature,
    Verifier,
    opened,
)

NONE = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class PolicyInvalid(ValueError):
    """The policy is none; the message names the line and says why."""


class NotTrusted(ValueError):
    """The checkpoint is not what the policy asks for; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A log or a witness. name: within the policy; url: where it answers, if known."""

    name: str
    key: Verifier
    url: str | None


@dataclass(frozen=True, slots=True)
class Trusted:
    """A checkpoint as the policy sees it. cosigned: by whom, each with its time."""

    checkpoint: Checkpoint
    signed_by: tuple[Signature, ...]
    cosigned: dict[str, Signature]
    quorum: bool


@dataclass
class Policy:
    """A policy. groups: by name how many of which members; quorum: a name, or None."""

    logs: list[Peer] = field(default_factory=list)
    witnesses: dict[str, Peer] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a policy. Raises `PolicyInvalid`."""
        policy, quorums = cls(), 0
        for number, line in enumerate(text.split("\n"), 1):
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if words == [""] or words[0].startswith("#"):
                continue
            try:
                if _CONTROL.search(line):
                    raise PolicyInvalid("a control character")
                policy._read(words)
            except (PolicyInvalid, NoteInvalid) as error:
                raise PolicyInvalid(f"line {number}: {error}") from None
            quorums += words[0] == "quorum"
        if quorums != 1:
            raise PolicyInvalid("there must be one quorum line")
        return policy

    def met_by(self, cosigners: Collection[str]) -> bool:
        """Whether these witnesses make the quorum."""
        return self.quorum is None or self._agrees(self.quorum, cosigners)

    def look(self, note: str | bytes) -> Trusted:
        """Open a checkpoint signed by a log of the policy; the quorum is only told.

        Raises `NotTrusted`. A witness whose cosignature does not hold is refused too.
        """
        keys = [each.key for each in (*self.logs, *self.witnesses.values())]
        try:
            found = opened(note, keys)
            checkpoint = Checkpoint.parse(found.text)
        except (NoteInvalid, CheckpointInvalid) as error:
            raise NotTrusted(str(error)) from None
        names = {
            (each.key.name, each.key.id): name for name, each in self.witnesses.items()
        }
        signed = tuple(
            each
            for each in found.verified
            if each.time is None and each.name == checkpoint.origin
        )
        if not signed:
            raise NotTrusted("the checkpoint is signed by no log of the policy")
        cosigned = {
            names[each.name, each.key_id]: each
            for each in found.verified
            if each.time is not None
        }
        return Trusted(checkpoint, signed, cosigned, self.met_by(cosigned))

    def require(self, note: str | bytes) -> Trusted:
        """The same, and the quorum must be met. Raises `NotTrusted`."""
        found = self.look(note)
        if not found.quorum:
            by = ", ".join(found.cosigned) or "nobody"
            raise NotTrusted(f"the quorum {self.quorum} is not met: cosigned by {by}")
        return found

    def _agrees(self, name: str, cosigners: Collection[str]) -> bool:
        if name in self.witnesses:
            return name in cosigners
        least, members = self.groups[name]
        return sum(self._agrees(each, cosigners) for each in members) >= least

    def _read(self, words: list[str]) -> None:
        match words:
            case ["log", key, *rest] if len(rest) < 2:
                peer = Peer(key, _key(key, ED25519), rest[0] if rest else None)
                _require_new(peer, self.logs)
                self.logs.append(peer)
            case ["witness", name, key, *rest] if len(rest) < 2:
                self._require_free(name)
                peer = Peer(name, _key(key, COSIGNATURE), rest[0] if rest else None)
                _require_new(peer, self.witnesses.values())
                self.witnesses[name] = peer
            case ["group", name, least, *members] if members:
                self._require_free(name)
                self.groups[name] = self._group(least, members)
            case ["quorum", name]:
                if name != NONE:
                    self._require_known(name)
                self.quorum = None if name == NONE else name
            case _:
                raise PolicyInvalid(f"{words[0]} is not understood")

    def _group(self, least: str, members: list[str]) -> tuple[int, tuple[str, ...]]:
        used = {each for _, group in self.groups.values() for each in group}
        for name in members:
            self._require_known(name)
            if name in used:
                raise PolicyInvalid(f"{name} is a member twice")
            used.add(name)
        words = {"any": 1, "all": len(members)}
        if least not in words and not _NUMBER.fullmatch(least):
            raise PolicyInvalid(f"{least} is no number of members")
        number = words.get(least) or int(least)
        if number > len(members):
            raise PolicyInvalid(f"{number} of {len(members)} cannot agree")
        return number, tuple(members)

    def _require_free(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyInvalid(f"the name {name} is taken")

    def _require_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyInvalid(f"{name} is not defined before")


def _key(vkey: str, kind: int) -> Verifier:
    key = Verifier.parse(vkey)
    if key.kind != kind:
        raise PolicyInvalid(f"the key of {key.name} is of another type")
    return key


def _require_new(peer: Peer, others: Iterable[Peer]) -> None:
    if any(peer.key.key == each.key.key for each in others):
        raise PolicyInvalid(f"the key of {peer.key.name} is there already")

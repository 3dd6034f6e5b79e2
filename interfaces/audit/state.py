"""What an auditor remembers: of each log its keys, and every checkpoint that was seen.

    {"version": 1, "places": {"<address>": "<origin>"},
     "logs": {"<origin>": {"keys": ["<verifier key>"],
                           "seen": [{"at": "<time>", "note": "<signed checkpoint>"}]}}}

Notes are kept as they were signed, so that two auditors can show each other theirs: two
that contradict each other prove, to anyone, that the log has signed both. A checkpoint
stands for all smaller ones that agreed with it when it was seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from application.fields import moment
from domain.errors import Refusal
from interfaces.private_file import replace

VERSION = 1


class AuditStateInvalid(Refusal):
    zh = "{path} 不是核验者的状态文件：{reason}。"
    en = "{path} is no state file of an auditor: {reason}."
    fields = ("state",)


@dataclass(frozen=True, slots=True)
class SeenCheckpoint:
    """at: when it was seen, RFC 3339. note: as it was signed."""

    at: str
    note: str


@dataclass
class SeenLog:
    keys: list[str] = field(default_factory=list)
    seen: list[SeenCheckpoint] = field(default_factory=list)


@dataclass
class AuditState:
    places: dict[str, str] = field(default_factory=dict)
    logs: dict[str, SeenLog] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """What the file holds; nothing if there is none. Raises `AuditStateInvalid`."""
        try:
            content = path.read_text("utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise AuditStateInvalid(path=path, reason=error) from None
        return cls.parse(content, str(path))

    @classmethod
    def parse(cls, content: str, path: str) -> Self:
        try:
            said = json.loads(content)
            if said["version"] != VERSION:
                raise ValueError(f"version {said['version']}")
            logs = {
                str(origin): SeenLog(
                    [str(key) for key in log["keys"]],
                    [SeenCheckpoint(str(e["at"]), str(e["note"])) for e in log["seen"]],
                )
                for origin, log in said["logs"].items()
            }
            places = {str(k): str(v) for k, v in said["places"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AuditStateInvalid(path=path, reason=error) from None
        return cls(places, logs)

    def write(self, path: Path) -> None:
        """After a power cut it is the old file or the new one."""
        replace(path, self.text.encode())

    @property
    def text(self) -> str:
        logs: dict[str, Any] = {
            origin: {
                "keys": log.keys,
                "seen": [{"at": each.at, "note": each.note} for each in log.seen],
            }
            for origin, log in self.logs.items()
        }
        said = {"version": VERSION, "places": self.places, "logs": logs}
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"

    def of(self, origin: str) -> SeenLog:
        return self.logs.setdefault(origin, SeenLog())

    def remember(self, origin: str, note: str, at: datetime) -> None:
        """Keep a checkpoint that the log has signed, once for each text."""
        log = self.of(origin)
        body = note.partition("\n\n")[0]
        if all(each.note.partition("\n\n")[0] != body for each in log.seen):
            log.seen.append(SeenCheckpoint(moment(at), note))

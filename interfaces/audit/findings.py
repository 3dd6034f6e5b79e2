"""What an audit finds.

If a step from `CHECKPOINT` to `ENTRIES` fails, the log is not what it says it is, and
no figure is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from interfaces.audit.messages import FINDINGS, NOTES, Said
from interfaces.audit.steps import INTEGRITY, AuditStep

MOST = 20
"""Findings of one code that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or worth saying."""

    code: str
    details: dict[str, Any]

    @property
    def said(self) -> Said:
        return FINDINGS.get(self.code) or NOTES[self.code]

    @property
    def step(self) -> AuditStep:
        return self.said.step

    def message(self, language: str) -> str:
        form = self.said.zh if language == "zh" else self.said.en
        return form.format(**self.details)


@dataclass
class Findings:
    """All that is wrong, some of each kind by name, and what is worth saying."""

    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def fault(self, code: str, **details: Any) -> None:
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST:
            self.faults.append(Finding(code, details))

    def note(self, code: str, **details: Any) -> None:
        self.notes.append(Finding(code, details))

    @property
    def broken(self) -> bool:
        """Whether an integrity step failed."""
        return any(True for _ in self.of(*INTEGRITY))

    def of(self, *steps: AuditStep) -> Iterator[Finding]:
        return (each for each in self.faults if each.step in steps)

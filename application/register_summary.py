"""What became of the rows of a register's file."""

from __future__ import annotations

from dataclasses import dataclass

from application.import_batch import Outcome


@dataclass(slots=True)
class RegisterSummary:
    """What became of the rows. read = new + amended + unchanged + skipped + rejected.

    commands: that were given and recorded something.
    """

    read: int = 0
    new: int = 0
    amended: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    warnings: int = 0
    commands: int = 0

    def count(self, outcome: Outcome) -> None:
        name = outcome.value
        setattr(self, name, getattr(self, name) + 1)

"""Step 7: the public facts, replayed into duties by the auditor's own program.

The same pure register as the service's (`domain.duty_register`), fed from the log
alone; beside it what was published, with the place of each version in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_facts import CaseFacts
from domain.duty_register import Register
from domain.duty_standing import Standing
from domain.personal_data import PersonalDataFacts
from domain.publication_facts import PublicationFacts
from domain.publication_words import CorrectionGround, PublishedFile, WithdrawalGround
from domain.text_release import ReleasedText
from interfaces.audit.entries import PublicFact
from interfaces.audit.findings import Findings
from interfaces.audit.rules_held import HeldPacks

_BROKEN = (LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class LoggedVersion:
    """A version of a publication. at: as its fact says; the rest: as the log does."""

    at: datetime
    recorded_at: datetime
    position: int
    content: PublishedFile
    filled: tuple[str, ...]
    documents: tuple[PublishedFile, ...]


@dataclass
class LoggedPublication:
    """hidden: how many of its versions are shown no more because of personal data."""

    id: UUID
    item: str
    versions: list[LoggedVersion] = field(default_factory=list)
    withdrawn: bool = False
    hidden: int = 0
    erased: set[str] = field(default_factory=set)

    def required(self, number: int) -> bool:
        """Whether the files of a version, from 0, must be there for everybody."""
        return not self.withdrawn and number == len(self.versions) - 1


class Replay:
    """All that follows from the public facts."""

    def __init__(self, packs: HeldPacks, found: Findings) -> None:
        self._register = Register(packs)
        self._found = found
        self.publications: dict[UUID, LoggedPublication] = {}
        self.commitments: dict[UUID, dict[str, str]] = {}
        """Of texts that were released: sealing, path, commitment."""
        self._sealed: dict[tuple[UUID, int], tuple[UUID, dict[str, str]]] = {}
        self.erased: set[tuple[UUID, str]] = set()
        self.facts = 0

    def add(self, logged: PublicFact) -> None:
        fact: Any = logged.fact
        self.facts += 1
        try:
            self._register.add(fact, logged.recorded_at)
            self._follow(fact, logged)
        except _BROKEN as error:
            self._found.fault(
                "REPLAY_FAILED",
                position=logged.position,
                type=type(fact).__qualname__,
                reason=f"{type(error).__name__} {error}",
            )

    def standings(self, at: datetime) -> Sequence[Standing]:
        return self._register.standings(at)

    def _follow(self, fact: Any, logged: PublicFact) -> None:
        if fact.sealed_id is not None:
            place = fact.originator_id, fact.originator_version
            self._sealed[place] = fact.sealed_id, fact.sealed
        match fact:
            case PublicationFacts.Published():
                made = LoggedPublication(fact.originator_id, fact.item)
                made.versions.append(_version(fact, logged))
                self.publications[made.id] = made
            case PublicationFacts.Corrected():
                known = self.publications[fact.originator_id]
                if fact.ground is CorrectionGround.PERSONAL_DATA:
                    known.hidden = len(known.versions)
                known.versions.append(_version(fact, logged))
            case PublicationFacts.Withdrawn():
                known = self.publications[fact.originator_id]
                known.withdrawn = True
                if fact.ground is WithdrawalGround.PERSONAL_DATA:
                    known.hidden = len(known.versions)
            case PublicationFacts.ContentErased():
                known = self.publications[fact.originator_id]
                known.erased |= set(fact.digests)
            case CaseFacts.TextReleased() | ReleasedText():
                sealing, commitments = self._sealed[fact.originator_id, fact.entry]
                released = self.commitments.setdefault(sealing, {})
                released[fact.path] = commitments[fact.path]
            case PersonalDataFacts.Erased():
                self.erased |= {(fact.erased_id, path) for path in fact.paths}


def _version(fact: Any, logged: PublicFact) -> LoggedVersion:
    return LoggedVersion(
        at=fact.timestamp,
        recorded_at=logged.recorded_at,
        position=logged.position,
        content=fact.content,
        filled=fact.filled,
        documents=fact.documents,
    )

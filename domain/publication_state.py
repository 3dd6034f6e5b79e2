"""What a publication is made of: its versions, and the objections to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.publication_words import (
    ObjectionOutcome,
    PublishedFile,
)


@dataclass(frozen=True, slots=True)
class PublicationVersion:
    """One version. at: from when it was shown.

    hidden: it showed personal data, so that it is served no more.
    """

    at: datetime
    content: PublishedFile
    documents: tuple[PublishedFile, ...]
    hidden: bool

    @property
    def digests(self) -> tuple[str, ...]:
        """SHA-256 of its content and of its documents."""
        return (self.content.sha256, *(each.sha256 for each in self.documents))


@dataclass(frozen=True, slots=True)
class PublishedObjection:
    """One objection. by: who made it; outcome: None until it is answered."""

    by: str
    outcome: ObjectionOutcome | None

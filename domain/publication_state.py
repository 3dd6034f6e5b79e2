"""What a publication is made of: its versions, and the objections to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.publication_content import Content, ContentValue, require_content
from domain.publication_masking import require_masked, require_text_masked
from domain.publication_refusals import (
    ContentTooLarge,
    DocumentAttachedTwice,
    TooManyPublishedDocuments,
)
from domain.publication_words import ObjectionOutcome, PublishedFile, Publisher
from domain.rule_values import Item
from domain.rulepack import RulePack
from domain.text_release import Releasing


@dataclass(frozen=True, slots=True)
class Publishable:
    """What is to be shown: a content and documents beside it.

    stored: the content, as it is stored. texts: those of the documents, as far as they
    can be read.
    """

    content: Content
    stored: PublishedFile
    documents: tuple[PublishedFile, ...]
    texts: tuple[ContentValue, ...]

    def require_fit(self, rules: RulePack, item: Item) -> tuple[str, ...]:
        """The codes of its fields, after every check that needs no draft."""
        most = rules.values.number("disclosure.content_bytes")
        if self.stored.size > most:
            raise ContentTooLarge(size=self.stored.size, most=most)
        most = rules.values.number("disclosure.most_documents")
        if len(self.documents) > most:
            raise TooManyPublishedDocuments(count=len(self.documents), most=most)
        if len({each.sha256 for each in self.documents}) < len(self.documents):
            raise DocumentAttachedTwice
        filled = require_content(rules, item, self.content)
        require_masked(rules, item, self.content)
        require_text_masked(rules, item, self.texts)
        return filled


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
    def digests(self) -> frozenset[str]:
        """SHA-256 of its content and of its documents."""
        return frozenset(each.sha256 for each in (self.content, *self.documents))


@dataclass(frozen=True, slots=True)
class PublishedObjection:
    """One objection. by: who made it; outcome: None until it is answered."""

    by: str
    outcome: ObjectionOutcome | None


class PublicationState(Releasing):
    """The state that facts assign to.

    versions: the last is the one shown. erased: digests of bytes that are destroyed.
    """

    def __init__(self) -> None:
        self.item = ""
        self.occasion = ""
        self.enterprise_id: UUID | None = None
        self.publisher = Publisher.FIRM
        self.versions: tuple[PublicationVersion, ...] = ()
        self.objections: tuple[PublishedObjection, ...] = ()
        self.erased: frozenset[str] = frozenset()

    @property
    def to_erase(self) -> frozenset[str]:
        """Digests that no version serves any more, and whose bytes are there still."""
        hidden = [each.digests for each in self.versions if each.hidden]
        served = [each.digests for each in self.versions if not each.hidden]
        return frozenset().union(*hidden) - frozenset().union(*served) - self.erased

    def hide_versions(self) -> None:
        """Serve none of them any more; for facts."""
        self.versions = tuple(replace(each, hidden=True) for each in self.versions)

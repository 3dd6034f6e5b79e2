"""The facts of a publication (公示). All of it is public: anyone can compute from them
what was published, when, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.publication_state import PublicationVersion, PublishedObjection
from domain.publication_words import (
    BoardProofKind,
    CorrectionGround,
    DifferenceGround,
    ObjectionMatter,
    ObjectionOutcome,
    PublicationStatus,
    PublishedFile,
    Publisher,
    WithdrawalGround,
)
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.publication import Publication

SHOWN = frozenset({PublicationStatus.SHOWN})
WITHDRAWN = frozenset({PublicationStatus.WITHDRAWN})


class PublicationFacts:
    """The namespace that makes the facts read `Publication.Published`, ..."""

    class Published(Beginning):
        """An item of the catalogue is shown online, from this moment.

        item: `D01` to `D50`. occasion: which obligation it answers: a period (`2021`,
            `2021-H1`, `2021-Q3`, `2021-06`), or `<stream>.<version>` of the fact that
            it follows from.
        enterprise_id: the firm that it is about, if it is about one.
        content: canonical JSON, field by field. filled: codes of the content fields
            that it has. documents: attached to it.
        computed: the service computed these figures from the record and compared;
            difference: why they differ, None if they are equal or not computed.
        """

        label = Label("公示", "Published")
        target = PublicationStatus.SHOWN
        item: str
        enterprise_id: UUID | None
        occasion: str
        publisher: Publisher
        content: PublishedFile
        filled: tuple[str, ...]
        documents: tuple[PublishedFile, ...]
        computed: bool
        difference: DifferenceGround | None

        def change(self, publication: Publication) -> None:
            publication.item = self.item
            publication.enterprise_id = self.enterprise_id
            publication.occasion = self.occasion
            publication.publisher = self.publisher
            publication.versions = (
                PublicationVersion(self.timestamp, self.content, self.documents, False),
            )

    class Corrected(Step):
        """A new version takes the place of the one before, which stays on record; if
        it showed personal data, every earlier one is served no more.

        version: of the publication, from 2 on. The rest as in `Published`.
        """

        label = Label("更正公示", "Corrected")
        texts = sealable(note=Mask.M2)
        sources = SHOWN
        version: int
        ground: CorrectionGround
        content: PublishedFile
        filled: tuple[str, ...]
        documents: tuple[PublishedFile, ...]
        computed: bool
        difference: DifferenceGround | None

        def change(self, publication: Publication) -> None:
            if self.ground is CorrectionGround.PERSONAL_DATA:
                publication.hide_versions()
            publication.versions = (
                *publication.versions,
                PublicationVersion(self.timestamp, self.content, self.documents, False),
            )

    class Withdrawn(Step):
        """It is taken down; if that is before its time, the obligation is open again.

        Content withdrawn for personal data is served no more.
        """

        label = Label("撤回公示", "Withdrawn")
        texts = sealable(note=Mask.M2)
        sources = SHOWN
        target = PublicationStatus.WITHDRAWN
        ground: WithdrawalGround

        def change(self, publication: Publication) -> None:
            if self.ground is WithdrawalGround.PERSONAL_DATA:
                publication.hide_versions()

    class ContentErased(Step):
        """Bytes that showed personal data are destroyed; their digests stay.

        digests: SHA-256 of each.
        """

        label = Label("删除公示内容", "Content erased")
        sources = SHOWN | WITHDRAWN
        digests: tuple[str, ...]

        def change(self, publication: Publication) -> None:
            publication.erased = publication.erased | {*self.digests}

    class BoardProved(Step):
        """A version hung at a physical board, which somebody attests.

        version: of the publication. board: code of the board.
        reference: SHA-256 of the photograph, or number of the inspection.
        hung_to: its last day there; None: it hangs there still.
        """

        label = Label("公示栏证明", "Board proved")
        sources = SHOWN | WITHDRAWN
        version: int
        board: str
        proof: BoardProofKind
        reference: str
        hung_from: date
        hung_to: date | None

    class Objected(Step):
        """Somebody objects to what is shown.

        objection: its number in this publication, from 1 on.
        due_at: until when it is to be answered; provisional: the holidays until then
            are not announced yet.
        """

        label = Label("提出异议", "Objected to")
        texts = sealable(statement=Mask.M2)
        sources = SHOWN
        objection: int
        matter: ObjectionMatter
        due_at: datetime
        provisional: bool

        def change(self, publication: Publication) -> None:
            new = PublishedObjection(self.actor_id, None)
            publication.objections = (*publication.objections, new)

    class ObjectionAnswered(Step):
        """The publisher answers an objection."""

        label = Label("答复异议", "Objection answered")
        texts = sealable(answer=Mask.M2)
        sources = SHOWN | WITHDRAWN
        objection: int
        outcome: ObjectionOutcome

        def change(self, publication: Publication) -> None:
            every = list(publication.objections)
            answered = replace(every[self.objection - 1], outcome=self.outcome)
            every[self.objection - 1] = answered
            publication.objections = tuple(every)

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item.

        entry: the version of the fact that sealed it; path: which of its texts.
        """

        sources = frozenset(PublicationStatus)

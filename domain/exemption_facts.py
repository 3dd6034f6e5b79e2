"""The facts of an exemption from publishing: asked for with its reason and its basis,
and decided by a second person (DOMAIN 2.2). All of it is public."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.publication_words import ExemptionReason, ExemptionStatus
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.exemption import Exemption

REQUESTED = frozenset({ExemptionStatus.REQUESTED})
APPROVED = frozenset({ExemptionStatus.APPROVED})


class ExemptionFacts:
    """The namespace that makes the facts read `Exemption.Requested`, ..."""

    class Requested(Beginning):
        """Somebody asks that an obligation be lifted.

        item, enterprise_id, occasion: as in `Publication.Published`.
        basis: the article that allows it, by its short title (`信息公开14`).
        """

        label = Label("申请免予公示", "Exemption requested")
        texts = sealable(explanation=Mask.M2)
        target = ExemptionStatus.REQUESTED
        item: str
        enterprise_id: UUID | None
        occasion: str
        reason: ExemptionReason
        basis: str

        def change(self, exemption: Exemption) -> None:
            exemption.requested_by = self.actor_id

    class Approved(Step):
        """A second person allows it: the obligation is exempted from now on."""

        label = Label("批准免予公示", "Exemption approved")
        texts = sealable(note=Mask.M2)
        sources = REQUESTED
        target = ExemptionStatus.APPROVED

    class Rejected(Step):
        """A second person does not allow it."""

        label = Label("不予批准", "Exemption rejected")
        texts = sealable(note=Mask.M2)
        sources = REQUESTED
        target = ExemptionStatus.REJECTED

    class Revoked(Step):
        """It holds no more: the obligation is open again."""

        label = Label("撤销免予公示", "Exemption revoked")
        texts = sealable(note=Mask.M2)
        sources = APPROVED
        target = ExemptionStatus.REVOKED

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item.

        entry: the version of the fact that sealed it; path: which of its texts.
        """

        sources = frozenset(ExemptionStatus)

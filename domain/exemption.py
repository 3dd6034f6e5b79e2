"""An exemption from publishing: asked for with its reason and its basis, decided by a
second person, and public itself (DOMAIN 2.2)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.codes import require_citation
from domain.disclosure import disclosure_item, require_occasion_form
from domain.exemption_facts import ExemptionFacts
from domain.facts import Stamp, require_text, stamped
from domain.place import Place
from domain.publication_refusals import SamePersonDecides
from domain.publication_words import ExemptionReason
from domain.text_release import Releasing


class Exemption(ExemptionFacts, Releasing, Aggregate):
    """One exemption."""

    def __init__(self) -> None:
        self.requested_by = ""

    @classmethod
    def request(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        item: str,
        occasion: str,
        reason: ExemptionReason,
        basis: str,
        enterprise_id: UUID | None = None,
    ) -> Self:
        """Ask that an item need not be published for an occasion.

        basis: the article that allows it, by its short title.
        """
        listed = disclosure_item(stamp.rules, item)
        require_occasion_form(stamp.rules, listed, occasion)
        require_citation("basis", basis)
        require_text(stamp, "explanation")
        return cls._create(
            cls.Requested,
            id=id,
            **stamped(stamp),
            **place.fields(),
            item=item,
            enterprise_id=enterprise_id,
            occasion=occasion,
            reason=reason,
            basis=basis,
        )

    def approve(self, stamp: Stamp) -> None:
        """Allow it, as a second person."""
        self._allow(self.Approved)
        self._require_second(stamp)
        self._record(self.Approved, stamp)

    def reject(self, stamp: Stamp) -> None:
        """Do not allow it, as a second person, and say why."""
        self._allow(self.Rejected)
        self._require_second(stamp)
        require_text(stamp, "note")
        self._record(self.Rejected, stamp)

    def revoke(self, stamp: Stamp) -> None:
        """End it, and say why: the obligation is open again."""
        self._allow(self.Revoked)
        require_text(stamp, "note")
        self._record(self.Revoked, stamp)

    def _require_second(self, stamp: Stamp) -> None:
        if stamp.actor.id == self.requested_by:
            raise SamePersonDecides

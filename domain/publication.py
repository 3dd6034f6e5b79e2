"""A publication (公示): one item of the disclosure catalogue, shown for one occasion.

What is shown is never edited: a new version takes its place, or it is withdrawn. The
content lies in the store of publications; the facts keep its digest, so that anyone can
check what was shown against them (DESIGN 9).

    publication_words     the words, and a stored file
    publication_facts     what is recorded
    publication_content   fields and forms of a content
    publication_masking   what a content may not show
    disclosure, occasions what the catalogue says of an item
"""

from __future__ import annotations

import re
from datetime import date
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.disclosure import (
    disclosure_item,
    objection_matter,
    require_occasion,
    require_publisher,
    require_role,
)
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import invalid, require_distinct, require_past
from domain.place import Place
from domain.publication_draft import Draft, require_as_recorded
from domain.publication_facts import PublicationFacts
from domain.publication_refusals import (
    HungBeforeShown,
    NoSuchObjection,
    NoSuchVersion,
    NothingToErase,
    ObjectionAnsweredAlready,
    OwnObjection,
    PublicationUnchanged,
)
from domain.publication_state import PublicationState, PublicationVersion, Publishable
from domain.publication_words import (
    BoardProofKind,
    CorrectionGround,
    DifferenceGround,
    ObjectionMatter,
    ObjectionOutcome,
    Publisher,
    WithdrawalGround,
)
from domain.roles import Role

OVERSEERS = frozenset({Role.STREET_OFFICER, Role.PROPERTY_OFFICER})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TERMS = {
    ObjectionMatter.NOTICE: "disclosure.objection",
    ObjectionMatter.ACCOUNTS: "disclosure.objection_accounts",
}


class Publication(PublicationFacts, PublicationState, Aggregate):
    """One publication. Commands take a `Stamp` and their own arguments, record facts,
    and raise a `Refusal` where a rule says no."""

    @classmethod
    def publish(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        item: str,
        occasion: str,
        publisher: Publisher,
        enterprise_id: UUID | None,
        shown: Publishable,
        draft: Draft | None,
        difference: DifferenceGround | None = None,
    ) -> Self:
        """Show an item for an occasion.

        draft: what the record gives, None if the service does not compute the item.
        difference: why what is shown differs from it.
        """
        rules = stamp.rules
        listed = disclosure_item(rules, item)
        require_publisher(rules, listed, publisher)
        require_role(stamp, publisher)
        require_occasion(stamp, listed, occasion)
        filled = shown.require_fit(rules, listed)
        require_as_recorded(rules, listed, shown.content, draft, difference)
        return cls._create(
            cls.Published,
            id=id,
            **stamped(stamp),
            **place.fields(),
            item=item,
            enterprise_id=enterprise_id,
            occasion=occasion,
            publisher=publisher,
            content=shown.stored,
            filled=filled,
            documents=shown.documents,
            computed=draft is not None,
            difference=difference,
        )

    def correct(
        self,
        stamp: Stamp,
        *,
        ground: CorrectionGround,
        shown: Publishable,
        draft: Draft | None,
        difference: DifferenceGround | None = None,
    ) -> None:
        """Put a new version in the place of the one shown; see `publish`."""
        self._allow(self.Corrected)
        require_role(stamp, self.publisher)
        listed = disclosure_item(stamp.rules, self.item)
        filled = shown.require_fit(stamp.rules, listed)
        last = self.versions[-1]
        if (shown.stored, shown.documents) == (last.content, last.documents):
            raise PublicationUnchanged
        require_as_recorded(stamp.rules, listed, shown.content, draft, difference)
        self._record(
            self.Corrected,
            stamp,
            version=len(self.versions) + 1,
            ground=ground,
            content=shown.stored,
            filled=filled,
            documents=shown.documents,
            computed=draft is not None,
            difference=difference,
        )

    def withdraw(self, stamp: Stamp, *, ground: WithdrawalGround) -> None:
        """Take it down; for personal data, its content is served no more at once."""
        self._allow(self.Withdrawn)
        self._require_own(stamp)
        self._record(self.Withdrawn, stamp, ground=ground)

    def erase_content(self, stamp: Stamp, *, digests: tuple[str, ...]) -> None:
        """Record that bytes which showed personal data are destroyed.

        digests: of versions that were withdrawn or corrected for that; those that a
            version shown still needs stay.
        """
        self._allow(self.ContentErased)
        self._require_own(stamp)
        require_distinct("digests", digests)
        if not digests or not {*digests} <= self.to_erase:
            raise NothingToErase
        self._record(self.ContentErased, stamp, digests=digests)

    def prove_board(
        self,
        stamp: Stamp,
        *,
        version: int,
        board: str,
        proof: BoardProofKind,
        reference: str,
        hung_from: date,
        hung_to: date | None = None,
    ) -> None:
        """Attest that a version hung at a physical board.

        reference: SHA-256 of the photograph, or number of the inspection.
        """
        self._allow(self.BoardProved)
        shown = self._numbered(version)
        require_code("board", board)
        require_code("reference", reference)
        if proof is BoardProofKind.PHOTOGRAPH and not _SHA256.fullmatch(reference):
            raise invalid(
                "reference", "应为照片的 SHA-256", "SHA-256 of the photograph"
            )
        require_past("hung_from", hung_from, stamp)
        since = day_in_china(shown.at)
        if hung_from < since:
            raise HungBeforeShown(version=version, since=since)
        if hung_to is not None:
            require_past("hung_to", hung_to, stamp, hung_from)
        self._record(
            self.BoardProved,
            stamp,
            version=version,
            board=board,
            proof=proof,
            reference=reference,
            hung_from=hung_from,
            hung_to=hung_to,
        )

    def object(self, stamp: Stamp) -> None:
        """Object to what is shown: answered within 3 days, of accounts within 7."""
        self._allow(self.Objected)
        require_text(stamp, "statement")
        matter = objection_matter(stamp.rules, self.item)
        within = stamp.rules.values.span(_TERMS[matter])
        due = stamp.rules.calendar.after(stamp.at, within)
        self._record(
            self.Objected,
            stamp,
            objection=len(self.objections) + 1,
            matter=matter,
            due_at=due.at,
            provisional=due.provisional,
        )

    def answer_objection(
        self, stamp: Stamp, *, objection: int, outcome: ObjectionOutcome
    ) -> None:
        """Answer an objection, for the publisher, and say what it came to."""
        self._allow(self.ObjectionAnswered)
        require_role(stamp, self.publisher)
        require_text(stamp, "answer")
        if not 1 <= objection <= len(self.objections):
            raise NoSuchObjection(objection=objection)
        made = self.objections[objection - 1]
        if made.outcome is not None:
            raise ObjectionAnsweredAlready
        if made.by == stamp.actor.id:
            raise OwnObjection
        self._record(
            self.ObjectionAnswered, stamp, objection=objection, outcome=outcome
        )

    def _require_own(self, stamp: Stamp) -> None:
        """The publisher's own, or those who oversee publishing."""
        if stamp.actor.role not in OVERSEERS:
            require_role(stamp, self.publisher)

    def _numbered(self, number: int) -> PublicationVersion:
        if not 1 <= number <= len(self.versions):
            raise NoSuchVersion(version=number)
        return self.versions[number - 1]

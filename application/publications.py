"""The use cases of a publication (公示)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from application.chance import new_id
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.publishing import Wanted
from application.roles_allowed import (
    COMMUNITY,
    COORDINATORS,
    DEPARTMENTS,
    FIRM,
    OWNERS_BODIES,
    PARTY,
    RELEASERS,
    STATE,
    Row,
    row,
)
from application.steps import Blocking, Steps
from application.use_cases import UseCases, changing
from domain.facts import Stamp
from domain.publication import Publication
from domain.publication_draft import Draft
from domain.publication_refusals import NothingToErase
from domain.publication_state import Publishable
from domain.publication_words import CorrectionGround, DifferenceGround, Publisher
from domain.roles import RESIDENTS, Role

PUBLISHERS = (
    FIRM
    | OWNERS_BODIES
    | PARTY
    | STATE
    | (COMMUNITY - {Role.GRID_WORKER})
    | (DEPARTMENTS - {Role.UTILITY_CONTACT})
    | {Role.AUDITOR, Role.INTEGRATOR}
)
"""Everybody who publishes something; what, the catalogue `publishers` says."""

_WITNESSES = PUBLISHERS | COMMUNITY


class Publications(UseCases[R]):
    """An item of the catalogue, from its publication to its withdrawal."""

    kind = Publication
    name = "publication"
    mutations: ClassVar[Mapping[str, str]] = {
        "publish": "publish",
        "object": "object_to_publication",
        "answer_objection": "answer_publication_objection",
        "prove_board": "prove_publication_on_board",
        "erase_content": "erase_publication_content",
    }
    rows: ClassVar[Mapping[str, Row]] = {
        "publish": row(PUBLISHERS),
        "correct": row(PUBLISHERS),
        "withdraw": row(PUBLISHERS),
        "erase_content": row(PUBLISHERS),
        "prove_board": row(_WITNESSES),
        "object": row(COORDINATORS | OWNERS_BODIES, anywhere=RESIDENTS),
        "answer_objection": row(PUBLISHERS),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(COORDINATORS | {Role.AUDITOR}),
        "read_text": row(PUBLISHERS),
    }

    withdraw = changing(Publication.withdraw, note=False)
    prove_board = changing(Publication.prove_board)
    object = changing(Publication.object, statement=True)
    release_text = changing(Publication.release_text)
    answer_objection = changing(Publication.answer_objection, answer=True)

    def publish(
        self,
        order: Order,
        *,
        item: str,
        occasion: str,
        publisher: Publisher,
        content: str,
        documents: tuple[str, ...] = (),
        difference: DifferenceGround | None = None,
        enterprise_id: UUID | None = None,
        compound_id: UUID | None = None,
        region_path: tuple[str, ...] = (),
        profile: str | None = None,
    ) -> R:
        """Publish an item of the disclosure catalogue for an occasion.

        What the service can compute must be what the record gives, or `difference`
        says why it is not.
        """
        id = new_id()
        where = {
            "compound_id": compound_id,
            "region_path": region_path,
            "profile": profile,
        }
        data: dict[str, Any] = {
            "item": item,
            "occasion": occasion,
            "publisher": publisher,
            "enterprise_id": enterprise_id,
            "difference": difference,
        }

        def steps() -> Steps[Receipt]:
            place = yield from self.place(where)
            wanted = Wanted(item, place, enterprise_id, occasion)
            shown, draft = yield from self._prepared(wanted, content, documents)

            def begin(stamp: Stamp) -> Publication:
                return Publication.publish(
                    stamp, id=id, place=place, shown=shown, draft=draft, **data
                )

            body = {**where, **data, "content": content, "documents": documents}
            return (
                yield from self._commands.creating(
                    order, "publication.publish", place.profile, body, {}, begin, id
                )
            )

        return self._commands.run(steps())

    def correct(
        self,
        order: Order,
        id: UUID,
        *,
        ground: CorrectionGround,
        content: str,
        documents: tuple[str, ...] = (),
        difference: DifferenceGround | None = None,
        note: str | None = None,
    ) -> R:
        """Put a corrected version in the place of the one shown.

        Its documents are all that it shall have, whether the one before had them or
        not.
        """
        data = {"ground": ground, "difference": difference}

        def steps() -> Steps[Receipt]:
            found = yield from self._commands.loading(Publication, id)
            wanted = Wanted(
                found.item, found.place, found.enterprise_id, found.occasion
            )
            shown, draft = yield from self._prepared(wanted, content, documents)

            def change(publication: Publication, stamp: Stamp) -> None:
                publication.correct(
                    stamp,
                    ground=ground,
                    shown=shown,
                    draft=draft,
                    difference=difference,
                )

            body = {**data, "content": content, "documents": documents}
            texts = {} if note is None else {"note": note}
            return (
                yield from self._commands.changing(
                    order, "publication.correct", Publication, id, body, texts, change
                )
            )

        return self._commands.run(steps())

    def erase_content(self, order: Order, id: UUID) -> R:
        """Destroy what was withdrawn or corrected because it showed personal data; its
        digests stay. What another publication shows stays, too."""
        desk = self._commands.desk

        def steps() -> Steps[Receipt]:
            found = yield from self._commands.loading(Publication, id)
            unserved = sorted(found.to_erase)
            kept = yield Blocking(partial(desk.elsewhere, id, unserved))
            digests = tuple(each for each in unserved if each not in kept)
            if not digests:
                raise NothingToErase

            def change(publication: Publication, stamp: Stamp) -> None:
                publication.erase_content(stamp, digests=digests)

            receipt = yield from self._commands.changing(
                order, "publication.erase_content", Publication, id, {}, {}, change
            )
            for digest in digests:
                yield Blocking(partial(desk.store.remove, digest))
            return receipt

        return self._commands.run(steps())

    def _prepared(
        self, wanted: Wanted, content: str, documents: tuple[str, ...]
    ) -> Steps[tuple[Publishable, Draft | None]]:
        """What is shown, checked and kept, and what the record gives for it."""
        desk = self._commands.desk
        rules = self._commands.rules.for_profile(wanted.place.profile)
        shown: Publishable = yield Blocking(
            partial(desk.publishable, rules, wanted.item, content, documents)
        )
        draft: Draft | None = yield Blocking(partial(desk.draft, wanted))
        return shown, draft

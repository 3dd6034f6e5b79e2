"""The use cases of a vote (业主共同决定); those of its ballots are in `ballots`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from application.chance import new_id
from application.commands import R
from application.commit import Receipt
from application.official_results import verified
from application.order import Order
from application.roles_allowed import (
    COMMUNITY,
    COORDINATORS,
    OWNERS_BODIES,
    RELEASERS,
    STATE,
    Row,
    row,
)
from application.roll_reading import frozen_roll
from application.steps import Blocking, Steps
from application.use_cases import changing
from application.vote_counting import VoteCounting
from domain.facts import Stamp
from domain.roles import Role
from domain.vote import Vote
from domain.vote_words import (
    BallotSecrecy,
    ProxyKind,
    RollHead,
    VoteChannel,
    VoteItem,
)

CONDUCTORS = COMMUNITY | STATE | OWNERS_BODIES
"""Those who prepare and hold a vote; never the firm, whose contract it may be about."""

_CERTIFIERS = STATE | {Role.NEIGHBOURHOOD_COMMITTEE}
_IMPORTERS = STATE | {Role.INTEGRATOR}


class Votes(VoteCounting[R]):
    """A vote from its notice to its end."""

    kind = Vote
    name = "vote"
    mutations: ClassVar[Mapping[str, str]] = {
        "import_official_result": "import_official_result",
        "register_proxy": "register_proxy",
    }
    rows: ClassVar[Mapping[str, Row]] = {
        "announce": row(CONDUCTORS),
        "withdraw": row(CONDUCTORS),
        "open": row(CONDUCTORS),
        "register_proxy": row(CONDUCTORS),
        "extend": row(CONDUCTORS),
        "close": row(CONDUCTORS),
        "count": row(CONDUCTORS),
        "import_official_result": row(_IMPORTERS),
        "request_recount": row(CONDUCTORS),
        "order_correction": row(STATE),
        "recount": row(CONDUCTORS),
        "audit": row({Role.AUDITOR}),
        "certify": row(_CERTIFIERS),
        "annul": row(STATE),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row({Role.AUDITOR}),
        "read_text": row(
            COORDINATORS | OWNERS_BODIES | {Role.AUDITOR, Role.SUPERVISION_MEMBER}
        ),
    }

    def announce(
        self,
        order: Order,
        *,
        compound_id: UUID,
        title: str,
        text: str,
        items: tuple[VoteItem, ...],
        channels: tuple[VoteChannel, ...],
        opens_at: datetime,
        closes_at: datetime,
        secrecy: BallotSecrecy = BallotSecrecy.SECRET,
        buildings: tuple[str, ...] = (),
        replaceable: bool = False,
        uncast_join: bool = False,
        owners_rules: str | None = None,
    ) -> R:
        """Give notice of a vote with its full text, and freeze the roll of owners."""
        id = new_id()
        data: dict[str, Any] = {
            "items": items,
            "channels": channels,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "secrecy": secrecy,
            "buildings": buildings,
            "replaceable": replaceable,
            "uncast_join": uncast_join,
            "owners_rules": owners_rules,
        }
        body = {"compound_id": compound_id, **data}

        def steps() -> Steps[Receipt]:
            place = yield from self.place(body)
            rules = self._commands.rules.for_profile(place.profile)
            store, vault = self._commands.store, self._commands.vault

            def read() -> tuple[int, tuple[RollHead, ...]]:
                position = store.position()
                return position, frozen_roll(
                    store,
                    vault,
                    rules,
                    vote_id=id,
                    compound_id=compound_id,
                    buildings=buildings,
                    position=position,
                )

            position, roll = yield Blocking(read)

            def announce(stamp: Stamp) -> Vote:
                return Vote.announce(
                    stamp,
                    id=id,
                    place=place,
                    roll=roll,
                    roll_position=position,
                    **data,
                )

            return (
                yield from self._commands.creating(
                    order,
                    "vote.announce",
                    place.profile,
                    body,
                    {"title": title, "text": text},
                    announce,
                    id,
                )
            )

        return self._commands.run(steps())

    withdraw = changing(Vote.withdraw, reason=True)
    open = changing(Vote.open)

    def register_proxy(
        self,
        order: Order,
        id: UUID,
        *,
        unit_id: UUID,
        proxy: str,
        kind: ProxyKind,
        paper: str,
    ) -> R:
        """Note that somebody may return an owner's ballot, on a signed paper."""
        name = self._commands.vault.pseudonym(proxy, id)
        body = {"unit_id": unit_id, "proxy": proxy, "kind": kind, "paper": paper}

        def register(vote: Vote, stamp: Stamp) -> None:
            vote.register_proxy(
                stamp, unit_id=unit_id, proxy=name, kind=kind, paper=paper
            )

        return self._commands.change(
            order, "vote.register_proxy", Vote, id, body, {}, register
        )

    def import_official_result(
        self, order: Order, id: UUID, *, document: bytes, signature: bytes
    ) -> R:
        """Take over the result of the official system, if a pinned key signed it."""
        body = {"document": document, "signature": signature}

        def steps() -> Steps[Receipt]:
            vote = yield from self._commands.loading(Vote, id)
            rules = self._commands.rules.for_profile(vote.profile)
            keys = rules.values.words("evote.official_keys")
            result = verified(document, signature, keys, id)

            def take_over(vote: Vote, stamp: Stamp) -> None:
                vote.import_official_result(stamp, result=result)

            return (
                yield from self._commands.changing(
                    order, "vote.import_official_result", Vote, id, body, {}, take_over
                )
            )

        return self._commands.run(steps())

    request_recount = changing(Vote.request_recount)
    order_correction = changing(Vote.order_correction, reason=True)

    certify = changing(Vote.certify)
    release_text = changing(Vote.release_text)
    annul = changing(Vote.annul, reason=True)

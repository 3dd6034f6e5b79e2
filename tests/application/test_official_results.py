"""The signed result of an official system: taken over as it is, or refused."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.canonical import canonical
from application.commands import Commands
from application.event_store import EventStore
from application.official_results import (
    OfficialFormInvalid,
    OfficialKeyMissing,
    OfficialSignatureInvalid,
    verified,
)
from application.rules import load_rulepacks
from application.steps import now
from application.vault import Vault
from domain.vote_refusals import ItemNotNoticed
from domain.vote_result_refusals import OfficialResultUnsound
from domain.vote_words import VoteChannel, VoteStatus
from tests.application.conftest import StandingClock
from tests.application.voting import DAY, STREET, Voting, voting

SYSTEM = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def pinned(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def document(vote_id: UUID, **changes: Any) -> dict[str, Any]:
    item = {
        "item": "A",
        "option": None,
        "yes_heads": 4,
        "yes_area_dm2": 40_000,
        "no_heads": 1,
        "no_area_dm2": 10_000,
        "abstain_heads": 0,
        "abstain_area_dm2": 0,
    }
    given = {
        "form": "gongshi.official-result.1",
        "system": "beijing-evote",
        "reference": "BJ-2026-17",
        "vote": str(vote_id),
        "heads": 6,
        "area_dm2": 60_000,
        "items": [item | changes.pop("item", {})],
    }
    return given | changes


def signed(said: dict[str, Any], key: Ed25519PrivateKey = SYSTEM) -> dict[str, bytes]:
    content = canonical(said)
    return {"document": content, "signature": key.sign(content)}


@pytest.fixture
def beijing(
    store: EventStore, vault: Vault, clock: StandingClock, tmp_path: Path
) -> Voting:
    """A compound there, whose operator has pinned two keys of the system."""
    keys = f'["{pinned(Ed25519PrivateKey.generate())}", "{pinned(SYSTEM)}"]'
    (tmp_path / "beijing.toml").write_text(
        '[values]\n"evote.official_keys" = { value = '
        f'{keys}, zh = "公钥", en = "keys", origin = "DEFAULT operator" }}\n',
        "utf-8",
    )
    commands = Commands(store, vault, load_rulepacks(tmp_path), clock, now)
    return voting(commands, clock, profile="beijing")


def over(place: Voting) -> UUID:
    id = place.opened(channels=(VoteChannel.OFFICIAL,))
    place.clock.now += 10 * DAY
    return id


def test_a_signed_result_is_taken_over(beijing: Voting) -> None:
    id = over(beijing)
    beijing.votes.import_official_result(STREET, id, **signed(document(id)))
    vote = beijing.vote(id)

    assert vote.status is VoteStatus.COUNTED
    assert (vote.outcomes[0].yes_heads, vote.outcomes[0].passed) == (4, True)


def test_nobody_else_signs(beijing: Voting) -> None:
    id = over(beijing)
    right = signed(document(id))
    forged = signed(document(id), STRANGER)
    other = right["document"].replace(b'"heads":6', b'"heads":7')
    altered = right | {"document": other}
    for given in (forged, altered, right | {"signature": b""}):
        with pytest.raises(OfficialSignatureInvalid):
            beijing.votes.import_official_result(STREET, id, **given)
    assert beijing.vote(id).status is VoteStatus.OPEN


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "gongshi.official-result.2"},
        {"vote": str(UUID(int=404))},
        {"heads": "6"},
        {"more": 1},
        {"items": [{}]},
    ],
)
def test_another_form_is_refused(beijing: Voting, changes: dict[str, Any]) -> None:
    id = over(beijing)
    with pytest.raises(OfficialFormInvalid):
        beijing.votes.import_official_result(
            STREET, id, **signed(document(id, **changes))
        )


def test_what_is_signed_is_canonical_to_the_byte() -> None:
    id = UUID(int=50)
    for content in (
        canonical(document(id)) + b"\n",
        b"\xff",
        b"[]",
        b"{" + b'"a":' * 9,
        canonical(document(id)).replace(b'"heads":6', b'"heads":6.0'),
    ):
        with pytest.raises(OfficialFormInvalid):
            verified(content, SYSTEM.sign(content), [pinned(SYSTEM)], id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"heads": 7}, OfficialResultUnsound),
        ({"area_dm2": 59_999}, OfficialResultUnsound),
        ({"item": {"yes_heads": 6}}, OfficialResultUnsound),
        ({"item": {"no_heads": -1}}, OfficialResultUnsound),
        ({"items": []}, OfficialResultUnsound),
        ({"item": {"item": "B"}}, ItemNotNoticed),
        ({"item": {"option": "c1"}}, ItemNotNoticed),
    ],
)
def test_a_result_fits_the_roll_and_the_notice(
    beijing: Voting, changes: dict[str, Any], refusal: Any
) -> None:
    id = over(beijing)
    with pytest.raises(refusal):
        beijing.votes.import_official_result(
            STREET, id, **signed(document(id, **changes))
        )


def test_without_a_pinned_key_nothing_is_taken_over() -> None:
    content = canonical(document(UUID(int=50)))
    with pytest.raises(OfficialKeyMissing):
        verified(content, SYSTEM.sign(content), [], UUID(int=50))

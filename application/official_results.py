"""The signed result of an official system of electronic votes (京35).

We define its form, `gongshi.official-result.1`: one canonical JSON object (RFC 8785)

    {"area_dm2":1000000,"form":"gongshi.official-result.1","heads":100,
     "items":[{"abstain_area_dm2":0,"abstain_heads":0,"item":"A","no_area_dm2":0,
       "no_heads":0,"option":null,"yes_area_dm2":800000,"yes_heads":80}],
     "reference":"BJ-2026-17","system":"beijing-evote","vote":"<uuid>"}

and, beside it, an Ed25519 signature (RFC 8032) over its very bytes. `heads` and
`area_dm2` are of the whole roll. The keys that may sign are pinned in the rule value
`evote.official_keys`: 32 bytes each, as base64.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec
import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from application.canonical import NotCanonical, canonical
from domain.errors import Refusal
from domain.official_result import OfficialResult
from domain.quantities import Dm2
from domain.vote_words import VoteTotals

FORM = "gongshi.official-result.1"
LONGEST = 1 << 20  # bytes


class OfficialKeyMissing(Refusal):
    zh = "尚未设置官方系统的公钥。"
    en = "No key of the official system is pinned here (evote.official_keys)."
    fields = ("document",)


class OfficialSignatureInvalid(Refusal):
    zh = "官方结果的签名无效。"
    en = "No pinned key has signed this document."
    fields = ("signature",)


class OfficialFormInvalid(Refusal):
    """problem: what is wrong with it."""

    zh = "官方结果的格式无效：{problem}。"
    en = "The document is not a result in the form that is expected: {problem}."
    fields = ("document",)


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    item: str
    option: str | None
    yes_heads: int
    yes_area_dm2: int
    no_heads: int
    no_area_dm2: int
    abstain_heads: int
    abstain_area_dm2: int


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    form: Literal["gongshi.official-result.1"]
    system: str
    reference: str
    vote: UUID
    heads: int
    area_dm2: int
    items: list[_Item]


def verified(
    document: bytes, signature: bytes, keys: Sequence[str], vote_id: UUID
) -> OfficialResult:
    """What a pinned key has signed about this vote.

    Raises `OfficialKeyMissing`, `OfficialSignatureInvalid`, `OfficialFormInvalid`.
    """
    if len(document) > LONGEST:
        raise OfficialFormInvalid(problem=f"> {LONGEST} B")
    key = _signer(document, signature, keys)
    try:
        said = msgspec.json.decode(document, type=_Document)
        if canonical(orjson.loads(document)) != document:
            raise OfficialFormInvalid(problem="RFC 8785")
    except (msgspec.MsgspecError, orjson.JSONDecodeError, NotCanonical) as error:
        raise OfficialFormInvalid(problem=str(error)) from None
    if said.vote != vote_id:
        raise OfficialFormInvalid(problem=f"vote {said.vote}")
    return OfficialResult(
        system=said.system,
        reference=said.reference,
        key=hashlib.sha256(key).hexdigest(),
        document=hashlib.sha256(document).hexdigest(),
        heads=said.heads,
        area_dm2=said.area_dm2,
        totals=tuple(map(_totals, said.items)),
    )


def _signer(document: bytes, signature: bytes, keys: Sequence[str]) -> bytes:
    """The pinned key that signed, of which there may be an old one and a new one."""
    if not keys:
        raise OfficialKeyMissing
    for text in keys:
        key = base64.b64decode(text)
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, document)
        except InvalidSignature:
            continue
        return key
    raise OfficialSignatureInvalid


def _totals(item: _Item) -> VoteTotals:
    return VoteTotals(
        item=item.item,
        option=item.option,
        yes_heads=item.yes_heads,
        yes_area_dm2=Dm2(item.yes_area_dm2),
        no_heads=item.no_heads,
        no_area_dm2=Dm2(item.no_area_dm2),
        abstain_heads=item.abstain_heads,
        abstain_area_dm2=Dm2(item.abstain_area_dm2),
        joined_heads=0,
        joined_area_dm2=Dm2(0),
    )

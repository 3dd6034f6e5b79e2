"""Sealing: a text goes into the vault, its commitment into the log.

The commitment of a text is HMAC-SHA256, keyed with a fresh salt of 32 bytes, over the
canonical JSON array `["<sealed_id>","<path>","<value>"]`, in lower-case hex. Salt and
value (the salt first) are encrypted with AES-256-GCM under a key of that text alone,
with `<sealed_id> <path>` as associated data.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from application.canonical import canonical
from application.chance import new_id, some_bytes
from application.commit import Statement
from application.grams import grams
from application.vault_keys import VaultKeys, Wrapped, decrypt, encrypt, new_key
from domain.facts import Fact, Mask, Sealed

SALT_LENGTH = 32
FILE_PATH = "file"  # the text of this path is the SHA-256 of an attached file, in hex

INSERT_TEXTS = """
    INSERT INTO sealed_text (sealed_id, path, stream_id, version, ciphertext)
    SELECT * FROM unnest(%b::uuid[], %b::text[], %b::uuid[], %b::int[], %b::bytea[])
"""
INSERT_KEYS = """
    INSERT INTO text_key (sealed_id, path, key_id, wrapped)
    SELECT * FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::bytea[])
"""
INSERT_TERMS = """
    INSERT INTO text_index (case_id, sealed_id, path, grams)
    SELECT case_id, sealed_id, path, array_to_tsvector(string_to_array(terms, ' '))
    FROM unnest(%b::uuid[], %b::uuid[], %b::text[], %b::text[])
        AS row (case_id, sealed_id, path, terms)
"""
INSERT_FILES = """
    INSERT INTO file_reference (sealed_id, path, sha256)
    SELECT * FROM unnest(%b::uuid[], %b::text[], %b::bytea[])
"""


class TextsNotCarried(AssertionError):
    """Texts were sealed, but no recorded fact carries their commitments."""


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text on its way into the vault; written with the fact that commits to it.

    terms: what it is found by. file: SHA-256 of the file that it names, if it does.
    """

    sealed_id: UUID
    path: str
    key: Wrapped
    ciphertext: bytes
    terms: tuple[str, ...]
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A text and the salt that proves it against its commitment."""

    value: str
    salt: bytes


def commitment(sealed_id: UUID, path: str, value: str, salt: bytes) -> str:
    """What the log holds of a text; anyone who has text and salt can compute it."""
    message = canonical([str(sealed_id), path, value])
    return hmac.digest(salt, message, "sha256").hex()


def seal(
    keys: VaultKeys, texts: Mapping[str, str]
) -> tuple[Sealed | None, list[SealedText]]:
    """Seal texts by their paths, each under a key of its own. None if there is none."""
    if not texts:
        return None, []
    sealed_id = new_id()
    commitments: dict[str, str] = {}
    sealed: list[SealedText] = []
    for path, value in texts.items():
        salt, key = some_bytes(SALT_LENGTH), new_key()
        commitments[path] = commitment(sealed_id, path, value, salt)
        context = _context(sealed_id, path)
        is_file = path == FILE_PATH
        sealed.append(
            SealedText(
                sealed_id=sealed_id,
                path=path,
                key=keys.wrap(key, context),
                ciphertext=encrypt(key, salt + value.encode(), context.encode()),
                terms=() if is_file else tuple(grams(value)),
                file=bytes.fromhex(value) if is_file else None,
            )
        )
    return Sealed(sealed_id, commitments), sealed


def unseal(
    keys: VaultKeys, sealed_id: UUID, path: str, key: Wrapped, ciphertext: bytes
) -> Opened:
    """The text and its salt. Raises `WrongVaultKey`."""
    context = _context(sealed_id, path)
    plain = decrypt(keys.unwrap(key, context), ciphertext, context.encode())
    return Opened(plain[SALT_LENGTH:].decode(), plain[:SALT_LENGTH])


def rewrapped(keys: VaultKeys, sealed_id: UUID, path: str, key: Wrapped) -> Wrapped:
    """A text's key under the current key of the deployment."""
    context = _context(sealed_id, path)
    return keys.wrap(keys.unwrap(key, context), context)


def sealing_statements(
    facts: Sequence[Fact], sealed: Sequence[SealedText]
) -> Iterator[Statement]:
    """The vault's rows of a commit. Nothing is kept if nothing was recorded.

    Texts that may never leave the vault are not made searchable either.
    """
    if not facts or not sealed:
        return
    carriers = {fact.sealed_id: fact for fact in facts if fact.sealed_id}
    pairs = [(text, carriers.get(text.sealed_id)) for text in sealed]
    texts: list[tuple[object, ...]] = []
    keys: list[tuple[object, ...]] = []
    terms: list[tuple[object, ...]] = []
    files: list[tuple[object, ...]] = []
    for text, fact in pairs:
        if fact is None or text.path not in fact.sealed:
            raise TextsNotCarried(text.path)
        ref = (text.sealed_id, text.path)
        place = (fact.originator_id, fact.originator_version)
        texts.append((*ref, *place, text.ciphertext))
        keys.append((*ref, *text.key))
        if text.terms and fact.texts.get(text.path, Mask.NEVER) is not Mask.NEVER:
            terms.append((fact.originator_id, *ref, " ".join(text.terms)))
        if text.file is not None:
            files.append((*ref, text.file))
    yield Statement(INSERT_TEXTS, texts)
    yield Statement(INSERT_KEYS, keys)
    yield Statement(INSERT_TERMS, terms)
    yield Statement(INSERT_FILES, files)


def _context(sealed_id: UUID, path: str) -> str:
    return f"{sealed_id} {path}"

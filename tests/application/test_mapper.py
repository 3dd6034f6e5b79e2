"""Canonical JSON, and the names and forms under which facts are stored for ever."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import orjson
import pytest
import rfc8785
from eventsourcing.cipher import AESCipher
from eventsourcing.compressor import ZlibCompressor
from eventsourcing.utils import Environment
from hypothesis import given

from application.canonical import LARGEST_INTEGER, NotCanonical, canonical
from application.fact_types import FactType, UnknownFact
from application.fields import codec, moment
from application.mapper import (
    LARGEST_PUBLIC,
    REGISTRY,
    FactMapper,
    FactTooLarge,
    fact_class,
    type_name,
)
from domain.case import Case
from domain.case_facts import CaseFacts
from domain.compound import Compound
from domain.facts import Fact
from tests.application import samples

VECTORS = Path(__file__).parents[1] / "vectors" / "json-canonicalization"

integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
    max_leaves=30,
)


@given(values)
def test_our_values_are_written_as_rfc_8785_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_public_vectors_of_our_values(name: str) -> None:
    value = json.loads((VECTORS / "input" / f"{name}.json").read_text("utf-8"))
    assert canonical(value) == (VECTORS / "output" / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", ["values", "structures", "french", "weird"])
def test_public_vectors_with_floats_or_other_keys_are_refused(name: str) -> None:
    value = json.loads((VECTORS / "input" / f"{name}.json").read_text("utf-8"))
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        math.nan,
        {"a": [0.5]},
        2**53,
        -(2**53),
        {"鍵": 1},
        {1: 2},
        "\ud800",
        {"a": b"bytes"},
        datetime.now(UTC),
        uuid4(),
        {1, 2},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@dataclass
class Defaulted:
    """Of a stored one without the word, the default would say what it said."""

    word: str = ""


def test_times_are_utc_with_six_digits() -> None:
    beijing = timezone(timedelta(hours=8))
    assert moment(datetime(2026, 3, 2, 8, tzinfo=beijing)) == (
        "2026-03-02T00:00:00.000000Z"
    )
    with pytest.raises(NotCanonical):
        moment(datetime(2026, 3, 2))


@pytest.mark.parametrize(
    "hint", [float, list[str], dict[str, int], bytes, int | str, Defaulted]
)
def test_other_kinds_of_fields_cannot_be_stored(hint: Any) -> None:
    with pytest.raises(TypeError):
        codec(hint)


@pytest.mark.parametrize("kind", [*REGISTRY], ids=lambda kind: str(kind.stored))
def test_every_fact_reads_back_as_it_was(kind: FactType) -> None:
    mapper = FactMapper()
    fact = samples.fact(kind)
    stored = mapper.to_stored_event(fact)

    assert stored.topic == kind.stored
    assert rfc8785.dumps(orjson.loads(stored.state)) == stored.state
    assert mapper.to_domain_event(stored) == fact


def test_every_kind_has_a_pinned_sample() -> None:
    """If this fails for a new kind: `python -m tests.application.samples`."""
    assert {kind.stored for kind in REGISTRY} <= samples.stored().keys()


@pytest.mark.parametrize(("stored", "sample"), [*samples.stored().items()])
def test_what_was_once_stored_can_be_read_for_ever(stored: str, sample: bytes) -> None:
    mapper = FactMapper()
    fact = mapper.fact(samples.STREAM, 1, stored, sample)
    kind = REGISTRY.named(stored)

    assert type(fact) is kind.cls
    if stored == kind.stored:
        assert mapper.to_stored_event(fact).state == sample


def test_facts_and_names_lead_to_each_other() -> None:
    assert type_name(Case.Accepted) == "Case.Accepted"
    # The namespace that an aggregate's facts are written in names the same facts.
    assert type_name(CaseFacts.Accepted) == "Case.Accepted"
    assert fact_class("Case.Accepted") is Case.Accepted
    assert fact_class("Compound.Registered") is Compound.Registered
    with pytest.raises(UnknownFact):
        fact_class("Case.Unheard")
    with pytest.raises(UnknownFact):
        type_name(Fact)


def test_a_field_of_the_wrong_type_names_itself() -> None:
    fact = samples.fact(REGISTRY.of(Case.DeadlineMissed))
    broken: Any = {"milestone": 5}
    with pytest.raises(NotCanonical, match=r"Case\.DeadlineMissed\.milestone"):
        FactMapper().to_stored_event(replace(fact, **broken))


def test_nothing_but_canonical_json_is_stored() -> None:
    key = {"CIPHER_KEY": AESCipher.create_key(16)}
    for extra in (
        {"cipher": AESCipher(Environment("x", key))},
        {"compressor": ZlibCompressor()},
    ):
        with pytest.raises(ValueError, match="canonical JSON"):
            FactMapper(**extra)


def test_a_public_fact_that_fits_no_entry_of_the_log_is_refused() -> None:
    made: Any = samples.fact(REGISTRY.of(Case.Reported))
    large = replace(made, region_path=("x" * LARGEST_PUBLIC,))
    with pytest.raises(FactTooLarge):
        FactMapper().to_stored_event(large)

"""Facts of every kind between their values and their bytes: the quick ways give what
the plain ones would, and nothing gets through that they would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, get_type_hints
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.canonical import NotCanonical
from application.fact_types import FactType, FactTypes, UnknownFact, UnreadableFact
from application.mapper import REGISTRY, FactMapper
from domain.case import Case
from domain.facts import Audience, Fact, Mask
from tests.application import facts, samples
from tests.effort import examples

KINDS = pytest.mark.parametrize("kind", [*REGISTRY], ids=lambda kind: kind.name)
MAPPER = FactMapper()


class Word(str):
    """A string that is more than a string."""


class Choice(StrEnum):
    ONE = "one"


class Instant(datetime):
    """A time that is more than a time."""


AWARE = datetime(2026, 3, 2, tzinfo=UTC)
WRONG: dict[Any, list[Any]] = {
    str: [None, 5, b"x", Word("x"), Choice.ONE, "\ud800"],
    int: [None, True, 1.0, "1", 2**53, -(2**53), 2**70],
    bool: [None, 1, "true"],
    UUID: [None, str(samples.OTHER), 5],
    datetime: [None, AWARE.isoformat(), datetime(2026, 3, 2), Instant.now(UTC)],
    date: [None, "2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)],
    dict[str, str]: [None, "x", {"鍵": "x"}, {1: "x"}, {"a": 1}, {"a": Word("x")}],
    dict[str, str] | None: [["x"], {"a": None}, {"a": "\ud800"}],
}


def wrong(hint: Any) -> list[Any]:
    """Values that a field of this type must not have."""
    hint = getattr(hint, "__supertype__", hint)
    if hint in WRONG:
        return WRONG[hint]
    shape = str(hint)
    if "| None" in shape or shape.startswith("typing.Optional"):
        inner = next(each for each in hint.__args__ if each is not type(None))
        return [value for value in wrong(inner) if value is not None]
    if shape.startswith("tuple"):
        inside = [(value,) for value in wrong(hint.__args__[0])]
        return [None, "ab", {"ab"}, *inside]
    return [None, 1.5, "no such value", b"x"]


@pytest.mark.slow
@KINDS
@examples(8)
@given(st.data())
def test_a_fact_of_every_kind_is_written_as_rfc_8785_says_and_read_back(
    kind: FactType, data: st.DataObject
) -> None:
    comes_back(kind, data.draw(facts.facts(kind)))


@examples(500)
@given(st.data())
def test_any_fact_is_written_as_rfc_8785_says_and_read_back(
    data: st.DataObject,
) -> None:
    kind = data.draw(st.sampled_from([*REGISTRY]))
    comes_back(kind, data.draw(facts.facts(kind)))


def comes_back(kind: FactType, fact: Fact) -> None:
    stored = MAPPER.to_stored_event(fact)
    again = MAPPER.to_domain_event(stored)

    assert stored.state == facts.expected(kind, fact)
    assert again == fact
    for name, value in vars(fact).items():
        assert type(getattr(again, name)) is type(value), name


@KINDS
def test_no_field_takes_what_is_not_of_its_type(kind: FactType) -> None:
    fact = samples.fact(kind)
    hints = get_type_hints(kind.cls)
    for name, _, _ in kind.fields:
        for value in wrong(hints[name]):
            with pytest.raises(NotCanonical, match=rf"^{kind.name}\.{name}: "):
                kind.encode(replace(fact, **{name: value}))


def test_no_milestone_takes_what_is_not_of_its_type() -> None:
    kind = REGISTRY.of(Case.Resolved)
    for name, hint in {"name": str, "due_at": datetime, "provisional": bool}.items():
        for value in wrong(hint):
            fact = samples.fact(kind)
            object.__setattr__(fact.milestones[0], name, value)  # type: ignore[attr-defined]
            with pytest.raises(NotCanonical, match=r"^Case\.Resolved\.milestones: "):
                kind.encode(fact)


def test_a_plain_value_stands_for_the_member_of_an_enumeration() -> None:
    fact = samples.fact(REGISTRY.of(Case.Reported))
    by_value: Any = {"channel": "app", "level": 2}
    said = MAPPER.to_domain_event(MAPPER.to_stored_event(replace(fact, **by_value)))
    assert (repr(said.channel), repr(said.level)) == (  # type: ignore[attr-defined]
        "<Channel.APP: 'app'>",
        "<Level.L2: 2>",
    )


def test_what_lies_beside_the_fields_of_a_fact_is_not_stored() -> None:
    fact = samples.fact(REGISTRY.of(Case.Reported))
    before = MAPPER.to_stored_event(fact)
    vars(fact)["remark"] = "a neighbour told me"
    assert MAPPER.to_stored_event(fact) == before


@KINDS
def test_data_that_lacks_a_member_cannot_be_read(kind: FactType) -> None:
    state = orjson.loads(MAPPER.to_stored_event(samples.fact(kind)).state)
    for name in state:
        rest = {key: value for key, value in state.items() if key != name}
        with pytest.raises(UnreadableFact, match=rf"^{kind.stored}: .*`{name}`"):
            read(kind, rest)


@KINDS
def test_data_with_a_member_of_another_type_cannot_be_read(kind: FactType) -> None:
    state = orjson.loads(MAPPER.to_stored_event(samples.fact(kind)).state)
    for name in state:
        with pytest.raises(UnreadableFact, match=rf"^{kind.stored}: .*`\$\.{name}`"):
            read(kind, state | {name: 1.5})


@KINDS
def test_a_member_that_nobody_knows_is_left_out(kind: FactType) -> None:
    fact = samples.fact(kind)
    state = orjson.loads(MAPPER.to_stored_event(fact).state)
    assert read(kind, state | {"added": {"by": ["a", 2]}}) == fact


def test_a_milestone_says_all_of_itself() -> None:
    kind = REGISTRY.of(Case.Resolved)
    state = orjson.loads(MAPPER.to_stored_event(samples.fact(kind)).state)
    del state["milestones"][0]["provisional"]
    with pytest.raises(UnreadableFact, match="`provisional`"):
        read(kind, state)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":"\xff"}'])
def test_what_is_no_object_cannot_be_read(data: bytes) -> None:
    with pytest.raises(UnreadableFact, match=r"^Case\.Accepted: "):
        MAPPER.fact(samples.STREAM, 1, "Case.Accepted", data)


@pytest.mark.parametrize("name", ["Case.Unheard", "Case", "", "Case.Accepted.v9"])
def test_names_that_are_not_known_cannot_be_read(name: str) -> None:
    with pytest.raises(UnknownFact):
        MAPPER.fact(samples.STREAM, 1, name, b"{}")
    assert FactTypes().knows(name) is False


def test_whatever_seals_what_a_mask_lets_out_can_release_it() -> None:
    """Release is the only way out, so it must be there (and elsewhere it is not)."""
    sealing = {
        kind.name.partition(".")[0]
        for kind in REGISTRY
        if kind.cls.audience is Audience.PUBLIC
        and set(kind.cls.texts.values()) - {Mask.NEVER}
    }
    releasing = {
        kind.name.partition(".")[0]
        for kind in REGISTRY
        if kind.name.endswith(".TextReleased")
    }
    assert releasing == sealing
    assert len(sealing) > 10


def read(kind: FactType, state: Any) -> Any:
    return MAPPER.fact(samples.STREAM, 1, kind.stored, orjson.dumps(state))

"""Values with fields of their own, as inputs of the schema and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.vote_words import VoteItem, VoteMark
from interfaces.graphql.input_parts import documented, from_input, input_part


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two things.

    first: the one; second: the other, which goes
        on in the next line.
    """

    first: str
    second: tuple[str, ...] | None


def test_a_docstring_says_what_each_field_means() -> None:
    assert documented(_Pair) == {
        "first": "The one.",
        "second": "The other, which goes on in the next line.",
    }
    assert documented(VoteItem).keys() == {"code", "matter", "options", "seats"}
    assert documented(VoteMark)["option"].startswith("Which of its options")


def test_what_came_in_is_given_as_the_domain_has_it() -> None:
    made: Any = input_part(VoteItem)
    given = made(code="A", matter="V2", options=["c1", "c2"], seats=1)

    assert from_input([given]) == (VoteItem("A", "V2", ("c1", "c2"), 1),)
    assert made(code="A", matter="V1", seats=0).options == []
    assert from_input(["a"]) == ("a",)
    assert from_input(None) is None
    assert from_input(5) == 5

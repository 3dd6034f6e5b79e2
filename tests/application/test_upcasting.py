"""Old events are read for ever: every kind of fact in an imaginary later version."""

from __future__ import annotations

from types import new_class
from typing import Any, ClassVar

import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.utils import register_topic
from hypothesis import given

from application.fact_types import FactTypes, UnreadableFact
from application.mapper import AGGREGATES, REGISTRY, FactMapper
from domain.case import Case
from domain.compound import Compound
from domain.facts import Fact, Label, Milestone
from domain.personal_data import PersonalData
from tests.application import samples
from tests.application.histories import CATEGORIES, STEPS, Steps, history, replayed
from tests.effort import examples

FIRST = {name: data for name, data in samples.stored().items() if ".v" not in name}
"""A stored sample of the first version of every kind."""


def later(fact: type[Fact]) -> type[Fact]:
    """The fact as it may be one day: it says one thing more, and one otherwise."""

    def upcast(state: dict[str, Any]) -> None:
        state["place"] = {"title": "unknown"}
        state["rules"] = state["rules"].upper()

    version: int = getattr(fact, "class_version", 1)
    body = {
        "__annotations__": {"place": "dict[str, str]"},
        "__module__": fact.__module__,
        "class_version": version + 1,
        f"upcast_v{version}_v{version + 1}": staticmethod(upcast),
    }
    return new_class(fact.__name__, (fact,), exec_body=lambda own: own.update(body))


def next_year(aggregate: type[Aggregate]) -> type[Aggregate]:
    """The aggregate with every one of its facts in a later version."""
    name = aggregate.__name__
    facts: dict[str, Any] = {
        kind.cls.__name__: later(kind.cls)
        for kind in REGISTRY
        if kind.name.startswith(f"{name}.")
    }
    # The library refuses a second class of a name in a module: one that has none.
    place = {"__module__": "builtins", "__qualname__": f"Later{name}"}
    made = new_class(
        name, (aggregate,), exec_body=lambda own: own.update(facts | place)
    )
    register_topic(f"builtins:Later{name}", made)
    return made


LATER = {kind: next_year(kind) for kind in AGGREGATES}
NOW_ON = FactMapper(types=FactTypes(LATER.values()))


def test_every_kind_has_a_later_version() -> None:
    assert {kind.name for kind in NOW_ON.types} == {kind.name for kind in REGISTRY}
    assert all(kind.version > 1 for kind in NOW_ON.types)


@pytest.mark.parametrize(("stored", "data"), FIRST.items(), ids=FIRST.keys())
def test_an_old_event_of_every_kind_is_brought_up_to_date(
    stored: str, data: bytes
) -> None:
    old = FactMapper().fact(samples.STREAM, 1, stored, data)
    new: Any = NOW_ON.fact(samples.STREAM, 1, stored, data)

    assert type(new) is NOW_ON.types.named(stored).cls
    assert vars(new)["place"] == {"title": "unknown"}
    assert new.rules == old.rules.upper()
    changed = {"rules", "place", "originator_topic"}
    for name in vars(old).keys() - changed:
        assert getattr(new, name) == getattr(old, name), name
        assert type(getattr(new, name)) is type(getattr(old, name)), name

    again = NOW_ON.to_stored_event(new)
    assert again.topic == NOW_ON.types.named(stored).stored != stored
    assert NOW_ON.to_domain_event(again) == new


@examples(60)
@given(CATEGORIES, STEPS)
def test_a_case_of_old_events_is_the_case_it_was(category: str, steps: Steps) -> None:
    case, log = history(category, steps)
    again = replayed(NOW_ON, log)

    assert type(again) is LATER[Case]
    states = dict(vars(again)), dict(vars(case))
    rows = [state.pop("row") for state in states]
    assert states[0] == states[1]
    assert (rows[0] is None) == (rows[1] is None)


def test_the_others_of_old_events_begin() -> None:
    for stored, kind in (
        ("Compound.Registered", Compound),
        ("PersonalData.Erased", PersonalData),
    ):
        again = replayed(NOW_ON, [(samples.STREAM, 1, stored, FIRST[stored])])
        now = replayed(FactMapper(), [(samples.STREAM, 1, stored, FIRST[stored])])
        assert type(again) is LATER[kind]
        assert vars(again) == vars(now)


class LampV1(Aggregate):
    class Hung(Fact):
        label = Label("挂", "Hung")
        room: str


class LampV3(Aggregate):
    class Hung(Fact):
        label = Label("挂", "Hung")
        class_version: ClassVar[int] = 3
        place: str
        due: tuple[Milestone, ...]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["place"] = state.pop("room")

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            state["due"] = []


class LampV2(Aggregate):
    class Hung(Fact):
        label = Label("挂", "Hung")
        class_version: ClassVar[int] = 2
        place: str


# The same aggregate, as older and newer versions of the code know it.
LampV1.__name__ = LampV2.__name__ = LampV3.__name__ = "Lamp"


def test_an_old_form_passes_through_every_version_between() -> None:
    old, new = FactTypes([LampV1]), FactTypes([LampV3])
    first = FactMapper(types=old).to_stored_event(samples.fact(old.named("Lamp.Hung")))
    assert (first.topic, new.named("Lamp.Hung").stored) == ("Lamp.Hung", "Lamp.Hung.v3")

    read: Any = FactMapper(types=new).to_domain_event(first)
    assert isinstance(read, LampV3.Hung)
    assert (read.place, read.due) == ("text 文本", ())
    again = FactMapper(types=new).to_stored_event(read)
    assert again.topic == "Lamp.Hung.v3"
    assert FactMapper(types=new).to_domain_event(again) == read
    with pytest.raises(LookupError):
        FactMapper(types=old).to_domain_event(again)
    with pytest.raises(UnreadableFact, match=r"Lamp\.Hung\.v2: .*`place`"):
        new.fact(samples.STREAM, 1, "Lamp.Hung.v2", first.state)


def test_a_version_without_its_upcast_is_not_taken_in() -> None:
    with pytest.raises(AttributeError, match="upcast_v1_v2"):
        FactTypes([LampV2])

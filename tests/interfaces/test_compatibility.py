"""Within a version of an event's type, data only ever grows."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from interfaces.streams.compatibility import RELEASED, broken, main, shapes

TYPE = "gongshi.case.reported.v1"
OLD: dict[str, Any] = {
    TYPE: {
        "type": "object",
        "properties": {
            "urgent": {"type": "boolean"},
            "level": {"enum": [0, 1]},
            "steps": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": {"type": "string"}}},
            },
        },
        "required": ["urgent"],
    }
}


def test_nothing_that_was_released_is_broken() -> None:
    assert main([]) == 0
    assert json.loads(RELEASED.read_text("utf-8")).keys() <= shapes().keys()


def test_what_grows_breaks_nothing() -> None:
    new = copy.deepcopy(OLD)
    data = new[TYPE]
    data["properties"]["category"] = {"type": "string"}
    data["properties"]["level"]["enum"].append(2)
    data["properties"]["steps"]["items"]["properties"]["at"] = {"type": "string"}
    data["required"] += ["level"]

    assert broken(OLD, new) == []
    assert broken(OLD, {"gongshi.case.reported.v2": {}}) == []


def _without(place: str) -> Any:
    def change(data: Any) -> None:
        del data["properties"][place]

    return change


@pytest.mark.parametrize(
    "change, said",
    [
        (_without("urgent"), f"{TYPE}.urgent is gone"),
        (lambda data: data["required"].clear(), f"{TYPE}.urgent may be missing"),
        (
            lambda data: data["properties"]["level"]["enum"].remove(1),
            f"{TYPE}.level has no 1 any more",
        ),
        (
            lambda data: data["properties"]["urgent"].update(type="string"),
            f"{TYPE}.urgent is another kind of value",
        ),
        (
            lambda data: data["properties"].update(level={"type": "integer"}),
            f"{TYPE}.level is another kind of value",
        ),
        (
            lambda data: data["properties"]["steps"]["items"]["properties"].clear(),
            f"{TYPE}.steps[].name is gone",
        ),
    ],
)
def test_what_breaks_is_named(change: Any, said: str) -> None:
    new = copy.deepcopy(OLD)
    change(new[TYPE])

    assert said in broken(OLD, new)


def test_a_type_does_not_go() -> None:
    assert broken(OLD, {}) == [f"{TYPE} is gone"]
    assert broken(OLD, {"gongshi.case.accepted.v2": {}}) == [f"{TYPE} is gone"]

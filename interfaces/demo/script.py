"""The sample as steps in time, read from `sample.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from domain.roles import RESIDENTS, Role

CLERK = "clerk-1"
WRITTEN_DOWN = {
    "phone",
    "care_hotline",
    "hotline_12345",
    "desk",
    "visit",
    "petition",
    "tv",
}
PASSED = ("title", "body", "urgent")
_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
FIRST_COMPOUND = "YZ-0001"
"""Code of the compound that the sample begins with; in the log, it tells when."""
REGISTERED = timedelta(days=60)
"""How long before the sample's moment its compounds were registered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command: when it was given, on which case or compound, by whom.

    key: its idempotency key; the same in every run of the sample.
    """

    at: datetime
    subject: str
    who: str
    command: str
    arguments: Mapping[str, Any]
    key: str


class Sample:
    """What `sample.toml` says, laid out up to the moment `now`."""

    def __init__(self, now: datetime) -> None:
        text = resources.files("interfaces.demo") / "sample.toml"
        self._data = tomllib.loads(text.read_text("utf-8"))
        self.now = now
        self.people: Mapping[str, str] = self._data["people"]
        self.codes = {
            name: row["code"] for name, row in self._data["compounds"].items()
        }
        self.cities = {
            str(row["regions"][0]) for row in self._data["compounds"].values()
        }
        self.cases = [case["name"] for case in self._data["case"]]

    def steps(self) -> list[Step]:
        """Every step, in the order of time."""
        steps = [*self._registrations()]
        for case in self._data["case"]:
            steps += self._case(case)
        return sorted(steps, key=lambda step: step.at)

    def _registrations(self) -> Iterator[Step]:
        names = self._data["regions"]
        for name, row in self._data["compounds"].items():
            regions = [str(code) for code in row.pop("regions")]
            arguments = {
                **row,
                "region_codes": regions,
                "region_names": [names[code] for code in regions],
            }
            at = self.now - REGISTERED
            yield Step(at, name, "street-1", "register", arguments, f"demo:{name}")

    def _case(self, case: Mapping[str, Any]) -> Iterator[Step]:
        name, start = case["name"], self.now - span(case["before"])
        who, arguments = self._report(case)
        yield Step(start, name, who, "report", arguments, f"demo:{name}:report")
        steps = [*self._path(case), *case.get("steps", ())]
        for after, who, command, arguments in steps:
            key = f"demo:{name}:{after}:{command}"
            yield Step(start + span(after), name, who, command, arguments, key)

    def _report(self, case: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Who enters the case, and the arguments: a clerk writes down what comes by
        telephone or over the counter, and only a resident is a reporter."""
        category, channel, compound, who = case["what"]
        arguments = {
            "category": category,
            "channel": channel,
            **({"compound_id": compound} if compound else {}),
            **{name: case[name] for name in PASSED if name in case},
        }
        if "source" in case:
            system, reference = case["source"]
            arguments |= {"source_system": system, "source_reference": reference}
        kind, _, _ = who.partition("-")
        if channel in WRITTEN_DOWN and Role(self.people[kind]) in RESIDENTS:
            return CLERK, arguments | {"reporter": f"demo-{who}"}
        return who, arguments

    def _path(self, case: Mapping[str, Any]) -> Iterator[list[Any]]:
        """The beaten track, as far as the case says that it was followed."""
        path = self._data["path"]["urgent" if case.get("urgent") else "ordinary"]
        commands = [step[2] for step in path]
        end = commands.index(case["reach"]) + 1 if "reach" in case else 0
        yield from path[:end]


def span(text: str) -> timedelta:
    """A length of time as the sample writes it: `4d`, `2h`, `1d6h`, `25m`."""
    found = _SPAN.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"{text!r} is no length of time such as 1d6h")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)

"""The rule packs and the working calendar of a deployment, loaded at start-up.

Packs lie in the package `domain.rules`. An operator's folder may hold files of the same
names, whose entries replace the package's, and new profiles beside them. Holidays come
from the `chinesecalendar` library for the years that it covers; an operator's table
(`[days]`, a date to `rest` or `work`) lies on top and may announce further years.
"""

from __future__ import annotations

import hashlib
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from domain.calendar import Calendar
from domain.errors import Refusal
from domain.rulepack import RulePack
from domain.rulepack_reader import parse
from domain.rulepack_values import RulePackInvalid

NATIONAL = "national"


class UnknownProfile(Refusal):
    zh = "没有名为“{profile}”的规则包。现有：{known}。"
    en = "There is no jurisdiction profile {profile!r}. There are: {known}."
    fields = ("profile",)


class HolidaysInvalid(ValueError):
    """The operator's table of holidays cannot be used; the message says why."""


class RulePacks:
    """Every jurisdiction profile of this deployment, checked and ready."""

    def __init__(self, packs: Mapping[str, RulePack]) -> None:
        self._packs = dict(packs)

    @property
    def profiles(self) -> Sequence[str]:
        return sorted(self._packs)

    def for_profile(self, name: str) -> RulePack:
        """The pack of a profile; an unknown one is refused."""
        try:
            return self._packs[name]
        except KeyError:
            known = ", ".join(self.profiles)
            raise UnknownProfile(profile=name, known=known) from None


def load_rulepacks(
    folder: Path | None = None, holidays: Path | None = None
) -> RulePacks:
    """Read and check every profile.

    folder: the operator's rules; holidays: the operator's table. Raises
    RulePackInvalid or HolidaysInvalid, and OSError if a file cannot be read.
    """
    texts = _packaged()
    for path in sorted(folder.glob("*.toml")) if folder else ():
        texts.setdefault(path.stem, []).append(path.read_text("utf-8"))
    calendar = load_calendar(holidays)
    return RulePacks(
        {name: parse(name, _chain(name, texts), calendar) for name in texts}
    )


def load_calendar(holidays: Path | None = None) -> Calendar:
    """The working calendar of China, with the operator's table on top."""
    rest, work, years = _announced()
    source = f"chinesecalendar {version('chinesecalendar')}"
    if holidays is not None:
        text = holidays.read_text("utf-8")
        more_rest, more_work = _operators_days(text)
        rest = (rest - more_work) | more_rest
        work = (work - more_rest) | more_work
        years |= {day.year for day in more_rest | more_work}
        source += f" + {hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return Calendar(source, frozenset(rest), frozenset(work), frozenset(years))


def _packaged() -> dict[str, list[str]]:
    """The documents of each packaged profile: `national.toml` and, one a topic, those
    of the folder `national`."""
    folder = files("domain") / "rules"
    texts: dict[str, list[str]] = {}
    for resource in sorted(folder.iterdir(), key=lambda each: each.name):
        if resource.name.endswith(".toml"):
            profile = resource.name.removesuffix(".toml")
            texts[profile] = [resource.read_text("utf-8")]
            topics = folder / profile
            if topics.is_dir():
                texts[profile] += [
                    topic.read_text("utf-8")
                    for topic in sorted(topics.iterdir(), key=lambda each: each.name)
                ]
    return texts


def _chain(profile: str, texts: Mapping[str, Sequence[str]]) -> list[str]:
    """The documents of a profile and of those it extends, the most general first."""
    chain: list[str] = []
    seen: set[str] = set()
    name: str | None = profile
    while name is not None:
        if name not in texts or name in seen:
            raise RulePackInvalid(f"rule pack {profile} cannot extend {name!r}")
        seen.add(name)
        chain = [*texts[name], *chain]
        name = _extends(name, texts[name])
    return chain


def _extends(profile: str, texts: Sequence[str]) -> str | None:
    """What a profile builds on: as it says, otherwise the national rules."""
    for text in reversed(texts):
        try:
            named = tomllib.loads(text).get("extends")
        except tomllib.TOMLDecodeError as error:
            raise RulePackInvalid(f"rule pack {profile}: no TOML: {error}") from None
        if named is not None:
            return str(named)
    return None if profile == NATIONAL else NATIONAL


def _announced() -> tuple[set[date], set[date], set[int]]:
    """Weekdays off, weekend days worked, and the years that are covered."""
    with warnings.catch_warnings():
        # The library warns on import when a new year has come and it was not updated;
        # such a year is marked provisional here, which says the same.
        warnings.simplefilter("ignore")
        from chinese_calendar.constants import holidays, workdays
    years = {day.year for day in holidays}
    return {day for day in holidays if day.weekday() < 5}, set(workdays), years


def _operators_days(text: str) -> tuple[set[date], set[date]]:
    try:
        days = tomllib.loads(text)["days"]
        kinds = {date.fromisoformat(day): kind for day, kind in days.items()}
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, ValueError) as error:
        raise HolidaysInvalid(f"a table [days] of dates is expected: {error}") from None
    for day, kind in kinds.items():
        if kind not in ("rest", "work"):
            raise HolidaysInvalid(f"{day} is {kind!r}; 'rest' or 'work' is expected")
    rest = {day for day, kind in kinds.items() if kind == "rest"}
    return rest, set(kinds) - rest

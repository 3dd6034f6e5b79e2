"""The rule packs and the working calendar of a deployment, loaded at start-up.

Packs lie in the package `domain.rules`: a file a profile, and beside it a folder of the
same name with a file a topic. An operator's folder may hold files of the same names,
whose entries replace the package's, and new profiles beside them. Holidays come
from the `chinesecalendar` library for the years that it covers; an operator's table
(`[days]`, a date to `rest` or `work`) lies on top and may announce further years.
"""

from __future__ import annotations

import hashlib
import tomllib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from domain.calendar import Calendar
from domain.errors import Refusal
from domain.rulepack import RulePack
from domain.rulepack_entries import Document
from domain.rulepack_reader import parse
from domain.rulepack_values import Problem, RulePackInvalid

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
    RulePackInvalid with all that is wrong, or HolidaysInvalid, and OSError if a file
    cannot be read.
    """
    return _load(folder, holidays) if folder or holidays else _shipped()


@cache
def _shipped() -> RulePacks:
    """The packaged profiles, which stay the same while the process lives."""
    return _load(None, None)


def _load(folder: Path | None, holidays: Path | None) -> RulePacks:
    packs, problems = check_rulepacks(folder, load_calendar(holidays))
    if problems:
        raise RulePackInvalid("; ".join(map(str, problems)), problems)
    return RulePacks(packs)


def check_rulepacks(
    folder: Path | None, calendar: Calendar
) -> tuple[dict[str, RulePack], tuple[Problem, ...]]:
    """The packs that are sound, and all that is wrong with the others, once each."""
    documents = _packaged()
    problems = list(_add_operators(documents, folder)) if folder else []
    packs: dict[str, RulePack] = {}
    for profile in documents:
        try:
            chain = _chain(profile, documents)
            packs[profile] = parse(profile, chain, calendar)
        except RulePackInvalid as error:
            problems += error.problems
    return packs, tuple(dict.fromkeys(problems))


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


Documents = dict[str, list[Document]]
"""The documents of each profile itself, without those that it extends."""


def _packaged() -> Documents:
    """`national.toml` and, one a topic, the files of the folder `national`; and so for
    each profile."""
    found: Documents = {}
    for file, profile, text in _files(files("domain") / "rules", "domain/rules"):
        found.setdefault(profile, []).append(Document(file, text))
    return found


def _add_operators(documents: Documents, folder: Path) -> Iterator[Problem]:
    """Lay the operator's documents on top; what belongs to no profile is a problem."""
    for file, profile, text in _files(folder, str(folder)):
        own = (folder / f"{profile}.toml").exists()
        if profile in documents or own:
            documents.setdefault(profile, []).append(Document(file, text))
        else:
            yield Problem(file, f"there is no {profile}.toml beside the folder")


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, str, str]]:
    """File, profile and text of all documents of a folder, a profile's own before its
    topics."""
    for each in sorted(folder.iterdir(), key=lambda each: (each.is_dir(), each.name)):
        if each.is_dir():
            for topic in sorted(each.iterdir(), key=lambda topic: topic.name):
                if topic.name.endswith(".toml"):
                    file = f"{path}/{each.name}/{topic.name}"
                    yield file, each.name, topic.read_text("utf-8")
        elif each.name.endswith(".toml"):
            profile = each.name.removesuffix(".toml")
            yield f"{path}/{each.name}", profile, each.read_text("utf-8")


def _chain(profile: str, documents: Documents) -> list[Document]:
    """The documents of a profile and of those it extends, the most general first."""
    chain: list[Document] = []
    seen: set[str] = set()
    name: str | None = profile
    while name is not None:
        if name not in documents or name in seen:
            problem = Problem(documents[profile][-1].file, f"cannot extend {name!r}")
            raise RulePackInvalid(str(problem), (problem,))
        seen.add(name)
        chain = [*documents[name], *chain]
        name = _extends(name, documents[name])
    return chain


def _extends(profile: str, documents: Sequence[Document]) -> str | None:
    """What a profile builds on: as it says, otherwise the national rules."""
    for document in reversed(documents):
        with suppress(RulePackInvalid):  # for the reader to say, with all the rest
            named = document.tables().get("extends")
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

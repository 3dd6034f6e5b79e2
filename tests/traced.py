"""What the rows of docs/seed-coverage.md ask of the tests that they name: the texts of
such a test, to be searched for the query, and the facts that it must have recorded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interfaces.seed_coverage import PLACES, ROOT, CoverageRow, rows_of

ROWS = {row.numbers: row for place in PLACES for row in rows_of(place)}
NOT_YET = {"0-29"}
"""Rows whose test does not ask the query that they name. No other may be added."""
FOLDERS = ("tests/scenarios/", "tests/interfaces/")
"""Where the tests are that ask through GraphQL what was really recorded."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NAMED = (*FUNCTIONS, ast.ClassDef)
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Module:
    """A file of tests. named: its functions, classes and constants. taken: the file
    and the name there of what it takes from other files of tests."""

    named: Mapping[str, ast.stmt]
    taken: Mapping[str, tuple[Path, str]]


def facts_of(test: str) -> set[str]:
    """The facts of the rows that name a test, or any test of a file."""
    return {
        fact
        for row in ROWS.values()
        if test in (row.test, row.test.partition("::")[0])
        and row.numbers not in NOT_YET
        for fact in row.facts
    }


def unversioned(type: str) -> str:
    """A type of the log as the rows name it: `Case.Reported` for `Case.Reported.2`."""
    return ".".join(type.split(".")[:2])


def unasked(row: CoverageRow) -> list[str]:
    """What the query of a row names and its test does not: fields, and values such as
    the kind of a body or the code of an indicator."""
    texts = said(row.test)
    words = set(WORD.findall(texts))
    fields = [name for path in paths(row.query) for name in path.split(".")]
    values = re.findall(r'"([^"]+)"|\[(\w+)\]', row.query)
    return [
        *(name for name in fields if name not in words),
        *(value for pair in values for value in pair if value and value not in texts),
    ]


def paths(query: str) -> list[str]:
    """The fields that a query names, without what is given to them."""
    bare = query
    while (without := re.sub(r"\([^()]*\)|\{[^{}]*\}", "", bare)) != bare:
        bare = without
    return [each.strip() for each in bare.split(",") if each.strip()]


def said(test: str) -> str:
    """The texts in a test and in what it calls in the tests, without docstrings.
    Fixtures are found as what is called is: by their name."""
    file, _, name = test.partition("::")
    return "\n".join(_texts(ROOT / file, name, set()))


def _texts(file: Path, name: str, seen: set[tuple[Path, str]]) -> Iterator[str]:
    if (file, name) in seen:
        return
    seen.add((file, name))
    module = _module(file)
    if name in module.taken:
        yield from _texts(*module.taken[name], seen)
    if name not in module.named:
        return
    every = list(ast.walk(module.named[name]))
    alone = {id(each.value) for each in every if isinstance(each, ast.Expr)}
    for each in every:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            if id(each) not in alone:
                yield each.value
        elif isinstance(each, ast.Name):
            yield from _texts(file, each.id, seen)
        elif isinstance(each, ast.arg):
            yield from _texts(file, each.arg, seen)


@cache
def _module(file: Path) -> _Module:
    named: dict[str, ast.stmt] = {}
    taken: dict[str, tuple[Path, str]] = {}
    for each in ast.parse(file.read_text("utf-8")).body:
        if isinstance(each, NAMED):
            named[each.name] = each
        elif isinstance(each, ast.Assign):
            named |= {one.id: each for one in each.targets if isinstance(one, ast.Name)}
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            named[each.target.id] = each
        elif isinstance(each, ast.ImportFrom) and (each.module or "").startswith(
            "tests."
        ):
            other = ROOT.joinpath(*str(each.module).split(".")).with_suffix(".py")
            if other.is_file():
                taken |= {
                    one.asname or one.name: (other, one.name) for one in each.names
                }
    return _Module(named, taken)

"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from domain.errors import Refusal

ROOT = Path(__file__).parents[1]
FLOORS = ("domain", "application", "projections", "interfaces")
LONGEST = 250
LONGEST_TEST = 600  # Tests are read one at a time.
# A file longer than that, and why it is not two.
LONG_FOR_A_REASON = {
    "application/cases.py": "one short method for each command of a case",
    "application/deciding.py": "a command from its first step to its last",
    "application/imports.py": "one run of an import, from the rows to the commits",
    "domain/case_facts.py": "the facts of a case, read from top to bottom as one table",
    "domain/case_refusals.py": "a list of messages",
    "domain/vote_refusals.py": "a list of messages",
    "domain/duty_triggers.py": "the facts behind fifty items, read as one table",
    "domain/rulepack_reader.py": "each table of a rule pack beside its checks",
    "interfaces/importing/row_reader.py": "each field of a row beside its problems",
}
ADDRESSES = re.compile(
    r"pypi\.org|pythonhosted|npmjs\.(org|com)|index-url|find-links|trusted-host"
)
MACHINE_PATHS = re.compile(r"(?<![\w.~*])/(root|home|Users|work|opt|srv|mnt)/\w")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK)\b")
VAGUE_NAMES = {"utils", "util", "common", "base", "helpers", "misc", "shared"}


def tracked() -> list[Path]:
    """Every file of the repository, without what `.gitignore` names."""
    ignored = (ROOT / ".gitignore").read_text().split()
    plain = {name.rstrip("/") for name in ignored} | {".git"}
    suffixes = tuple(name.lstrip("*").rstrip("/") for name in ignored if "*" in name)
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            part in plain or part.endswith(suffixes)
            for part in path.relative_to(ROOT).parts
        )
    ]


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file with one of these endings (none given: of all)."""
    for path in tracked():
        if not suffixes or path.suffix in suffixes:
            try:
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue  # A photograph or a spreadsheet among the fixtures.


def sources() -> Iterator[tuple[str, str]]:
    """The Python of the four floors."""
    return ((name, text) for name, text in texts(".py") if name.startswith(FLOORS))


def requirements() -> list[tuple[Requirement, list[str]]]:
    """The pinned packages with their hashes, as constraints.txt has them."""
    lines = (ROOT / "constraints.txt").read_text().replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line.strip() and not line.startswith("#")]
    return [
        (Requirement(words[0].strip()), words[1:])
        for words in (re.split(r"\s+--hash=", line.strip()) for line in wanted)
    ]


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if name not in ("tests/test_house.py", "Makefile")
        for match in chain(ADDRESSES.finditer(text), MACHINE_PATHS.finditer(text))
    ]
    assert found == []


def test_constraints_hold_names_versions_and_hashes_and_nothing_else() -> None:
    for requirement, hashes in requirements():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert requirement.url is None, requirement
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)


def test_constraints_pin_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
    ]
    pinned = {
        canonicalize_name(requirement.name): str(requirement.specifier)[2:]
        for requirement, _ in requirements()
    }
    for requirement in map(Requirement, asked):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not pinned: make constraints"
        assert requirement.specifier.contains(version), requirement


def test_what_the_floors_import_is_asked_for_by_name() -> None:
    from importlib.metadata import packages_distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        canonicalize_name(Requirement(each).name)
        for each in project["project"]["dependencies"]
        + project["project"]["optional-dependencies"]["nats"]
    }
    providers = packages_distributions()
    unasked = {
        f"{name}: {module}"
        for name, text in sources()
        for module in imported(text) - sys.stdlib_module_names - set(FLOORS)
        if not {canonicalize_name(each) for each in providers[module]} & asked
    }
    assert unasked == set()


def test_the_domain_stands_on_the_standard_library_and_eventsourcing_alone() -> None:
    allowed = sys.stdlib_module_names | {"domain", "eventsourcing", "pydantic"}
    found = {
        f"{name}: {module}"
        for name, text in sources()
        if name.startswith("domain/")
        for module in imported(text) - allowed
    }
    assert found == set()


def imported(text: str) -> set[str]:
    """The top names of everything that a module imports, wherever in it."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.partition(".")[0])
    return modules


def test_files_are_short_or_say_why_not() -> None:
    lengths = {name: text.count("\n") for name, text in texts(".py")}
    too_long = {
        name
        for name, length in lengths.items()
        if length > (LONGEST_TEST if name.startswith("tests/") else LONGEST)
    }
    assert too_long == set(LONG_FOR_A_REASON)


def test_names_say_what_is_inside() -> None:
    vague = [name for name, _ in texts(".py") if Path(name).stem in VAGUE_NAMES]
    assert vague == []


def test_nothing_is_left_unfinished_or_swallowed() -> None:
    found = [
        f"{name}: {what}"
        for name, text in texts(".py", ".sql", ".toml")
        if name != "tests/test_house.py"
        for what in ("unfinished", "except Exception")
        if (UNFINISHED.search(text) if what == "unfinished" else what + ":" in text)
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        name for name, text in sources() if not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_decisions_are_numbered_and_complete() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, 1):
        text = page.read_text("utf-8")
        assert text.startswith(f"# {number}. "), page.name
        parts = re.findall(r"\*\*(Context|Decision|Consequences)\.\*\*", text)
        assert parts == ["Context", "Decision", "Consequences"], page.name
        assert len(text.splitlines()) <= 60, f"{page.name} is more than a page"


def test_commands_that_the_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        target
        for _, text in texts(".md")
        for target in re.findall(r"`make ([a-z-]+)", text)
    }
    assert named - targets == set()


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = [
        f"{name}: {link}"
        for name, text in texts(".md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert broken == []


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)


def test_every_refusal_has_a_code_of_its_own_and_speaks_both_languages() -> None:
    for floor in FLOORS:
        package = importlib.import_module(floor)
        for module in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    ours = [kind for kind in refusals() if kind.__module__.startswith(FLOORS)]
    codes = [kind.code for kind in ours]
    assert sorted(codes) == sorted(set(codes))
    for kind in ours:
        if not hasattr(kind, "zh"):
            continue  # A family of refusals, never raised itself.
        assert re.search(r"[\u4e00-\u9fff]", kind.zh), kind.code
        assert not re.search(r"[\u4e00-\u9fff]", kind.en), kind.code


def test_every_refusal_is_named_by_a_test() -> None:
    named = set()
    for name, text in texts(".py"):
        if name.startswith("tests/"):
            named |= set(re.findall(r"\w+", text))
    untested = {
        kind.__name__
        for kind in refusals()
        if kind.__module__.startswith(("domain.", "application."))
        and hasattr(kind, "zh")
        and not named & {kind.__name__, kind.code}
    }
    assert untested == set()


@pytest.mark.parametrize("name", [".ci/run"])
def test_scripts_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111

"""What the documents of a rule pack say together, and which of them says what.

A document is laid over those before it, entry by entry and in each entry key by key.
Every entry remembers its layers, so that any value can be traced to its file; whatever
is wrong is collected with its file, so that an operator sees all of it at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from domain.rule_values import require_same_form
from domain.rulepack_values import Problem, RulePackInvalid

TABLES = (
    "parties",
    "milestones",
    "ladder",
    "pauses",
    "limits",
    "whistle",
    "categories",
    "values",
    "catalogues",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML text and the file that it is from, as whoever has to mend it finds it."""

    file: str
    text: str

    def tables(self) -> Mapping[str, Any]:
        """What it says. Raises RulePackInvalid if it is no TOML."""
        try:
            return _parsed(self.text)
        except tomllib.TOMLDecodeError as error:
            problem = Problem(self.file, f"no TOML: {error}")
            raise RulePackInvalid(str(problem), (problem,)) from None


@cache
def _parsed(text: str) -> Mapping[str, Any]:
    """Each text once, though every profile builds on the national ones."""
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Layer:
    """What one document says of an entry."""

    file: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a pack: `limits.reopen`, `categories.SAF-01`, `values.vote.notice`,
    `catalogues.bodies.owners_committee`.

    fields: as they hold. layers: what each document says, the most particular last.
    """

    table: str
    name: str
    fields: Mapping[str, Any]
    layers: tuple[Layer, ...]

    @property
    def path(self) -> str:
        return f"{self.table}.{self.name}"

    def file(self, key: str) -> str:
        """The file from which the value of a field is."""
        return next(
            layer.file for layer in reversed(self.layers) if key in layer.fields
        )


class Problems:
    """All that is wrong with a pack."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    @contextmanager
    def of(self, file: str | None) -> Iterator[None]:
        """Keep what goes wrong inside, and go on."""
        try:
            yield
        except RulePackInvalid as error:
            self.found += error.problems or (Problem(file, str(error)),)

    def end(self, profile: str) -> None:
        """Refuse the pack if there was anything."""
        if self.found:
            said = "; ".join(problem.text for problem in self.found)
            raise RulePackInvalid(f"rule pack {profile}: {said}", tuple(self.found))


class Entries:
    """The entries of a pack by path."""

    def __init__(self, documents: Sequence[Document], problems: Problems) -> None:
        self.by_path: dict[str, Entry] = {}
        for document in documents:
            with problems.of(document.file):
                self._lay(document, problems)

    def of(self, table: str) -> Iterator[tuple[str, Entry]]:
        """Name and entry, in the order first written."""
        for entry in self.by_path.values():
            if entry.table == table:
                yield entry.name, entry

    def catalogues(self) -> dict[str, dict[str, Entry]]:
        """Name of each catalogue -> code -> entry."""
        found: dict[str, dict[str, Entry]] = {}
        for entry in self.by_path.values():
            table, _, name = entry.table.partition(".")
            if table == "catalogues":
                found.setdefault(name, {})[entry.name] = entry
        return found

    def content(self) -> dict[str, Any]:
        """All that is said, as tables in tables: what the pack's id is made from."""
        tables: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
        for table in TABLES[:-1]:
            tables[table] = {name: entry.fields for name, entry in self.of(table)}
        tables["catalogues"] = {
            name: {code: entry.fields for code, entry in entries.items()}
            for name, entries in self.catalogues().items()
        }
        return tables

    def file_of(self, place: str) -> str | None:
        """The last file that says something of the entry at or around a place."""
        while place:
            if place in self.by_path:
                return self.by_path[place].layers[-1].file
            place = place.rpartition(".")[0]
        return None

    def _lay(self, document: Document, problems: Problems) -> None:
        forms = self._forms()
        for table, entries in document.tables().items():
            if table == "extends":
                continue
            with problems.of(document.file):
                if table not in TABLES or not isinstance(entries, dict):
                    raise RulePackInvalid(f"[{table}] is unknown")
                for name, fields in entries.items():
                    with problems.of(document.file):
                        self._lay_entry(document, table, name, fields, forms, problems)

    def _lay_entry(
        self,
        document: Document,
        table: str,
        name: str,
        fields: Any,
        forms: Mapping[str, Mapping[str, Any]],
        problems: Problems,
    ) -> None:
        if not isinstance(fields, dict):
            raise RulePackInvalid(f"{table}.{name} must be a table")
        if table != "catalogues":
            form = forms.get(f"{table}.{name}")
            self._lay_fields(document, table, name, fields, form)
            return
        catalogue = f"{table}.{name}"
        for code, each in fields.items():
            with problems.of(document.file):
                if not isinstance(each, dict):
                    raise RulePackInvalid(f"{catalogue}.{code} must be a table")
                self._lay_fields(document, catalogue, code, each, forms.get(catalogue))

    def _lay_fields(
        self,
        document: Document,
        table: str,
        name: str,
        fields: Mapping[str, Any],
        form: Mapping[str, Any] | None,
    ) -> None:
        path = f"{table}.{name}"
        if form is not None:
            require_same_form(path, form, fields)
        known = self.by_path.get(path, Entry(table, name, {}, ()))
        # A rule is stated whole: a value without its source would keep the old one's.
        below = {} if table == "values" else known.fields
        layers = (*known.layers, Layer(document.file, fields))
        self.by_path[path] = Entry(table, name, {**below, **fields}, layers)

    def _forms(self) -> dict[str, Mapping[str, Any]]:
        """What entries of a further document must look like: a rule like the one below
        it, an entry of a catalogue with no other fields than all of them have."""
        forms: dict[str, Mapping[str, Any]] = {}
        for path, entry in self.by_path.items():
            if entry.table == "values":
                forms[path] = entry.fields
            elif entry.table.startswith("catalogues."):
                forms[entry.table] = {**forms.get(entry.table, {}), **entry.fields}
        return forms

"""Generated operations on cases and their histories, valid and not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

WORDS = {
    "Case": """id version position status statusLabel level levelLabel channel
        channelLabel category categoryLabel compoundId regionPath receiver receiverLabel
        handlerId urgent joint reporters reportedAt changedAt dueAt dueName overdue
        resolvedAt closedAt solved satisfaction sourceSystem sourceReference
        sourceCategory adopted open mergedInto supportCount objectionCount""",
    "HistoryEntry": """position leafIndex version part type labelZh labelEn label
        occurredAt recordedAt actorRole actorId level dueAt payload void voidAt""",
    "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
    "HistoryEdge": "cursor",
    "CaseEdge": "cursor",
    "HistoryConnection": "totalCount",
    "CaseConnection": "totalCount totalCountIsEstimate",
    "Milestone": "name label dueAt provisional overdue",
    "Compound": "id name kindLabel managementLabel openCases",
    "Text": "name state value",
}
SCALARS = {type: [*names.split(), "__typename"] for type, names in WORDS.items()}
OBJECTS = {
    "Case": {
        "history": "HistoryConnection",
        "milestones": "Milestone",
        "compound": "Compound",
        "texts": "Text",
    },
    "HistoryEntry": {"texts": "Text"},
    "HistoryEdge": {"node": "HistoryEntry"},
    "CaseEdge": {"node": "Case"},
    "HistoryConnection": {
        "nodes": "HistoryEntry",
        "edges": "HistoryEdge",
        "pageInfo": "PageInfo",
    },
    "CaseConnection": {"nodes": "Case", "edges": "CaseEdge", "pageInfo": "PageInfo"},
}
RARE = frozenset({"texts"})  # not compiled: whole operations are left to the other
TEXTS = ("title", "body", "reply", "outcome")  # of a case; no less rare
FILTERS = (
    "{}",
    "{open: true}",
    '{region: "371002"}',
    "{status: [CLOSED, REPORTED], overdue: false}",
    '{search: "下水道"}',
    '{reportedAfter: "2020-01-01T00:00:00+08:00", adopted: true}',
)
SORTS = ("{}", "{by: CHANGED_AT, descending: false}", "{by: DUE_AT}")
VARIABLES = {
    "n": ("Int", (1, 2, 100, 0, -1, 101, None, "2", 2.0, True)),
    "yes": ("Boolean! = true", (True, False, None, 1)),
    "after": ("String", ("HERE", "no cursor", "", None, 7)),
    "id": ("ID!", ("CASE", "IMPORTED", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "x")),
    "by": ("CaseSort", ({"by": "REPORTED_AT"}, {"by": "X"}, {}, None)),
    "at": ("DateTime", (None, "2026-03-03T00:00:00Z", "yesterday")),
}
"""Type and values, most of the first of which are good."""


@dataclass(frozen=True)
class Asked:
    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    language: str = "en"


class _Writing:
    """Writes one operation, choosing by `draw`."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self._fragments: list[str] = []
        self._used: set[str] = set()
        self._aliases = 0

    def operation(self) -> Asked:
        roots = " ".join(self._root() for _ in range(self._number(1, 2)))
        declared = ", ".join(f"${name}: {VARIABLES[name][0]}" for name in self._used)
        head = f"query Q({declared})" if declared else "query"
        variables = {
            name: self._one_of(VARIABLES[name][1][: self._number(1, 9)])
            for name in sorted(self._used)
            if name == "id" or self._chance(4)
        }
        document = " ".join([f"{head} {{ {roots} }}", *self._fragments])
        return Asked(document, variables, self._one_of(("en", "zh-CN", "zh;q=0.1,en")))

    def _root(self) -> str:
        match self._number(0, 5):
            case 0 | 1:
                at = ", asOf: $at" if not self._chance(8) and self._use("at") else ""
                self._use("id")
                return self._named("case", f"(id: $id{at})", "Case")
            case 2:
                return self._named("myTasks", self._paging(), "CaseConnection")
        more = []
        if not self._chance(2):
            more.append(f"filter: {self._one_of(FILTERS)}")
        if not self._chance(2):
            sorts = [*SORTS, "$by"]
            more.append(f"sort: {self._one_of(sorts)}")
            if more[-1].endswith("$by"):
                self._use("by")
        return self._named("cases", self._paging(*more), "CaseConnection")

    def _paging(self, *more: str) -> str:
        given = [*more]
        if self._chance(2):
            given.append(f"first: {self._one_of(('1', '2', '$n', '100', '0'))}")
            if given[-1].endswith("$n"):
                self._use("n")
        if not self._chance(3):
            given.append(f"after: {self._one_of(('$after', 'null'))}")
            if given[-1].endswith("$after"):
                self._use("after")
        return f"({', '.join(given)})" if given else ""

    def _named(self, name: str, arguments: str, type: str) -> str:
        self._aliases += 1
        alias = f"a{self._aliases}: " if self._chance(2) else ""
        if name in ("case", "cases", "myTasks", "history") and not alias:
            alias = f"{name}{self._aliases}: "
        return f"{alias}{name}{arguments}{self._directive()} {self._selection(type)}"

    def _selection(self, type: str) -> str:
        parts = [self._scalar(type) for _ in range(self._number(1, 4))]
        for name, inner in OBJECTS.get(type, {}).items():
            if self._chance(12) if name in RARE else not self._chance(2):
                continue
            arguments = self._paging() if name == "history" else ""
            parts.append(self._named(name, arguments, inner))
        if type == "Case" and not self._chance(12):
            parts.append(self._one_of(TEXTS))
        if not self._chance(3):
            parts.append(self._fragment(type))
        return "{ " + " ".join(parts) + " }"

    def _scalar(self, type: str) -> str:
        name: str = self._one_of(SCALARS[type])
        if not self._chance(3):
            self._aliases += 1
            name = f"a{self._aliases}: {name}"
        return name + self._directive()

    def _fragment(self, type: str) -> str:
        content = "{ " + " ".join(self._scalar(type) for _ in range(2)) + " }"
        match self._number(0, 3):
            case 0:
                return f"...{self._directive()} {content}"
            case 1 if type in ("Case", "Compound"):
                return f"... on Node{self._directive()} {{ id }}"
            case 2:
                return f"... on {type}{self._directive()} {content}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {type} {content}")
        return f"...{name}{self._directive()} ...{name}"

    def _directive(self) -> str:
        if self._chance(6):
            return ""
        word = self._one_of(("skip", "include"))
        value = self._one_of(("true", "false", "$yes"))
        if value == "$yes":
            self._use("yes")
        return f" @{word}(if: {value})"

    def _use(self, name: str) -> bool:
        self._used.add(name)
        return True

    def _chance(self, of: int) -> bool:
        """True but for one time in so many; the simplest choice is True."""
        return self._number(0, of - 1) < of - 1

    def _number(self, least: int, most: int) -> int:
        number: int = self._draw(st.integers(least, most))
        return number

    def _one_of(self, values: Iterable[Any]) -> Any:
        found: Any = self._draw(st.sampled_from(list(values)))
        return found


@st.composite
def operations(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Asked:
    """An operation with its variables, and the language of whoever asks."""
    return _Writing(draw).operation()

"""Writes `docs/domain.md` from the facts: `python -m interfaces.domain_tables`.

With `--check` it writes nothing and ends with 1 when the file is not what it would be.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import get_type_hints

from eventsourcing.domain import Aggregate

from application.mapper import AGGREGATES, REGISTRY
from domain.facts import Audience, Fact, Label, Mask
from interfaces.committed import write_or_check
from interfaces.domain_words import (
    CHAPTER,
    NAMED,
    both,
    label_of,
    meanings,
    type_words,
    word_lists,
)

TARGET = Path(__file__).parents[1] / "docs" / "domain.md"
HEAD = """\
# 状态与事实 / States and facts

<!-- Made by `python -m interfaces.domain_tables`; do not edit. -->

每件事都作为一条**事实**记入账簿，不可更改。下面逐一列出每种对象的状态，
以及哪条事实可以在哪些状态下记录、记录后变成什么状态；表中没有的，一律拒绝。
“受限”的事实只有按职责有权的人可以查看。密封文本不进账簿，只存于保险库，
按遮蔽等级（M0 至 M4）经人工放行才能公开。
每条事实还记录时间、记录人及其角色、所依据的规则包。

Everything is recorded as a **fact** in a log that nobody can alter. Each kind of
thing is listed with its statuses, and with the statuses in which each fact may be
recorded and the one that it leads to; what is not listed is refused. Restricted facts
are read by those whose duty gives them the right. Sealed texts stay out of the log, in
the vault; they are published under their mask (M0 to M4), after a person released them,
or never. Every fact also says when it happened, who recorded it, in which role, and
under which rules.
"""
USUAL = {
    "compound_id": "所属小区；the compound that it belongs to",
    "region_path": "市、区县、街道、社区代码；codes from the city down",
    "profile": "适用的规则包；the rule pack that governs it",
    "milestones": "由此开始的计时；the clocks that begin with it",
}
PUBLIC, RESTRICTED = Label("公开", "public"), Label("受限", "restricted")
_ENVELOPE = {each.name for each in fields(Fact)} | {"originator_topic"}
_HAN = re.compile(r"[(（]([\u4e00-\u9fff]+)")


def document() -> str:
    """The whole document."""
    parts = [HEAD, *(_aggregate(each) for each in AGGREGATES), _words()]
    return "\n".join(parts)


def _aggregate(kind: type[Aggregate]) -> str:
    facts = _facts(kind)
    statuses = _statuses(facts)
    lines = [f"## {_title(kind)}", "", _about(kind), ""]
    if statuses:
        heads = ("状态", "Status", "存储值 Stored as")
        lines += _table(heads, _status_rows(statuses))
    moving = ("可在何状态 From", "变为 To") if statuses else ()
    heads_of_facts = ("事实", "Fact", *moving, "可见 Readable")
    lines += _table(heads_of_facts, (_fact_row(fact, statuses) for fact in facts))
    return "\n".join([*lines, *(_fact(kind, fact) for fact in facts)])


def _words() -> str:
    """The lists of words that are too long for a cell."""
    lists: set[type[Enum]] = set()
    for kind in REGISTRY:
        for name, hint in get_type_hints(kind.cls).items():
            if name not in _ENVELOPE:
                lists |= word_lists(hint)
    lines = ["## 词汇 Words", ""]
    for each in sorted(lists, key=lambda words: words.__name__):
        lines += [f"### {each.__name__}", ""]
        lines += _table(
            ("词 Word", "English", "存储值 Stored as"), _status_rows(list(each))
        )
    return "\n".join(lines).rstrip() + "\n"


def _facts(kind: type[Aggregate]) -> list[type[Fact]]:
    """The facts of an aggregate in the order written, so that they read like a life."""
    found: dict[str, type[Fact]] = {}
    for namespace in reversed(kind.__mro__):
        for name, each in vars(namespace).items():
            if isinstance(each, type) and REGISTRY.knows(f"{kind.__name__}.{name}"):
                found.setdefault(name, each)
    return list(found.values())


def _statuses(facts: Iterable[type[Fact]]) -> list[Enum]:
    """Every status of an aggregate, in its own order; none if it has no states."""
    for fact in facts:
        for status in (*getattr(fact, "sources", ()), getattr(fact, "target", None)):
            if isinstance(status, Enum):
                return list(type(status))
    return []


def _title(kind: type[Aggregate]) -> str:
    english = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).capitalize()
    module = inspect.getmodule(kind)
    han = _HAN.search(module.__doc__ or "") if module else None
    return f"{han[1]} {english}" if han else english


def _about(kind: type[Aggregate]) -> str:
    """What the module and the class say of it, without how commands are given."""
    told = _first_paragraph(kind)
    sentences = re.split(r"(?<=\.) (?=[A-Z])", told)
    kept = [each for each in sentences if not each.startswith("Commands ")]
    return " ".join([_first_paragraph(inspect.getmodule(kind)), *kept])


def _status_rows(statuses: Sequence[Enum]) -> Iterator[tuple[str, ...]]:
    for status in statuses:
        label = label_of(status)
        yield label.zh, label.en, f"`{status.value}`"


def _fact_row(fact: type[Fact], statuses: Sequence[Enum]) -> tuple[str, ...]:
    access = both(PUBLIC if fact.audience is Audience.PUBLIC else RESTRICTED)
    moving = (_from(fact, statuses), _to(fact, statuses)) if statuses else ()
    return fact.label.zh, fact.label.en, *moving, access


def _from(fact: type[Fact], statuses: Sequence[Enum]) -> str:
    sources = getattr(fact, "sources", None)
    if sources is None:
        return "（由此开始）"
    if len(sources) == len(statuses):
        return "任何状态"
    return "、".join(label_of(each).zh for each in statuses if each in sources)


def _to(fact: type[Fact], statuses: Sequence[Enum]) -> str:
    target = getattr(fact, "target", None)
    if target is not None:
        return label_of(target).zh
    if "status" in {each.name for each in fields(fact)}:
        return "见字段 `status`"
    return "不变" if hasattr(fact, "sources") else label_of(statuses[0]).zh


def _fact(kind: type[Aggregate], fact: type[Fact]) -> str:
    about = _first_paragraph(fact)
    if NAMED.match(about):
        about = ""  # nothing but its fields, which follow
    stored = f"`{kind.__name__}.{fact.__name__}`"
    lines = [f"### {both(fact.label)}", "", f"{stored} {about}".rstrip(), ""]
    hints, said = get_type_hints(fact), USUAL | meanings(fact)
    names = [each.name for each in fields(fact) if each.name not in _ENVELOPE]
    if names:
        rows = (
            (f"`{name}`", both(type_words(hints[name])), said.get(name, ""))
            for name in names
        )
        lines += _table(("字段 Field", "类型 Type", "含义 Meaning"), rows)
    if fact.texts:
        texts = [f"`{path}` ({_mask(mask)})" for path, mask in fact.texts.items()]
        lines += [f"密封文本 Sealed texts: {', '.join(texts)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _mask(mask: Mask) -> str:
    return "永不公开 never published" if mask is Mask.NEVER else mask.value


def _first_paragraph(of: object) -> str:
    """Of its own docstring; a dataclass without one has its signature there."""
    text = inspect.cleandoc(getattr(of, "__doc__", None) or "")
    if text.startswith(f"{getattr(of, '__name__', '')}("):
        return ""
    return _plain(" ".join(text.split("\n\n")[0].split()))


def _plain(text: str) -> str:
    """Without the chapters of a book that is not among the documents."""
    return CHAPTER.sub("", text)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(_plain(each).replace('|', '/') for each in cells)} |"

    return [line(heads), line(["---"] * len(heads)), *map(line, rows), ""]


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(TARGET, document(), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

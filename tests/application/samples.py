"""One stored sample of every kind of fact, made from the types of its fields.

    python -m tests.application.samples

adds to `stored_samples.json` the kinds that have none yet. It never changes one that
is there: what was once stored must be readable for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from application.canonical import canonical
from application.fact_types import FactType
from application.mapper import REGISTRY, FactMapper
from domain.facts import Fact

FILE = Path(__file__).with_name("stored_samples.json")
STREAM = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")
AT = datetime(2026, 3, 2, 9, 30, 0, 120, tzinfo=UTC)


def stored() -> dict[str, bytes]:
    """The stored data of each sample, by stored name."""
    samples = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: canonical(sample) for name, sample in samples.items()}


def fact(kind: FactType) -> Fact:
    """A fact of this kind with a value in every field."""
    hints = get_type_hints(kind.cls)
    values = {name: _value(hints[name]) for name, _, _ in kind.fields}
    values |= {"originator_id": STREAM, "originator_version": 1}
    if kind.topic is not None:
        values["originator_topic"] = kind.topic
    return kind.cls(**values)


def _value(hint: Any) -> Any:
    plain: Mapping[Any, Any] = {
        str: "text 文本",
        int: 7,
        bool: True,
        UUID: OTHER,
        datetime: AT,
        date: AT.date(),
        dict[str, str]: {"title": "00ff"},
    }
    hint = getattr(hint, "__supertype__", hint)
    if hint in plain:
        return plain[hint]
    if get_origin(hint) in (Union, UnionType):
        return _value(next(kind for kind in get_args(hint) if kind is not NoneType))
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0]),)
    if issubclass(hint, Enum):
        return next(iter(hint))
    return hint(**{name: _value(part) for name, part in get_type_hints(hint).items()})


def main() -> None:
    samples = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    mapper = FactMapper()
    for kind in REGISTRY:
        state = mapper.to_stored_event(fact(kind)).state
        samples.setdefault(kind.stored, json.loads(state))
    content = json.dumps(samples, ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

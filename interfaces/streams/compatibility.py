"""What integrators rely on: within a version of an event's type, data only ever grows.

`docs/released-events.json` holds the shapes of the last release. `python -m
interfaces.streams.compatibility` says what the present ones break (exit code 1);
`--release` makes the present shapes those of a release.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from interfaces.streams.envelope import public_kinds
from interfaces.streams.schemas import schema_of

RELEASED = Path(__file__).parents[2] / "docs" / "released-events.json"
PROSE = frozenset({"title", "description", "$schema", "$id", "$defs"})
Shape = Mapping[str, Any]
Shapes = Mapping[str, Shape]


def shapes() -> dict[str, Any]:
    """The shape of each public type's data: its JSON Schema without words, and with
    every part in its place."""
    found = {}
    for type in public_kinds():
        schema = schema_of(type)
        assert schema is not None
        found[type] = _plain(schema, schema.get("$defs", {}))
    return found


def broken(old: Shapes, new: Shapes) -> list[str]:
    """What somebody who reads the old shapes would miss or misread in the new ones.

    A type may go only when a later version of it is there: it was replaced, and what
    is stored is still sent as that one.
    """
    found: list[str] = []
    for type, shape in old.items():
        if type in new:
            found += _breaks(shape, new[type], type)
        elif not any(_succeeds(each, type) for each in new):
            found.append(f"{type} is gone")
    return found


def _breaks(old: Any, new: Any, at: str) -> Iterator[str]:
    for name, shape in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{at}.{name} is gone"
        else:
            yield from _breaks(shape, new["properties"][name], f"{at}.{name}")
    for name in sorted({*old.get("required", ())} - {*new.get("required", ())}):
        yield f"{at}.{name} may be missing"
    for value in old.get("enum", ()):
        if value not in new.get("enum", ()):
            yield f"{at} has no {value!r} any more"
    if isinstance(old.get("items"), dict):
        yield from _breaks(old["items"], new.get("items", {}), f"{at}[]")
    if _kind(old) != _kind(new):
        yield f"{at} is another kind of value"


def _kind(shape: Shape) -> str:
    """The shape without what is compared part by part."""
    parts = {"properties", "required", "enum", "items"}
    rest = {name: each for name, each in shape.items() if name not in parts}
    return json.dumps([rest, sorted(parts & shape.keys())], sort_keys=True)


def _succeeds(newer: str, older: str) -> bool:
    (stem, _, number), (name, _, version) = (
        newer.rpartition(".v"),
        older.rpartition(".v"),
    )
    return stem == name and int(number) > int(version)


def _plain(schema: Any, parts: Mapping[str, Any]) -> Any:
    match schema:
        case {"$ref": str(reference)}:
            return _plain(parts[reference.rpartition("/")[2]], parts)
        case {"properties": dict(members)}:
            rest = {key: each for key, each in schema.items() if key != "properties"}
            plain = {key: _plain(each, parts) for key, each in members.items()}
            return _plain(rest, parts) | {"properties": plain}
        case dict():
            return {
                key: _plain(each, parts)
                for key, each in schema.items()
                if key not in PROSE
            }
        case list():
            return [_plain(each, parts) for each in schema]
    return schema


def main(arguments: list[str]) -> int:
    """Compare, or release. Return the exit code."""
    present = shapes()
    if "--release" in arguments:
        lines = [
            f"{json.dumps(type)}: {json.dumps(shape, sort_keys=True)}"
            for type, shape in present.items()
        ]
        RELEASED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        return 0
    found = broken(json.loads(RELEASED.read_text("utf-8")), present)
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

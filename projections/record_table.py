"""The table of records: the same for all, under the name of each."""

from __future__ import annotations

from typing import Any, LiteralString


def ddl(name: str) -> LiteralString:
    return _named(
        """
        CREATE TABLE {name} (
            id          uuid PRIMARY KEY,
            version     integer NOT NULL,
            position    bigint NOT NULL,
            compound_id uuid,
            region_path text[] NOT NULL,
            unit_id     uuid,
            status      text NOT NULL,
            kind        text NOT NULL,
            sort        text NOT NULL COLLATE "C",
            changed_at  timestamptz NOT NULL,
            texts       jsonb NOT NULL,
            view        jsonb NOT NULL
        )
        """,
        name,
    )


def indexes(name: str, also: LiteralString = "") -> LiteralString:
    """also: more of them than every such table has."""
    usual: LiteralString = """
        CREATE INDEX {name}_sort ON {name} (sort, id);
        CREATE INDEX {name}_compound ON {name} (compound_id, sort, id);
        CREATE INDEX {name}_unit ON {name} (unit_id) WHERE unit_id IS NOT NULL;
        CREATE INDEX {name}_region ON {name} USING gin (region_path)
        """
    return _named("; ".join(filter(None, (usual, also))), name)


def _named(statement: LiteralString, name: str) -> LiteralString:
    """The statement about the table of this name, which is a name in the code."""
    assert name.isidentifier(), name
    made: Any = statement.format(name=name)
    return made  # type: ignore[no-any-return]

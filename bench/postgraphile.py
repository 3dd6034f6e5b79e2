"""npm's `postgraphile`, serving the tables of the read models (`postgraphile.mjs`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from platformdirs import user_cache_path

from bench import npm
from bench.listening import listening
from bench.server import parts_of

VERSION = "5.1.5"
NODE = "22"
VERSIONS = {"postgraphile": VERSION}
SCRIPT = Path(__file__).with_name("postgraphile.mjs")
# What relates the two tables, for nothing in the database says so.
RELATED = """
    COMMENT ON TABLE case_history IS
        E'@foreignKey (case_id) references case_board (case_id)'
"""
FIELDS = """caseId status level channel category reportedAt changedAt dueAt
    caseHistoriesByCaseId(first: 20) { nodes {
        position type occurredAt recordedAt actorRole level dueAt payload
    } }"""
PAGE = f"""{{
    allCaseBoards(first: 50, orderBy: [CHANGED_AT_DESC, CASE_ID_DESC]) {{
        nodes {{ {FIELDS} }}
    }}
}}"""
CASE = f"query ($id: UUID!) {{ caseBoardByCaseId(caseId: $id) {{ {FIELDS} }} }}"


@contextmanager
def serving(url: str) -> Iterator[int]:
    """The port of a PostGraphile on a database. Raises `PeerMissing`."""
    if shutil.which("npm") is None:
        raise npm.PeerMissing("there is no npm on this machine")
    folder = user_cache_path("gongshi") / "bench" / f"postgraphile-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder / "node_modules"
    if not (modules / "postgraphile").exists():
        npm.install(folder, f"postgraphile@{VERSION}", f"node@{NODE}")
    script = Path(shutil.copy(SCRIPT, folder))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(RELATED)
    name, host = parts_of(url)
    node = str(modules / ".bin" / "node")
    its_url = f"postgres://postgres@/{name}?host={host}&port=5432"
    production = {**os.environ, "NODE_ENV": "production"}
    with listening([node, str(script), its_url], production) as port:
        yield port

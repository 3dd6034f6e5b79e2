"""Go's packages for the module mirror's log, and Sigstore's code, verify our log.

The published folder is served by a plain web server, as any static host would.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from application.database import Database
from projections.transparency.folder import LogFolder
from projections.transparency.proofs import Proofs
from tests.clients.node import node
from tests.projections.published import KEYS, entry, grow, keeper

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
HERE = Path(__file__).parent
GO_SOURCES = Path("/usr/share/gocode")
SIGSTORE = "@sigstore/verify"
SIZES = (1, 200, 256, 70_000)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of a plain web server on the folder."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def log(database: Database, tmp_path: Path) -> LogFolder:
    folder = LogFolder(tmp_path / "log")
    for size in SIZES:
        grow(database, size)
        keeper(database, folder).run_until_signed()
    return folder


@pytest.fixture
def go(tmp_path: Path) -> Iterator[Path]:
    """The program that Go makes of our few lines on its own packages."""
    if shutil.which("go") is None:
        pytest.skip("there is no Go (Debian: golang-go)")
    if not (GO_SOURCES / "src/golang.org/x/mod/sumdb").exists():
        pytest.skip("Go's packages are not there (golang-golang-x-mod-dev)")
    program = tmp_path / "check_log"
    variables = {
        "GO111MODULE": "off",
        "GOPATH": str(GO_SOURCES),
        "GOCACHE": str(tmp_path / "go"),
        "CGO_ENABLED": "0",
    }
    subprocess.run(
        ["go", "build", "-o", str(program), str(HERE / "check_log.go")],
        env=os.environ | variables,
        check=True,
    )
    yield program


def test_go_verifies_checkpoints_inclusion_and_consistency_through_tiles(
    go: Path, log: LogFolder
) -> None:
    key = str(KEYS.verifiers[0])

    def run(old: int, *indexes: int) -> subprocess.CompletedProcess[str]:
        words = [url, key, str(old), *map(str, indexes)]
        return subprocess.run([str(go), *words], capture_output=True, text=True)

    with served(log.public) as url:
        for old in SIZES:
            found = run(old, 0, 255, 256, 65_535, 65_536, 69_999)
            assert (found.returncode, found.stdout) == (0, f"70000 {old}\n"), found
        for name in ("tile/0/272", "tile/entries/272", "tile/1/000", "checkpoint"):
            path = log.public / name
            if not path.exists():
                path = next(path.with_name(f"{path.name}.p").iterdir())
            right = path.read_bytes()
            path.write_bytes(right[:40] + bytes([right[40] ^ 1]) + right[41:])
            assert run(256, 69_632).returncode == 1, f"{name} was altered"
            path.write_bytes(right)


def test_sigstore_verifies_our_inclusion_proofs_and_no_altered_ones(
    log: LogFolder,
) -> None:
    asked = []
    for index in (0, 1, 255, 256, 4_095, 65_535, 65_536, 69_999):
        for size in (70_000, index + 1, 69_000):
            if index < size:
                asked.append(_proof(log, index, size))
    altered = []
    for proof in asked:
        for place, hash in enumerate(proof["hashes"]):
            wrong = bytearray(base64.b64decode(hash))
            wrong[place] ^= 1
            hashes = [*proof["hashes"]]
            hashes[place] = base64.b64encode(wrong).decode()
            altered.append(proof | {"hashes": hashes})
    told = node("check_inclusion.cjs", SIGSTORE, given=json.dumps(asked + altered))
    verdicts = json.loads(told)
    assert verdicts == [True] * len(asked) + [False] * len(altered)


def _proof(log: LogFolder, index: int, size: int) -> dict[str, Any]:
    found = Proofs(log).inclusion(index, size)
    return {
        "entry": base64.b64encode(entry(index + 1)).decode(),
        "index": index,
        "size": size,
        "root": base64.b64encode(found.root).decode(),
        "hashes": [base64.b64encode(hash).decode() for hash in found.hashes],
    }

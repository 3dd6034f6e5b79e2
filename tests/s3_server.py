"""An S3-compatible server of the test's own: a process, which may be stopped.

`moto_server` (PyPI: moto) knows conditional writes, as AWS and most others do; `s3rver`
(npm) does not, and writes anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection

import httpx
import pytest

from application.s3_bucket import BucketAddress, S3Bucket
from tests.interfaces.command_line import free_port

PATIENCE = 60.0  # seconds to begin
BUCKET = "gongshi-documents"
KEY_ID, SECRET = "S3RVER", "S3RVER"  # what s3rver lets in; moto lets in everybody
MISSING = "there is no {0}: pip install 'moto[s3]' flask flask-cors, npm install s3rver"


class S3Server:
    """Listens on 127.0.0.1; its files, if it has any, are in `folder`."""

    def __init__(self, program: str, folder: Path) -> None:
        places = (os.environ.get("NODE_PATH", "") + "/.bin", os.environ["PATH"])
        found = shutil.which(program, path=os.pathsep.join(places))
        if found is None:
            pytest.skip(MISSING.format(program))
        self.port = free_port()
        self.program = program
        self._folder = folder
        self._arguments = {
            "moto_server": [found, "-H", "127.0.0.1", "-p", str(self.port)],
            "s3rver": [
                *(found, "-a", "127.0.0.1", "-p", str(self.port), "-d", str(folder)),
                *("--configure-bucket", BUCKET),
            ],
        }[program]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(self._arguments, stdout=log, stderr=log)
        give_up_at = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                create_connection(("127.0.0.1", self.port)).close()
                return
            assert self._process.poll() is None, "the S3 server ended"
            assert time.monotonic() < give_up_at, "the S3 server did not begin"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def require_keys(self, wanted: bool) -> None:
        """Whether moto looks at who asks."""
        body = "0" if wanted else "inf"
        httpx.post(f"{self.url}/moto-api/reset-auth", content=body).raise_for_status()

    def address(self, prefix: str = "", bucket: str = BUCKET) -> BucketAddress:
        return BucketAddress(bucket, prefix, self.url, key_id=KEY_ID, secret=SECRET)

    def bucket(self, prefix: str = "") -> S3Bucket:
        return S3Bucket(self.address(prefix))


@contextmanager
def serving(program: str, folder: Path) -> Iterator[S3Server]:
    """A server with an empty bucket, until the `with` ends."""
    folder.mkdir()
    server = S3Server(program, folder)
    server.start()
    try:
        if program == "moto_server":
            made = httpx.put(f"{server.url}/{BUCKET}", timeout=PATIENCE)
            made.raise_for_status()
        yield server
    finally:
        server.stop()

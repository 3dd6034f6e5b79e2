"""`gongshi documents orphans`, and what `gongshi doctor` says of a bucket."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from application.content_folder import ContentFolder
from application.database import Database
from application.handled_files import Handled
from application.published_store import PublishedStore
from application.s3_bucket import S3Bucket
from interfaces.cli.document_checks import documents
from interfaces.cli.findings import Mark
from interfaces.cli.main import run
from interfaces.settings import Settings
from tests.interfaces.command_line import free_port

TABLE = b"a,b\n1,2\n"
AGED = "UPDATE handled_file SET handled_at = handled_at - %s"


@pytest.mark.usefixtures("english_program")
def test_orphans_are_listed_and_removed_when_they_are_asked_to_be(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ContentFolder(tmp_path / "home" / "published")
    store = PublishedStore(folder, Handled(database).note)
    file = store.put(TABLE).file
    assert run(["documents", "orphans"]) == 0
    assert capsys.readouterr().out == "0 files, 0 bytes.\n"
    with database.connection() as connection:
        connection.execute(AGED, (timedelta(days=8),))
    assert run(["documents", "orphans", "--older-than", "7"]) == 0
    said = capsys.readouterr()
    first, last = said.out.splitlines()
    assert first.split()[:2] == [file.sha256, str(len(TABLE))]
    assert last == f"1 files, {len(TABLE)} bytes."
    assert "--remove" in said.err and folder.has(file.sha256)
    assert run(["documents", "orphans", "--older-than", "7", "--remove"]) == 0
    assert f"1 files removed, {len(TABLE)} bytes." in capsys.readouterr().out
    assert not folder.has(file.sha256)
    assert run(["documents", "orphans", "--older-than", "0"]) == 2


def test_the_doctor_looks_at_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    def said(**given: Any) -> list[tuple[Mark, str]]:
        return [(each.mark, each.what) for each in documents(Settings(**given))]

    assert said() == []
    bucket = {
        "documents": "s3://my-bucket/x",
        "documents_endpoint": f"http://127.0.0.1:{free_port()}",
        "documents_key_id": "id",
        "documents_secret": "secret",
    }
    ((mark, what),) = said(**bucket)
    assert mark is Mark.PROBLEM and "secret" not in what
    ((mark, _),) = said(documents="nowhere")
    assert mark is Mark.PROBLEM
    monkeypatch.setattr(S3Bucket, "has", lambda self, sha256: False)
    monkeypatch.setattr(S3Bucket, "lying", lambda self: iter(()))
    ((mark, what),) = said(**bucket)
    assert mark is Mark.FINE and "s3://my-bucket/x" in what

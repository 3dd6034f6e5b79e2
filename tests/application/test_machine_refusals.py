"""What the machine under the service can be in the way with, told as refusals."""

from __future__ import annotations

import pwd
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest

from application import embedded, rotation
from application.embedded import EmbeddedPostgres, ServerUnreachable
from application.postgres_programs import NoServerUser, _server_user
from application.rotation import RotationUnfinished, rotate


def test_root_without_a_user_to_run_the_database_as(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody(name: str) -> Any:
        raise KeyError(name)

    monkeypatch.setattr(pwd, "getpwnam", nobody)
    monkeypatch.setattr(shutil, "which", lambda name, path: None)
    with pytest.raises(NoServerUser):
        _server_user(lambda said: None)


def test_a_database_that_runs_and_does_not_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedPostgres(home, Mock(), Mock())
    silent = Mock(side_effect=psycopg.OperationalError("no answer"))
    monkeypatch.setattr(embedded, "server_process", lambda data: 1)
    monkeypatch.setattr(embedded, "PATIENCE", -1)
    monkeypatch.setattr(server, "_reach", silent)
    with pytest.raises(ServerUnreachable):
        server._run(lambda said: None)


def test_rows_that_stay_under_an_older_key(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Mock()
    vault.keys.ids = ["old"]
    monkeypatch.setattr(rotation, "under_other_keys", lambda *_: {"old": 2})
    monkeypatch.setattr(rotation, "PAUSE", 0)
    with pytest.raises(RotationUnfinished):
        rotate(vault, Mock())

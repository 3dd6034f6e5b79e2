"""A service whose documents lie in a bucket: published, served, audited, refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from application.content_folder import ContentFolder
from application.s3_bucket import S3Bucket
from domain.roles import Role
from interfaces.audit.export import export
from interfaces.audit.own_source import OwnSource
from interfaces.audit.source import FolderSource
from interfaces.document_store import (
    DocumentsAddressInvalid,
    bucket_address,
    document_store,
)
from interfaces.log_parts import log_folder
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.interfaces.conftest import POLL, Client
from tests.interfaces.given import registered
from tests.interfaces.test_publications import publish, put, refused
from tests.pictures import PNG, telling
from tests.projections.published import keeper
from tests.s3_server import BUCKET, KEY_ID, SECRET, S3Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with serving("s3rver", tmp_path_factory.mktemp("s3") / "data") as server:
        yield server


@pytest.fixture
def runtime(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[Runtime]:
    """The one of `conftest.py`, with a bucket."""
    server: S3Server = request.getfixturevalue("server")
    settings = Settings(
        home=tmp_path,
        database_url=database_url,
        vault_key=SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        documents=f"s3://{BUCKET}/{tmp_path.name}",
        documents_endpoint=server.url,
        documents_key_id=KEY_ID,
        documents_secret=SecretStr(SECRET),
    )
    with open_runtime(settings, say=lambda line: None) as runtime:
        engine = Engine(runtime.database, runtime.store, READ_MODELS, poll=POLL)
        engine.start()
        yield runtime
        engine.stop()


def count(runtime: Runtime) -> int:
    return runtime.store.position()


@pytest.mark.slow
async def test_it_is_published_served_and_audited_from_there(
    client: Client, runtime: Runtime, tmp_path: Path
) -> None:
    compound = await registered(client)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    kept = (await put(client, telling("JPEG"))).json()
    assert kept["stripped"] is True
    done = await publish(client, compound, documents=[kept["sha256"]])
    assert done["__typename"] == "PublicationChanged", done
    client.sign_out()
    shown = await client.http.get(f"/documents/{kept['sha256']}")
    assert len(shown.content) == kept["size"]
    assert b"Wang" not in shown.content
    assert not (tmp_path / "published").exists()

    from application.log_keys import LogKeys
    from application.signed_note import Signer

    keys = LogKeys((Signer("log.example", 1, bytes(range(32))),))
    folder = log_folder(runtime.settings)
    assert folder is not None
    await asyncio.to_thread(keeper(runtime.database, folder, keys).run_until_signed)
    own = OwnSource(tmp_path, runtime.database, runtime.commands.desk.store.kept)
    copy = tmp_path / "copy"
    told = await asyncio.to_thread(export, own, copy, lambda done, size: None)
    assert (told.documents, told.absent) == (2, 0)
    exported = FolderSource(copy).document(kept["sha256"])
    assert exported == shown.content


@pytest.mark.slow
async def test_while_the_bucket_is_down_nothing_is_half_published(
    client: Client, runtime: Runtime, server: S3Server
) -> None:
    compound = await registered(client)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    kept = (await put(client, PNG)).json()
    done = await publish(client, compound, documents=[kept["sha256"]])
    before = count(runtime)
    server.stop()
    try:
        down = await put(client, telling("PNG"))
        assert (down.status_code, down.json()["code"]) == (503, "DOCUMENTS_UNAVAILABLE")
        assert down.headers["retry-after"] == "5"
        client.http.headers["accept-language"] = "zh-CN"
        for given in ({}, {"documents": [kept["sha256"]]}):
            said = await refused(client, compound, occasion="2025-Q3", **given)
            assert said["code"] == "DOCUMENTS_UNAVAILABLE"
            assert "没有应答" in said["message"]
            assert server.url not in said["message"]
        away = await client.http.get(f"/documents/{kept['sha256']}")
        assert away.status_code == 503
        assert count(runtime) == before
    finally:
        server.start()
    assert (await client.http.get(f"/documents/{kept['sha256']}")).content == PNG
    again = await publish(client, compound, occasion="2025-Q3")
    assert again["__typename"] == "PublicationChanged", again
    assert done["id"] != again["id"]


def settings(**given: Any) -> Settings:
    return Settings(home=Path("home"), database_url="postgresql://x", **given)


def test_a_store_is_chosen_by_the_settings(tmp_path: Path) -> None:
    folder = document_store(settings())
    assert isinstance(folder, ContentFolder) and folder.root == Path("home/published")
    ca = tmp_path / "ca.pem"
    ca.write_bytes(b"PEM")
    given = settings(
        documents="s3://my-bucket/a/b/",
        documents_endpoint="https://s3.example.com/",
        documents_region="cn-north-1",
        documents_key_id="id",
        documents_secret=SecretStr(SECRET * 9),
        documents_ca=ca,
    )
    address = bucket_address(given)
    assert (address.bucket, address.prefix) == ("my-bucket", "a/b")
    assert (address.endpoint, address.region) == (
        "https://s3.example.com",
        "cn-north-1",
    )
    assert (address.secret, address.ca) == (SECRET * 9, b"PEM")
    assert SECRET * 9 not in f"{given!r} {given} {address!r}"
    assert isinstance(document_store(settings(documents="s3://my-bucket")), S3Bucket)
    assert json.dumps(str(replace(address, ca=None)))


@pytest.mark.parametrize(
    "given",
    [
        {"documents": "my-bucket"},
        {"documents": "https://my-bucket"},
        {"documents": "s3://"},
        {"documents": "s3://key:secret@my-bucket/x"},
        {"documents": "s3://my-bucket/../x y"},
        {"documents": "s3://my-bucket?x=1"},
        {"documents": "s3://b-1", "documents_endpoint": "s3.example.com"},
        {"documents": "s3://b-1", "documents_endpoint": "https://u:secret@example.com"},
        {"documents": "s3://b-1", "documents_key_id": "id"},
        {"documents": "s3://b-1", "documents_secret": SecretStr("secret")},
        {"documents": "s3://b-1", "documents_ca": Path("no-such-file")},
    ],
)
def test_what_is_no_bucket_is_refused_and_no_secret_repeated(
    given: dict[str, Any],
) -> None:
    with pytest.raises(DocumentsAddressInvalid) as found:
        document_store(settings(**given))
    assert "secret@" not in found.value.message("en") + found.value.message("zh")

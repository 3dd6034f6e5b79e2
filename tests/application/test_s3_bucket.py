"""What is published in a bucket: against servers that speak S3, over HTTP."""

from __future__ import annotations

import hashlib
import logging
import socket
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import obstore
import pytest

from application import s3_bucket
from application.content_store import key_of
from application.files import FileTooLarge
from application.published_store import PublishedFileAltered, PublishedStore
from application.s3_bucket import (
    BucketAddress,
    DocumentsLibraryMissing,
    DocumentsUnavailable,
    S3Bucket,
)
from domain.errors import NotFound
from tests.interfaces.command_line import free_port
from tests.pictures import PNG
from tests.s3_server import BUCKET, S3Server, serving

WRONG = "wrong-secret-of-nobody"
TABLE = "项目,金额\n广告,1200\n".encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def store(bucket: S3Bucket, limit: int = 20 << 20) -> PublishedStore:
    return PublishedStore(bucket, lambda sha256: None, limit=limit)


def beside(server: S3Server, prefix: str, key: str, content: bytes) -> None:
    """Write an object as somebody else would, who knows nothing of digests."""
    obstore.put(server.bucket(prefix)._store, key, content, use_multipart=False)


@pytest.fixture(scope="module", params=["moto_server", "s3rver"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[S3Server]:
    folder = tmp_path_factory.mktemp("s3") / "data"
    with serving(request.param, folder) as server:
        yield server


def test_without_its_library_there_is_no_bucket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(DocumentsLibraryMissing):
        S3Bucket(BucketAddress(bucket="gongshi"))


@pytest.mark.slow
def test_a_document_is_put_once_read_listed_and_removed(server: S3Server) -> None:
    bucket = server.bucket("a/b")
    published = store(bucket)
    file = published.put(TABLE).file
    assert file.sha256 == digest(TABLE)
    assert published.put(TABLE).file == file
    assert published.document(file.sha256, "documents[1]").file == file
    assert published.read(file.sha256) == TABLE
    beside(server, "a/b", "aa/bb/note.txt", b"no file of ours")
    beside(server, "elsewhere", key_of(digest(b"x")), b"x")
    (lying,) = bucket.lying()
    assert (lying.sha256, lying.size) == (file.sha256, len(TABLE))
    assert abs(lying.since - datetime.now(UTC)) < timedelta(minutes=5)
    published.remove(file.sha256)
    published.remove(file.sha256)
    with pytest.raises(NotFound):
        published.read(file.sha256)
    assert list(bucket.lying()) == []


@pytest.mark.slow
def test_what_lies_there_is_never_overwritten(server: S3Server) -> None:
    published = store(server.bucket("altered"))
    key = key_of(digest(TABLE))
    beside(server, "altered", key, TABLE + b"altered,1\n")
    file = published.put(TABLE).file  # It looks first.
    with pytest.raises(PublishedFileAltered):
        published.document(file.sha256, "documents[1]")
    with pytest.raises(PublishedFileAltered):
        published.read(file.sha256)


@pytest.mark.slow
def test_the_server_refuses_the_second_of_two_that_looked_at_once(
    server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = server.bucket("race")
    monkeypatch.setattr(S3Bucket, "has", lambda self, sha256: False)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: bucket.add(digest(TABLE), TABLE), range(8)))
    assert bucket.read(digest(TABLE)) == TABLE
    beside(server, "race", key_of(digest(b"x")), b"what was there")
    bucket.add(digest(b"x"), b"x")
    # s3rver knows no condition; there nothing but looking first protects what is there.
    kept = b"x" if server.program == "s3rver" else b"what was there"
    assert bucket.read(digest(b"x")) == kept


@pytest.mark.slow
def test_size_is_bounded_both_ways(server: S3Server) -> None:
    bucket = server.bucket("large")
    published = store(bucket, limit=len(TABLE))
    with pytest.raises(FileTooLarge):
        published.put(TABLE + b"more,1\n")
    with pytest.raises(FileTooLarge):
        published.put_content({"text": "x" * len(TABLE)})
    assert list(bucket.lying()) == []
    published.put(TABLE)
    # Somebody puts 24 MiB in a document's place: no more than its limit is held.
    name = digest(b"large")
    beside(server, "large", key_of(name), bytes(24 << 20))
    tracemalloc.start()
    with pytest.raises(PublishedFileAltered):
        published.read(name)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()
    assert len(bucket.read(name, 5)) == 6


@pytest.mark.slow
def test_a_bucket_that_is_not_there_is_no_missing_file(server: S3Server) -> None:
    bucket = S3Bucket(server.address(bucket="nobody-made-this"))
    asks: list[Callable[[], object]] = [
        lambda: bucket.read(digest(TABLE)),
        lambda: bucket.add(digest(TABLE), TABLE),
        lambda: list(bucket.lying()),
    ]
    for ask in asks:
        with pytest.raises(DocumentsUnavailable) as refused:
            ask()
        assert refused.value.values["reason"] == "NoSuchBucket"


@pytest.mark.slow
def test_keys_that_are_not_let_in_are_named_and_no_secret_is(
    server: S3Server, caplog: pytest.LogCaptureFixture
) -> None:
    address = BucketAddress(BUCKET, "", server.url, key_id="nobody", secret=WRONG)
    if server.program == "moto_server":
        server.require_keys(True)
    bucket = S3Bucket(address)
    caplog.set_level(logging.DEBUG)
    try:
        with pytest.raises(DocumentsUnavailable) as refused:
            list(bucket.lying())
    finally:
        if server.program == "moto_server":
            server.require_keys(False)
    assert refused.value.values["reason"] == "InvalidAccessKeyId"
    said = f"{refused.value} {caplog.text} {bucket._store!r} {address!r}"
    assert WRONG not in said
    assert WRONG not in refused.value.message("zh") + refused.value.message("en")


@pytest.mark.slow
def test_a_server_that_was_down_is_found_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving("s3rver", tmp_path_factory.mktemp("down") / "data") as server:
        published = store(server.bucket())
        file = published.put(TABLE).file
        server.stop()
        asks: list[Callable[[], object]] = [
            lambda: published.put(PNG),
            lambda: published.put_content({"a": 1}),
            lambda: published.read(file.sha256),
            lambda: published.document(file.sha256, "documents[1]"),
            lambda: published.remove(file.sha256),
            lambda: list(published.kept.lying()),
        ]
        for ask in asks:
            with pytest.raises(DocumentsUnavailable):
                ask()
        server.start()
        assert published.read(file.sha256) == TABLE
        assert [each.sha256 for each in published.kept.lying()] == [file.sha256]


def test_a_server_that_stalls_or_is_away_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(s3_bucket, "STALLS", timedelta(seconds=0.2))
    monkeypatch.setattr(s3_bucket, "WHOLE", timedelta(seconds=0.4))
    monkeypatch.setattr(s3_bucket, "_RETRYING", {"max_retries": 0})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (silent.getsockname()[1], free_port()):
            endpoint = f"http://127.0.0.1:{port}"
            bucket = S3Bucket(BucketAddress(BUCKET, "", endpoint, "cn", "a", "b"))
            with pytest.raises(DocumentsUnavailable) as refused:
                bucket.read(digest(TABLE))
            assert refused.value.code == "DOCUMENTS_UNAVAILABLE"
            assert refused.value.values["reason"] == "no answer"


def test_an_object_that_breaks_off_is_not_served() -> None:
    """A server that promises more bytes than it sends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            for _ in range(1 + s3_bucket.RETRIES):
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n"
                        b"Last-Modified: Fri, 27 Nov 2026 00:00:00 GMT\r\n"
                        b'ETag: "x"\r\n\r\nhalf'
                    )

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
        bucket = S3Bucket(BucketAddress(BUCKET, "", endpoint, "cn", "a", "b"))
        with pytest.raises(DocumentsUnavailable):
            bucket.read(digest(TABLE))
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)

"""A bucket of any S3-compatible store with files found by the SHA-256 of their content.

The keys are those of a folder, `prefix/aa/bb/<sha256>`, so that one can be copied into
the other. Nothing is written where something lies already (`If-None-Match: *`), and no
more of an object is read than was ever kept.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from application.content_store import DIGEST, LARGEST, Lying, key_of
from domain.errors import NotFound, Refusal

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Store

CONNECTS = timedelta(seconds=3)
STALLS = timedelta(seconds=10)
"""A store that says nothing for so long has gone."""
WHOLE = timedelta(seconds=60)
"""The longest time for one file."""
RETRIES = 2
PIECE = 1 << 20  # bytes
NO_BUCKET = "NoSuchBucket"
_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3} [A-Za-z ]+)")

log = logging.getLogger("gongshi.documents")


class DocumentsLibraryMissing(Refusal):
    zh = "缺少 S3 客户端库，请安装：pip install 'gongshi[s3]'。"
    en = "The library for S3 is missing: pip install 'gongshi[s3]'."


class DocumentsUnavailable(Refusal):
    """Nothing was published."""

    zh = "存放公示文件的对象存储无法使用（{reason_zh}）；未公示任何内容，请稍后重试。"
    en = "The store of published documents cannot be used ({reason}). Nothing was"
    en += " published; try again later."


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket is, and who we are there.

    endpoint: unset, that of AWS. key_id, secret: unset, what `AWS_*` variables or the
    machine's role give. ca: certificates in PEM, beside those of the system.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    key_id: str | None = None
    secret: str | None = field(default=None, repr=False)
    ca: bytes | None = None


class S3Bucket:
    """A `ContentStore` in a bucket. Each call raises `DocumentsUnavailable` when the
    store does not answer, or refuses us."""

    def __init__(self, address: BucketAddress) -> None:
        """Reaches nothing yet. Raises `DocumentsLibraryMissing`."""
        try:
            from obstore.store import S3Store
        except ImportError:
            raise DocumentsLibraryMissing from None
        self._store: S3Store = S3Store(
            address.bucket,
            prefix=address.prefix or None,
            config=_config(address),
            client_options=_client(address),
            retry_config=_RETRYING,
        )

    def has(self, sha256: str) -> bool:
        import obstore

        try:
            with _asking():
                obstore.head(self._store, key_of(sha256))
        except FileNotFoundError:
            return False
        return True

    def read(self, sha256: str, limit: int = LARGEST) -> bytes:
        import obstore

        content = bytearray()
        try:
            with _asking():
                found = obstore.get(self._store, key_of(sha256))
                for piece in found.stream(min_chunk_size=PIECE):
                    content += memoryview(piece)[: limit + 1 - len(content)]
                    if len(content) > limit:
                        break
        except FileNotFoundError:
            raise NotFound(what="file", id=sha256) from None
        return bytes(content)

    def add(self, sha256: str, body: bytes) -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        # A store that does not know the condition would write it anew.
        if not self.has(sha256):
            with _asking(), suppress(AlreadyExistsError):
                obstore.put(self._store, key_of(sha256), body, mode="create")

    def remove(self, sha256: str) -> None:
        import obstore

        with _asking():
            obstore.delete(self._store, key_of(sha256))

    def lying(self) -> Iterator[Lying]:
        import obstore

        with _asking():
            for each in chain.from_iterable(obstore.list(self._store)):
                sha256 = each["path"].rpartition("/")[2]
                if DIGEST.fullmatch(sha256) and each["path"] == key_of(sha256):
                    yield Lying(sha256, each["size"], each["last_modified"])


_RETRYING: RetryConfig = {"max_retries": RETRIES, "retry_timeout": STALLS}


def _config(address: BucketAddress) -> S3Config:
    config: S3Config = {
        "region": address.region,
        # Not every store that is called compatible knows the other way.
        "disable_bulk_delete": True,
    }
    if address.endpoint:
        config["endpoint"] = address.endpoint
    if address.key_id and address.secret:
        config["access_key_id"] = address.key_id
        config["secret_access_key"] = address.secret
    return config


def _client(address: BucketAddress) -> ClientConfig:
    options: ClientConfig = {
        "allow_http": (address.endpoint or "").startswith("http://"),
        "connect_timeout": CONNECTS,
        "read_timeout": STALLS,
        "timeout": WHOLE,
    }
    if address.ca:
        options["root_certificate"] = address.ca
    return options


@contextmanager
def _asking() -> Iterator[None]:
    """Raises what the library says of the object, else `DocumentsUnavailable`."""
    from obstore.exceptions import AlreadyExistsError, BaseError

    try:
        yield
    except AlreadyExistsError:
        raise
    except FileNotFoundError as error:
        if NO_BUCKET not in str(error):
            raise
        raise _unavailable(error) from None
    except BaseError as error:
        raise _unavailable(error) from None


def _unavailable(error: Exception) -> DocumentsUnavailable:
    """The address is for the operator to see, and the reason for everybody."""
    said = str(error)
    log.warning("the store of documents: %s", said.partition("\n")[0])
    found = _CODE.search(said) or _STATUS.search(said)
    if found is None:
        return DocumentsUnavailable(reason="no answer", reason_zh="没有应答")
    return DocumentsUnavailable(reason=found[1], reason_zh=found[1])

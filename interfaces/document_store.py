"""Where what is published lies, as the settings ask: a folder, or a bucket."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from application.content_folder import ContentFolder
from application.content_store import ContentStore
from application.s3_bucket import BucketAddress, S3Bucket
from domain.errors import Refusal
from interfaces.settings import Settings

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"(?:[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)?")


class DocumentsAddressInvalid(Refusal):
    zh = "GONGSHI_DOCUMENTS 或其服务地址无效：{problem_zh}。"
    en = "GONGSHI_DOCUMENTS or its endpoint cannot be used: {problem}."
    fields = ("documents",)


def document_store(settings: Settings) -> ContentStore:
    """Reaches nothing yet. Raises `DocumentsAddressInvalid`, and what the bucket's
    library is refused for."""
    if settings.documents is None:
        return ContentFolder(settings.home / "published")
    return S3Bucket(bucket_address(settings))


def bucket_address(settings: Settings) -> BucketAddress:
    """The bucket that is set. Raises `DocumentsAddressInvalid`."""
    parts = urlsplit(settings.documents or "")
    prefix = parts.path.strip("/")
    known = parts.scheme == "s3" and not parts.query and not parts.fragment
    if not known or not BUCKET.fullmatch(parts.netloc) or not PREFIX.fullmatch(prefix):
        # It may hold a secret that does not belong there, and is not repeated.
        raise DocumentsAddressInvalid(
            problem="s3://bucket/prefix expected",
            problem_zh="应为 s3://存储桶/前缀",
        )
    if (settings.documents_key_id is None) != (settings.documents_secret is None):
        raise DocumentsAddressInvalid(
            problem="the key's id and its secret belong together",
            problem_zh="密钥编号与密钥须同时设置",
        )
    secret = settings.documents_secret
    return BucketAddress(
        bucket=parts.netloc,
        prefix=prefix,
        endpoint=_endpoint(settings.documents_endpoint),
        region=settings.documents_region,
        key_id=settings.documents_key_id,
        secret=secret.get_secret_value() if secret else None,
        ca=_certificates(settings),
    )


def _endpoint(said: str | None) -> str | None:
    if said is None:
        return None
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or "@" in said or not parts.hostname:
        raise DocumentsAddressInvalid(
            problem="an endpoint such as https://s3.example.com expected",
            problem_zh="服务地址应如 https://s3.example.com",
        )
    return said.rstrip("/")


def _certificates(settings: Settings) -> bytes | None:
    path = settings.documents_ca
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        problem = f"{path}: {error.strerror}"
        raise DocumentsAddressInvalid(problem=problem, problem_zh=problem) from None

"""What `gongshi doctor` looks at in the bucket of documents, if there is one."""

from __future__ import annotations

from collections.abc import Iterator

from application.content_store import sha256_of
from application.s3_bucket import DocumentsUnavailable
from domain.errors import Refusal
from interfaces.cli.findings import Finding, fine, problem
from interfaces.cli.words import language
from interfaces.document_store import document_store
from interfaces.settings import Settings


def documents(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, and lets us in; the folder is looked at with the home."""
    if settings.documents is None:
        return
    try:
        kept = document_store(settings)
        kept.has(sha256_of(b""))
        next(kept.lying(), None)
    except DocumentsUnavailable as refusal:
        yield problem(
            refusal.message(language()),
            "请检查 GONGSHI_DOCUMENTS 各项设置、密钥权限与网络。",
            "Check GONGSHI_DOCUMENTS*, the rights of the key, and the network.",
        )
    except Refusal as refusal:
        yield problem(
            refusal.message(language()),
            "请更正，见 docs/publishing.md。",
            "Correct it; see docs/publishing.md.",
        )
    else:
        yield fine(
            f"公示文件在 {settings.documents}，可以访问",
            f"Published documents lie in {settings.documents}, which answers",
        )

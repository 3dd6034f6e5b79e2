"""What is published, as files: put by those who publish, open to everybody.

A file is shown as long as some publication shows it; what nobody published yet is not
there for anyone.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from application.authorisation import TABLE, Forbidden, Subject
from application.file_types import XLSX
from application.published_types import CSV, JSON
from domain.errors import NotFound, Refusal
from domain.publication_words import PublishedFile
from interfaces.case_files import BODY, FILE
from interfaces.claims import Identity
from interfaces.graphql.access import SignInRequired
from interfaces.identifying import identifying
from interfaces.problem import PROBLEMS
from interfaces.services import Services
from projections import publications

PATH = "/documents"
ACTION = "publication.publish"
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    XLSX: "xlsx",
    CSV: "csv",
    JSON: "json",
}
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


class Kept(BaseModel):
    """What was put."""

    sha256: str = Field(description="SHA-256 of its bytes, in hex: names it.")
    size: int = Field(description="In bytes.")
    media_type: str = Field(description="What it is.")
    stripped: bool = Field(
        description="Whether metadata (Exif, authors) were taken out first: the digest "
        "is then another than that of the file that was sent."
    )


class ContentGone(Refusal):
    zh = "此内容因含有个人信息已停止公开（SHA-256 {sha256}）；其摘要仍在记录中。"
    en = "This was taken down because it showed personal data; its digest {sha256}"
    en += " stays on record."
    fields = ("sha256",)


def router(services: Services) -> APIRouter:
    """`POST /documents`, and `GET /documents/{sha256}`."""
    routes = APIRouter(tags=["publications"], responses=PROBLEMS)
    who = Depends(identifying(services))

    @routes.post(
        PATH,
        status_code=201,
        summary="Put a document that is to be published",
        response_model=Kept,
        openapi_extra=BODY,
    )
    async def put(request: Request, identity: Identity = who) -> Response:
        """Keep the body, to be attached to a publication by its digest."""
        _require_publisher(identity.subject)  # before the body is read
        content = await request.body()
        put = services.commands.desk.store.put
        file, stripped = await run_in_threadpool(put, content)
        answer = {
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
            "stripped": stripped,
        }
        return JSONResponse(answer, 201)

    @routes.get(
        f"{PATH}/{{sha256}}",
        summary="A published file",
        response_class=Response,
        responses=FILE,
    )
    async def fetch(sha256: str) -> Response:
        """A content or a document of a publication."""
        async with services.pool.connection() as conn:
            found = await publications.served(conn, sha256)
        if found is None:
            raise NotFound("sha256", what="file", id=sha256)
        if found.gone or found.erased:
            raise ContentGone(sha256=sha256)
        read = services.commands.desk.store.read
        content = await run_in_threadpool(read, sha256)
        return Response(content, 200, headers_of(found.file), found.file.media_type)

    return routes


def headers_of(file: PublishedFile) -> dict[str, str]:
    """What a browser may do with it: show an image, keep anything else as a file."""
    kind = file.media_type
    shown = "inline" if kind.startswith("image/") else "attachment"
    name = f"{file.sha256[:16]}.{ENDINGS[kind]}"
    return {
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "cross-origin",
        # It may have to be taken down: nobody keeps it for long.
        "Cache-Control": "public, max-age=300",
        "ETag": f'"{file.sha256}"',
    }


def _require_publisher(subject: Subject) -> None:
    """Whoever publishes something somewhere. Raises `SignInRequired`, `Forbidden`."""
    if not subject.grants:
        raise SignInRequired
    if not any(grant.role in TABLE[ACTION] for grant in subject.grants):
        raise Forbidden(action=ACTION)

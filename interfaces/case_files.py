"""Photographs and files of a case: sent, and fetched by those who may read."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from application.authorisation import Subject, actor_for
from application.cases import Cases
from application.sealing import FILE_PATH
from application.steps import now, soon
from application.vault import ERASED
from domain.errors import InvalidInput, NotFound
from interfaces import giving
from interfaces.claims import Identity
from interfaces.graphql.access import SignInRequired
from interfaces.graphql.readings import PURPOSE
from interfaces.identifying import identifying
from interfaces.problem import PROBLEMS
from interfaces.services import Services

LONGEST_NAME = 255
BODY = {
    "requestBody": {
        "required": True,
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"*/*": {}}}
}


class Attached(BaseModel):
    """The fact that holds the file."""

    id: UUID = Field(description="The case.")
    position: int = Field(description="Its place in the log.")
    version: int = Field(description="Its place in the case: the entry to fetch.")
    replayed: bool = Field(description="This idempotency key was answered before.")
    visible: bool = Field(description="False if reads are late and do not show it yet.")


def router(services: Services) -> APIRouter:
    """`POST /cases/{id}/files`, and `GET /cases/{id}/files/{entry}`."""
    routes = APIRouter(tags=["files"], responses=PROBLEMS)
    who = Depends(identifying(services))

    @routes.post(
        "/cases/{case_id}/files",
        status_code=201,
        summary="Attach a photograph or file to a case",
        response_model=Attached,
        openapi_extra=BODY,
    )
    async def attach(
        request: Request,
        case_id: UUID,
        identity: Identity = who,
        content_type: Annotated[str, Header()] = "application/octet-stream",
        x_file_name: Annotated[str | None, Header()] = None,
        idempotency_key: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Attach the body; `X-File-Name` is percent-encoded UTF-8, and optional."""
        if not identity.subject.grants:
            raise SignInRequired  # before the body is read
        arguments: dict[str, Any] = {
            "content": await request.body(),
            "media_type": content_type.partition(";")[0].strip().lower(),
            "name": _name(x_file_name),
        }
        receipt = await soon(
            giving.to_case(
                services,
                identity.subject,
                Cases.attach_file,
                case_id,
                arguments,
                key=idempotency_key,
            )
        )
        visible = await services.progress.reached(receipt.position, services.wait)
        answer = {
            "id": str(case_id),
            "position": receipt.position,
            "version": receipt.versions[0],
            "replayed": receipt.replayed,
            "visible": visible,
        }
        return JSONResponse(answer, 201)

    @routes.get(
        "/cases/{case_id}/files/{entry}",
        summary="A file of a case",
        response_class=Response,
        responses=FILE,
    )
    async def fetch(case_id: UUID, entry: int, identity: Identity = who) -> Response:
        """The file that an entry of the history attached."""
        return await run_in_threadpool(
            _file, services, identity.subject, case_id, entry
        )

    return routes


def _file(services: Services, subject: Subject, case_id: UUID, entry: int) -> Response:
    """Raises NotFound, also for an erased file, or Forbidden."""
    sha256 = _digest(services, subject, case_id, _sealing(services, case_id, entry))
    media_type = services.files.describe(sha256).media_type
    # Never shown inside our own pages, whatever it is.
    headers = {"Content-Disposition": "attachment", "Cache-Control": "private"}
    return Response(services.files.read(sha256), 200, headers, media_type)


def _sealing(services: Services, case_id: UUID, entry: int) -> UUID:
    for recorded in services.store.stream(case_id):
        fact = recorded.fact
        if fact.originator_version == entry and FILE_PATH in fact.sealed:
            assert fact.sealed_id, "a fact with commitments names its sealing"
            return fact.sealed_id
    raise NotFound("entry", what="file", id=f"{case_id}/{entry}")


def _digest(
    services: Services, subject: Subject, case_id: UUID, sealed_id: UUID
) -> str:
    """The digest is a sealed text: released to all, or opened for those who may."""
    ref = (sealed_id, FILE_PATH)
    if released := services.vault.released([ref]):
        return released[ref].value
    place = now(giving.place_of(services, subject, case_id))
    reader = actor_for(subject, "case.read_text", **place)
    digest = services.vault.open(reader, PURPOSE, [ref])[ref]
    if digest is ERASED:
        raise NotFound("entry", what="file", id=case_id)
    return digest


def _name(header: str | None) -> str | None:
    if header is None:
        return None
    try:
        name = unquote(header, errors="strict")
    except UnicodeDecodeError:
        name = ""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(
            "x_file_name",
            field="X-File-Name",
            problem="percent-encoded UTF-8 of 1 to 255 printable characters expected",
            problem_zh="应为百分号编码的 UTF-8,1 至 255 个可见字符。",
        )
    return name

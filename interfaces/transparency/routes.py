"""`/log`: the published files of the log (C2SP tlog-tiles), proofs and receipts.

The files are served as any web server would serve the folder; what never changes says
so. Proofs are verified against the signed checkpoint before they leave.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response

from application.base64_text import in_base64
from application.tlog_tiles import Tile, TileInvalid, within
from domain.errors import Refusal
from interfaces.problem import PROBLEMS
from interfaces.services import Services
from projections.transparency import checkpoints
from projections.transparency.folder import KEYS, LogFolder
from projections.transparency.proofs import Consistency, Inclusion, Proofs

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PAGE = 1000
LARGEST = 2**53 - 1
_SIZE = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
Size = Annotated[int, Query(ge=0, le=LARGEST)]
FILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "The file.", "content": {"*/*": {}}},
        304: {"description": "It is what you have (`If-None-Match`)."},
    },
}
PROOF: dict[str, Any] = {"response_model": dict[str, Any]}
IfNoneMatch = Annotated[str | None, Header()]


class NoSuchLogFile(Refusal):
    zh = "日志中没有此文件。"
    en = "The log has no such file."


def router(services: Services) -> APIRouter:
    """Everything under `/log`; without a folder of the log there is nothing."""
    routes = APIRouter(prefix="/log", tags=["log"], responses=PROBLEMS)
    if services.log is not None:
        _add_files(routes, services, services.log)
        _add_proofs(routes, Proofs(services.log))
    return routes


def _add_files(routes: APIRouter, services: Services, folder: LogFolder) -> None:
    @routes.head("/checkpoint", include_in_schema=False)
    @routes.get("/checkpoint", summary="The newest checkpoint", **FILE)
    async def newest(if_none_match: IfNoneMatch = None) -> Response:
        """The newest published checkpoint."""
        note = await run_in_threadpool(folder.checkpoint)
        return _file(note, TEXT, ASK_AGAIN, if_none_match)

    @routes.get(
        "/checkpoints",
        summary="Which trees were signed",
        response_class=PlainTextResponse,
    )
    async def sizes(after: Size = 0) -> Response:
        """Sizes of the trees that were signed, a line each, a thousand at most."""
        async with services.pool.connection() as conn:
            rows = await conn.execute(checkpoints.SIZES, (after, PAGE))
            lines = [f"{row[0]}\n" for row in await rows.fetchall()]
        return PlainTextResponse("".join(lines), headers={"Cache-Control": ASK_AGAIN})

    @routes.get("/checkpoints/{size}", summary="An earlier checkpoint", **FILE)
    async def archived(size: str, if_none_match: IfNoneMatch = None) -> Response:
        """A checkpoint that was signed; cosignatures may still be added to it."""
        if not _SIZE.fullmatch(size):
            raise NoSuchLogFile
        note = await run_in_threadpool(folder.checkpoint, int(size))
        return _file(note, TEXT, ASK_AGAIN, if_none_match)

    @routes.get("/verifier-keys", summary="The keys of the log", **FILE)
    async def keys(if_none_match: IfNoneMatch = None) -> Response:
        """The public keys that the log ever had, those that sign now first."""
        lines = await run_in_threadpool(folder.text, KEYS)
        return _file(lines, TEXT, ASK_AGAIN, if_none_match)

    @routes.get("/tile/{rest:path}", summary="A tile of the log", **FILE)
    async def tile(rest: str, if_none_match: IfNoneMatch = None) -> Response:
        """A tile of hashes or a bundle of entries, whole or in part."""
        content = await run_in_threadpool(_tile, folder, f"tile/{rest}")
        return _file(content, BYTES, FOR_EVER, if_none_match)


def _add_proofs(routes: APIRouter, proofs: Proofs) -> None:
    @routes.get("/proof/inclusion", summary="Proof of inclusion", **PROOF)
    async def included(index: Size, size: Size | None = None) -> Response:
        """That leaf `index` lies in the tree of `size`, unless given the newest."""
        return JSONResponse(
            inclusion_as_json(await run_in_threadpool(proofs.inclusion, index, size))
        )

    @routes.get("/proof/consistency", summary="Proof of consistency", **PROOF)
    async def consistent(
        old: Annotated[int, Query(alias="from", ge=0, le=LARGEST)],
        new: Annotated[int, Query(alias="to", ge=0, le=LARGEST)],
    ) -> Response:
        """That the tree of `to` leaves begins with the one of `from`."""
        return JSONResponse(
            consistency_as_json(await run_in_threadpool(proofs.consistency, old, new))
        )

    @routes.get("/receipt/{position}", summary="The receipt of an event", **FILE)
    async def receipt(position: int) -> Response:
        """What a submitter keeps of an event: a tlog-proof, verified offline."""
        found = await run_in_threadpool(proofs.receipt, position)
        name = f'attachment; filename="{position}.tlog-proof"'
        return Response(
            found.text,
            headers={"Content-Disposition": name, "Cache-Control": ASK_AGAIN},
            media_type=TEXT,
        )


def inclusion_as_json(proof: Inclusion) -> dict[str, Any]:
    return {
        "index": proof.leaf_index,
        "size": proof.size,
        "leaf_hash": in_base64(proof.leaf),
        "root": in_base64(proof.root),
        "hashes": [in_base64(hash) for hash in proof.hashes],
        "checkpoint": proof.checkpoint,
    }


def consistency_as_json(proof: Consistency) -> dict[str, Any]:
    return {
        "from": proof.old,
        "to": proof.new,
        "from_root": in_base64(proof.old_root),
        "to_root": in_base64(proof.new_root),
        "hashes": [in_base64(hash) for hash in proof.hashes],
        "checkpoint": proof.checkpoint,
    }


def _tile(folder: LogFolder, path: str) -> bytes | None:
    """The content of a tile that a published tree has."""
    try:
        tile = Tile.parse(path)
    except TileInvalid:
        return None
    published = Proofs(folder).published()[0].size
    # What lies beyond is not signed: after a lost database it might become another.
    if not within(tile, published):
        return None
    try:
        return folder.tile(tile)
    except FileNotFoundError:
        return None


def _file(
    content: bytes | str | None, kind: str, caching: str, known: str | None
) -> Response:
    if not content:
        raise NoSuchLogFile
    body = content.encode() if isinstance(content, str) else content
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": caching,
        # Browsers of auditors may read it from other sites; there is no secret here.
        "Access-Control-Allow-Origin": "*",
    }
    if known is not None and tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)

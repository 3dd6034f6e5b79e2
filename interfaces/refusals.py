"""Refusals and errors as HTTP answers: coded, in both languages, the right status."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import OperationalError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from application.authorisation import Forbidden
from application.file_types import FileTypeRefused, MetadataPersonal
from application.files import FileTooLarge
from application.published_store import PublishedFileAltered
from application.refusals import Conflict, KeyReused, LogUnavailable
from application.s3_bucket import DocumentsUnavailable
from domain.errors import InvalidInput, NotFound, Refusal
from interfaces.body_limit import BodyTooLarge
from interfaces.claims import TokenExpired, TokenInvalid, TokenRevoked
from interfaces.exports.router import ExportsBusy, ExportTooSlow
from interfaces.graphql.access import SignInRequired
from interfaces.graphql.errors import extensions_of, masked
from interfaces.graphql.router import (
    ContentTypeRefused,
    MethodRefused,
    OperationTooSlow,
)
from interfaces.intake.routes import SignatureInvalid
from interfaces.issuer_keys import IssuerUnreachable
from interfaces.language import Language, language_of
from interfaces.open311.written import PREFIX as OPEN311
from interfaces.open311.written import errors as open311_errors
from interfaces.problem import graphql_errors, problem
from interfaces.published_files import ContentGone
from interfaces.rates import TooManyRequests
from interfaces.streams.router import CursorUnknown, StreamsBusy
from interfaces.transparency.routes import NoSuchLogFile
from projections.transparency.proofs import NotInLogYet
from projections.transparency.refusals import LogTilesDamaged

log = logging.getLogger("gongshi.http")


class PageNotFound(Refusal):
    zh = "没有此页面。"
    en = "There is no such page."


class RequestRefused(Refusal):
    zh = "请求无法处理：{reason}"
    en = "The request cannot be served: {reason}"


STATUS: Mapping[type[Refusal], int] = {
    TokenInvalid: 401,
    TokenExpired: 401,
    TokenRevoked: 401,
    SignInRequired: 401,
    SignatureInvalid: 401,
    Forbidden: 403,
    NotFound: 404,
    ContentGone: 410,
    PublishedFileAltered: 500,
    PageNotFound: 404,
    NoSuchLogFile: 404,
    NotInLogYet: 404,
    MethodRefused: 405,
    Conflict: 409,
    KeyReused: 409,
    BodyTooLarge: 413,
    FileTooLarge: 413,
    ContentTypeRefused: 415,
    FileTypeRefused: 415,
    MetadataPersonal: 415,
    TooManyRequests: 429,
    LogUnavailable: 503,
    DocumentsUnavailable: 503,
    OperationTooSlow: 503,
    ExportsBusy: 503,
    ExportTooSlow: 503,
    StreamsBusy: 503,
    CursorUnknown: 410,
    LogTilesDamaged: 503,
    IssuerUnreachable: 503,
}
HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    405: {"Allow": "POST"},
    503: {"Retry-After": "5"},
}


def answer(
    refusal: Refusal,
    scope: Scope,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A refusal as whoever asked can read it: a GraphQL client, or any other."""
    found = status or STATUS.get(type(refusal), 400)
    given = dict(headers or HEADERS.get(found, {}))
    if isinstance(refusal, TooManyRequests):
        given["Retry-After"] = str(refusal.values["seconds"])
    message = refusal.message(_language(scope))
    return _written(scope, found, message, extensions_of(refusal), given)


def _written(
    scope: Scope,
    status: int,
    message: str,
    extensions: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Response:
    path = scope["path"]
    if path.startswith(OPEN311):
        return open311_errors(path, status, message, extensions, headers)
    write = graphql_errors if path == "/graphql" else problem
    return write(status, message, extensions, headers)


def install(app: FastAPI) -> None:
    """Make every error of the application leave with a code."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def _language(scope: Scope) -> Language:
    return language_of(Headers(scope=scope).get("accept-language"))


async def _refused(request: Request, error: Any) -> Response:
    return answer(error, request.scope)


async def _unavailable(request: Request, error: Any) -> Response:
    log.warning("the database does not answer: %s", error)
    return answer(LogUnavailable(), request.scope)


async def _http(request: Request, error: Any) -> Response:
    refusal: Refusal = RequestRefused(reason=error.detail)
    if error.status_code == 404:
        refusal = PageNotFound()
    if error.status_code == 405:
        refusal = MethodRefused()
    return answer(refusal, request.scope, error.status_code, error.headers)


async def _invalid(request: Request, error: Any) -> Response:
    """A path or header that is not what it should be, as FastAPI found it."""
    first = error.errors()[0]
    field = str(first["loc"][-1])
    refusal = InvalidInput(
        field, field=field, problem=first["msg"], problem_zh="格式不符。"
    )
    return answer(refusal, request.scope)


async def _unexpected(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    log.error("http error %s", reference, exc_info=error)
    return _written(request.scope, 500, *masked(reference, _language(request.scope)))

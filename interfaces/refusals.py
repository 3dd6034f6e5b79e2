"""Refusals and errors as HTTP answers: one shape, both languages, the right status."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from application.authorisation import Forbidden
from application.file_types import FileTypeRefused
from application.files import FileTooLarge
from application.refusals import Conflict, KeyReused, LogUnavailable
from domain.errors import InvalidInput, NotFound, Refusal
from interfaces.auth import IssuerUnreachable, TokenExpired, TokenInvalid
from interfaces.body_limit import BodyTooLarge
from interfaces.graphql.access import SignInRequired
from interfaces.graphql.errors import extensions_of, masked
from interfaces.graphql.router import ContentTypeRefused, MethodRefused
from interfaces.language import language_of
from interfaces.published_files import ContentGone
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
    SignInRequired: 401,
    Forbidden: 403,
    NotFound: 404,
    ContentGone: 410,
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
    LogUnavailable: 503,
    LogTilesDamaged: 503,
    IssuerUnreachable: 503,
}
HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    405: {"Allow": "POST"},
    503: {"Retry-After": "5"},
}


def answer(refusal: Refusal, language: str, status: int | None = None) -> Response:
    """A refusal as the `errors` of a GraphQL answer; any client can read it."""
    found = status or STATUS.get(type(refusal), 400)
    error = {
        "message": refusal.message(language),
        "extensions": extensions_of(refusal),
    }
    return JSONResponse({"errors": [error]}, found, HEADERS.get(found))


def install(app: FastAPI) -> None:
    """Make every error of the application leave with a code."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language"))


async def _refused(request: Request, error: Any) -> Response:
    return answer(error, _language(request))


async def _unavailable(request: Request, error: Any) -> Response:
    log.warning("the database does not answer: %s", error)
    return answer(LogUnavailable(), _language(request))


async def _http(request: Request, error: Any) -> Response:
    refusal: Refusal = RequestRefused(reason=error.detail)
    if error.status_code == 404:
        refusal = PageNotFound()
    if error.status_code == 405:
        refusal = MethodRefused()
    return answer(refusal, _language(request), error.status_code)


async def _invalid(request: Request, error: Any) -> Response:
    """A path or header that is not what it should be, as FastAPI found it."""
    first = error.errors()[0]
    field = str(first["loc"][-1])
    refusal = InvalidInput(
        field, field=field, problem=first["msg"], problem_zh="格式不符。"
    )
    return answer(refusal, _language(request))


async def _unexpected(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    log.error("http error %s", reference, exc_info=error)
    message, extensions = masked(reference, _language(request))
    return JSONResponse(
        {"errors": [{"message": message, "extensions": extensions}]}, 500
    )

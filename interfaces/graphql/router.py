"""GraphQL over HTTP and websockets: what is let in, and how errors leave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry import UNSET
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.fastapi import GraphQLRouter
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, process_result
from strawberry.schema.exceptions import (
    CannotGetOperationTypeError,
    InvalidOperationTypeError,
)
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from domain.errors import Refusal
from interfaces.claims import NOBODY
from interfaces.graphql.clean_text import is_clean
from interfaces.graphql.compiled_reads import CompiledReads
from interfaces.graphql.context import Context
from interfaces.graphql.schema import Schema
from interfaces.graphql.websocket import (
    WebSocketHandler,
    close_with_token,
    read_message,
    take,
)
from interfaces.language import language_of
from interfaces.services import Services

PAGES = Path(__file__).parent.parent / "pages"
OVER_HTTP = (OperationType.QUERY, OperationType.MUTATION)
SIGN_IN_WITHIN = timedelta(seconds=10)  # from a websocket's opening


class ContentTypeRefused(Refusal):
    zh = "请求的 Content-Type 应为 application/json。"
    en = "The content type must be application/json."


class BodyInvalid(Refusal):
    zh = '请求体应为 JSON 对象：{{"query": "...", "variables": {{...}}}}。'
    en = 'The body must be a JSON object: {{"query": "...", "variables": {{...}}}}.'


class BatchRefused(Refusal):
    zh = "每个请求只能包含一个操作。"
    en = "A request holds one operation, not a list of them."


class OperationRefused(Refusal):
    zh = "无法执行该操作：{reason}"
    en = "The operation cannot be run: {reason}"


class OperationTooSlow(Refusal):
    zh = "查询在 {seconds} 秒内未完成，已中止；请减少所求内容。"
    en = "The query was stopped after {seconds} s; ask for less."


class MethodRefused(Refusal):
    zh = "此地址不接受该请求方法；GraphQL 只接受 POST。"
    en = "This address does not take that method; GraphQL takes POST only."


class GraphQLEndpoint(GraphQLRouter[Context, None]):
    """POST for queries and commands, graphql-transport-ws for subscriptions."""

    graphql_transport_ws_handler_class = WebSocketHandler

    def __init__(self, schema: Schema, services: Services) -> None:
        async def context_of(connection: HTTPConnection) -> Context:
            return await _context(services, connection)

        self._production = services.production
        self._services = services
        self.compiled = CompiledReads(schema)
        self._seconds = services.operation_limit
        super().__init__(
            schema,
            path="/graphql",
            graphql_ide=None,
            allow_queries_via_get=False,
            multipart_uploads_enabled=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=SIGN_IN_WITHIN,
            allowed_origins=services.allowed_origins,
            context_getter=context_of,
        )
        # Before the library's own, whose dependencies cost more than many an answer.
        self.routes.insert(0, Route("/graphql", self._post, methods=["POST"]))

    async def _post(self, request: Request) -> Response:
        context = await _context(self._services, request)
        asked = await self.parse_http_body(self.request_adapter_class(request))
        answer = await self._answer(asked, context)
        return Response(answer, media_type="application/json")

    async def _answer(self, asked: GraphQLRequestData, context: Context) -> bytes:
        """What is to hold around every operation, whoever executes it, stands here."""
        take(context)
        try:
            async with asyncio.timeout(self._seconds) as limit:
                context.time_limit = limit
                answer = await self.compiled.answer(asked, context)
                if answer is None:
                    result = await self._execute(asked, context)
                    self.compiled.learn(asked, result)
                    answer = _written(process_result(result))
                await context.readings.write(self._services)
                return answer
        except TimeoutError:
            raise OperationTooSlow(seconds=self._seconds) from None

    async def run(  # type: ignore[override]  # the base overloads by request type
        self,
        request: Request | WebSocket,
        context: Context = UNSET,
        root_value: None = UNSET,
    ) -> Response | WebSocket:
        if not isinstance(request, WebSocket):
            return self._page(request)
        try:
            return await super().run(request, context, root_value)
        finally:
            if context.expiry:
                context.expiry.cancel()

    def _page(self, request: Request) -> Response:
        """The query page, for people who develop; a refusal for everyone else."""
        if self._production or "text/html" not in request.headers.get("accept", ""):
            raise MethodRefused
        return HTMLResponse((PAGES / "console.html").read_text("utf-8"))

    async def parse_http_body(
        self, request: AsyncHTTPRequestAdapter
    ) -> GraphQLRequestData:
        media_type = (request.content_type or "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise ContentTypeRefused
        try:
            body = json.loads(await request.get_body())
        except (ValueError, RecursionError):
            raise BodyInvalid from None
        return _operation(body)

    async def _execute(
        self, asked: GraphQLRequestData, context: Context
    ) -> ExecutionResult:
        try:
            return await self.schema.execute(
                asked.query,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.operation_name,
                allowed_operation_types=OVER_HTTP,
            )
        except CannotGetOperationTypeError as error:
            raise OperationRefused(reason=error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise OperationRefused(reason=error.as_http_error_reason("POST")) from error
        except MissingQueryError as error:
            raise OperationRefused(reason="no query given") from error

    def decode_json(self, data: str | bytes) -> object:
        """A message of a websocket; what is none closes the connection (4400)."""
        return read_message(data)

    async def on_ws_connect(self, context: Context) -> None:
        """Take the token and the language of `connection_init`."""
        given = context.connection_params
        parameters: Mapping[str, Any] = given if isinstance(given, dict) else {}
        authorization = parameters.get("Authorization", parameters.get("authorization"))
        context.language = language_of(str(parameters.get("Accept-Language", "")))
        try:
            context.identity = await run_in_threadpool(
                context.services.tokens.identify,
                None if authorization is None else str(authorization),
            )
        except Refusal as refusal:
            payload: dict[str, object] = {"code": refusal.code}
            raise ConnectionRejectionError(payload) from refusal
        if context.identity.expires_at is not None:
            context.expiry = asyncio.create_task(
                close_with_token(context), name="token"
            )


def _written(answer: GraphQLHTTPResponse) -> bytes:
    try:
        return orjson.dumps(answer)
    except TypeError:
        # Errors may quote what the client sent, which orjson may refuse to write.
        return json.dumps(answer).encode()


def _operation(body: object) -> GraphQLRequestData:
    if isinstance(body, list):
        raise BatchRefused
    match body:
        case {"query": str(query)} if isinstance(body, dict):
            variables, name = body.get("variables"), body.get("operationName")
        case _:
            raise BodyInvalid
    if not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise BodyInvalid
    if name and not is_clean(name):
        raise BodyInvalid
    return GraphQLRequestData(
        query=query,
        variables=variables,
        operation_name=name,
        extensions=None,
        protocol="http",
    )


async def _context(services: Services, connection: HTTPConnection) -> Context:
    """A websocket says who it is later, in `connection_init`."""
    identity, given = NOBODY, connection.headers.get("authorization")
    if given and connection.scope["type"] == "http":
        identity = await run_in_threadpool(services.tokens.identify, given)
    language = language_of(connection.headers.get("accept-language"))
    tells_cost = "x-query-cost" in connection.headers
    return Context(services, identity, language, tells_cost=tells_cost)

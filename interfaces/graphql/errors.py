"""Errors as clients see them: expected ones with a code, unexpected ones masked."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSyntaxError
from graphql.validation.validate import ValidationAbortedError
from psycopg import OperationalError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.field import StrawberryField

from application.refusals import LogUnavailable
from domain import errors
from interfaces.graphql.context import Context, Info

log = logging.getLogger("gongshi.graphql")
MOST_ERRORS = 20  # of one answer; whoever mends these asks again


@strawberry.type(description="The service understood the command and said no.")
class Refusal:
    code: str = strawberry.field(description="Stable name of the refusal.")
    message: str = strawberry.field(
        description="The reason, in the language that the client prefers."
    )
    message_zh: str = strawberry.field(description="The reason in Chinese.")
    message_en: str = strawberry.field(description="The reason in English.")
    fields: list[str] = strawberry.field(
        description="The inputs concerned, named as in the command's input type."
    )


def camel(name: str) -> str:
    """`source_reference` as the schema writes it: `sourceReference`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Refuse(strawberry.ExceptionHandler[errors.Refusal, Refusal]):
    """Turns a refusal of the domain into the answer of a mutation."""

    def handle(
        self,
        exception: errors.Refusal,
        *,
        field: StrawberryField,
        info: Info,
    ) -> Refusal:
        return Refusal(
            code=exception.code,
            message=exception.message(info.context.language),
            message_zh=exception.message("zh"),
            message_en=exception.message("en"),
            fields=[camel(name) for name in exception.fields],
        )


def extensions_of(refusal: errors.Refusal) -> dict[str, Any]:
    """A refusal as the `extensions` of a GraphQL or HTTP error."""
    return {
        "code": refusal.code,
        "messageZh": refusal.message("zh"),
        "messageEn": refusal.message("en"),
        "fields": [camel(name) for name in refusal.fields],
    }


class CodedErrors(SchemaExtension):
    """Gives every error of an answer its code, and hides what nobody expected."""

    def on_operation(self) -> Iterator[None]:
        yield
        self._process(self.execution_context.result)

    def on_stream_result(self, result: object) -> Iterator[None]:
        self._process(result)
        yield

    def _process(self, result: object) -> None:
        found: list[GraphQLError] | None = getattr(result, "errors", None)
        if found and isinstance(result, ExecutionResult | _Answer):
            context: Context | None = self.execution_context.context
            language = context.language if context else "en"
            told = [each for each in found if not isinstance(each, ABORTED)] or found
            result.errors = [coded(error, language) for error in told[:MOST_ERRORS]]


_Answer = strawberry.types.ExecutionResult
# Says only that nothing was looked at beyond the error that stands before it.
ABORTED = ValidationAbortedError


def coded(error: GraphQLError, language: str) -> GraphQLError:
    """The error with its code; unexpected ones are logged and only named."""
    if "code" in (error.extensions or {}):
        return _told(error, language)
    original = error.original_error
    if isinstance(original, OperationalError):
        log.warning("the database does not answer: %s", original)
        original = LogUnavailable()
    if isinstance(original, errors.Refusal):
        return _with(error, original.message(language), extensions_of(original))
    if isinstance(error, GraphQLSyntaxError):
        # Its parser stops at a document that is too long or too deep.
        endless = error.message.endswith("Parsing aborted.")
        code = "QUERY_TOO_LARGE" if endless else "GRAPHQL_PARSE_FAILED"
        zh = "查询过大" if endless else "查询语法有误"
        return _of_library(error, error.message, code, zh, language)
    if isinstance(original, CannotGetOperationTypeError | MissingQueryError):
        reason = "no query given"
        if isinstance(original, CannotGetOperationTypeError):
            reason = original.as_http_error_reason()
        return _of_library(
            error, reason, "OPERATION_REFUSED", "无法执行该操作", language
        )
    if original is not None and not isinstance(original, GraphQLError):
        return _unexpected(error, original, language)
    code = "GRAPHQL_VALIDATION_FAILED" if error.path is None else "BAD_USER_INPUT"
    return _of_library(error, error.message, code, "查询与接口定义不符", language)


def _told(error: GraphQLError, language: str) -> GraphQLError:
    """An error with a code of its own, in the client's language."""
    extensions = error.extensions or {}
    zh = extensions.get("messageZh")
    return _with(error, zh, extensions) if zh and language == "zh" else error


def _of_library(
    error: GraphQLError, en: str, code: str, zh: str, language: str
) -> GraphQLError:
    """An error that the library found; its detail is in English only."""
    zh = f"{zh}：{en}"
    extensions = {"code": code, "messageZh": zh, "messageEn": en}
    return _with(error, zh if language == "zh" else en, extensions)


def _unexpected(
    error: GraphQLError, original: Exception, language: str
) -> GraphQLError:
    reference = uuid4().hex[:12]
    log.error("graphql error %s", reference, exc_info=original)
    return _with(error, *masked(reference, language))


def masked(reference: str, language: str) -> tuple[str, dict[str, Any]]:
    """Message and extensions of an error that nobody expected."""
    zh = f"服务内部错误，编号 {reference}。"
    en = f"Something went wrong inside the service; reference {reference}."
    extensions = {
        "code": "INTERNAL",
        "messageZh": zh,
        "messageEn": en,
        "reference": reference,
    }
    return zh if language == "zh" else en, extensions


def _with(
    error: GraphQLError, message: str, extensions: Mapping[str, Any]
) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=dict(extensions),
    )

"""Text that no part of the service could store is turned away with its operation.

PostgreSQL keeps no NUL, and an unpaired surrogate is no character. Both can come in
variables, a NUL also as an escape in the document itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import DocumentNode, StringValueNode, ValidationRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension

from interfaces.graphql.scalars import refused


class CleanText(SchemaExtension):
    """Refuses operations that hold such text, in variables or in the document."""

    def on_operation(self) -> Iterator[None]:
        operation = self.execution_context
        variables = operation.variables or {}

        class Clean(_Clean):
            values = variables

        operation.validation_rules = (Clean, *operation.validation_rules)
        yield


class _Clean(ValidationRule):
    values: Mapping[str, Any] = {}

    def enter_document(self, _: DocumentNode, *__: object) -> None:
        if not all(map(is_clean, texts(self.values))):
            self._refuse()

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if not is_clean(node.value):
            self._refuse()

    def _refuse(self) -> None:
        zh, en = "含有空字符或不成对的代理码。", "It holds a NUL or unpaired surrogate."
        self.report_error(refused("TEXT_NOT_CLEAN", f"文本{zh}", f"Text: {en}"))
        # The other rules would quote the text.
        raise ValidationAbortedError("The operation was not looked at further.")


def is_clean(text: str) -> bool:
    """Whether a text is made of characters that every store can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def texts(value: object) -> Iterator[str]:
    """Every string in a JSON value, however deep, without recursion."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case dict(members):
                waiting += [*members.keys(), *members.values()]
            case list(items):
                waiting += items

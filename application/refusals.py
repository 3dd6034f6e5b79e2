"""Refusals of the store: what a command may meet whatever its aggregate."""

from __future__ import annotations

from domain.errors import Refusal


class Conflict(Refusal):
    zh = "数据已从版本 {expected} 变为版本 {actual}，请刷新后重试。"
    en = "Changed meanwhile: version {expected} was expected, it is now {actual}."
    fields = ("expected_version",)


class KeyReused(Refusal):
    zh = "幂等键已用于另一个内容不同的操作。"
    en = "This idempotency key was used before, for a command that asked otherwise."
    fields = ("idempotency_key",)


class EntryTooLong(Refusal):
    """No event may be recorded that the transparency log cannot publish."""

    zh = "{type} 的内容有 {length} 字节，最多 {limit} 字节；请分几次记录。"
    en = "{type} has {length} bytes; at most {limit} are allowed. Record it in parts."


class TextTooLong(Refusal):
    zh = "{field} 共 {length} 个字符，最多 {limit} 个。"
    en = "{field} has {length} characters; at most {limit} are allowed."


class TextNotClean(Refusal):
    zh = "{field} 含有不允许的字符（{problem_zh}）。"
    en = "{field} is not clean text: {problem}."


class LogUnavailable(Refusal):
    """Nothing is known to be lost: with the same key the command may be repeated."""

    zh = "数据库暂时无法访问，请稍后重试；操作是否已记录未知，请用相同的幂等键重试。"
    en = (
        "The database cannot be reached just now: try again. Whether a command was "
        "recorded is not known; repeat it with the same idempotency key."
    )

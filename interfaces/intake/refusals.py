"""Why a message from a broker begins no case, and what ends its intake."""

from __future__ import annotations

from domain.errors import Refusal


class SenderUnknown(Refusal):
    zh = "没有名为 {name} 的发送方：请运营方以 gongshi senders add 登记。"
    en = "There is no sender {name}: the operator adds it with gongshi senders add."
    fields = ("sender",)


class MessageTooLong(Refusal):
    zh = "消息有 {size} 字节，最多 {limit} 字节。"
    en = "The message has {size} bytes; at most {limit} are taken."


class MessageFailed(Refusal):
    zh = "处理此消息时多次出错；服务日志中的编号：{reference}。"
    en = "The message failed several times; {reference} finds it in the service's log."


class NatsIntakeForeign(Refusal):
    zh = "NATS 中的流 {stream} 不适于接收：{reason}。请删除或改正后重试。"
    en = (
        "The stream {stream} of the broker cannot be the intake: {reason}. Delete it, "
        "or set it right."
    )
    fields = ("stream",)

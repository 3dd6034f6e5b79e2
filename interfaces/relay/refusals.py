"""What a relay ends with, and what it waits for; each with a code of its own."""

from __future__ import annotations

from domain.errors import Refusal


class NatsLibraryMissing(Refusal):
    zh = "缺少 NATS 客户端库，请安装：pip install 'gongshi[nats]'。"
    en = "The library for NATS is missing: pip install 'gongshi[nats]'."


class NatsAddressInvalid(Refusal):
    zh = "NATS 地址 {address} 无效，应如 nats://127.0.0.1:4222 或 tls://主机:4222。"
    en = (
        "{address} is no address of a NATS server: give one such as "
        "nats://127.0.0.1:4222 or tls://host:4222."
    )
    fields = ("server",)


class NatsSecretInAddress(Refusal):
    zh = (
        "地址中不得含有用户名或密码（本机其他用户可见）；请用凭据文件，或 "
        "GONGSHI_NATS_USER、GONGSHI_NATS_PASSWORD、GONGSHI_NATS_TOKEN。"
    )
    en = (
        "An address with a user or password in it is seen by everyone on this "
        "machine; use a file of credentials, or GONGSHI_NATS_USER, "
        "GONGSHI_NATS_PASSWORD, GONGSHI_NATS_TOKEN."
    )
    fields = ("server",)


class NatsStreamNameInvalid(Refusal):
    zh = "流名称 {name} 无效：只能用字母、数字、_ 与 -。"
    en = "A stream cannot be called {name}: letters, digits, _ and - only."
    fields = ("stream",)


class NatsFileUnreadable(Refusal):
    zh = "无法读取 {path}：{reason}。"
    en = "Cannot read {path}: {reason}."
    fields = ("path",)


class NatsSignInRefused(Refusal):
    zh = "NATS 拒绝登录：{reason}。请检查凭据。"
    en = "NATS refuses the sign-in: {reason}. Look at the credentials."


class NatsStreamForeign(Refusal):
    zh = "NATS 中的流 {stream} 不是由此日志转发而来：{reason}；请用 --stream 另选。"
    en = (
        "The stream {stream} of the broker is not a relay of this log: {reason}. "
        "Choose another with --stream."
    )
    fields = ("stream",)


class NatsStreamAhead(Refusal):
    zh = (
        "NATS 中的流 {stream} 已到位置 {position}，而日志只到 {last}：数据库曾被恢复到"
        "更早的状态。确认后请删除该流，转发会重新填满。"
    )
    en = (
        "The stream {stream} is at position {position} and the log ends at {last}: the "
        "database went back to an earlier state. If that is meant, delete the stream; "
        "the relay fills it again."
    )
    fields = ("stream",)


class NatsEventTooLong(Refusal):
    zh = "位置 {position} 的事件有 {size} 字节，超过 NATS 的 max_payload（{limit}）。"
    en = (
        "The event at {position} has {size} bytes and the broker takes {limit}: raise "
        "its max_payload."
    )


class RelayWaits(Refusal):
    """Something that passes: the relay tries again."""


class NatsUnreachable(RelayWaits):
    zh = "NATS 无法连接：{reason}。"
    en = "NATS does not answer: {reason}."


class NatsWithoutJetstream(RelayWaits):
    zh = "NATS 未启用 JetStream，或其尚未就绪（{reason}）。"
    en = "NATS runs without JetStream, or it is not ready ({reason})."


class NatsRefusesEvents(RelayWaits):
    zh = "NATS 未接受事件：{reason}。"
    en = "NATS does not take the events: {reason}."


class NatsStreamChanged(RelayWaits):
    zh = "NATS 中的流 {stream} 与上次不同，正在核对并补齐。"
    en = "The stream {stream} is not as it was left; it is looked at and filled again."


class RelayWithoutLog(RelayWaits):
    zh = "数据库暂不可用：{reason}。"
    en = "The database does not answer: {reason}."

"""The words of webhooks that are stored as codes."""

from __future__ import annotations

from domain.coded import Coded


class WebhookState(Coded):
    """Whether a webhook is sent what happens."""

    ACTIVE = "active", "启用", "Active"
    PAUSED = "paused", "暂停", "Paused"
    DISABLED = "disabled", "停用（接收方返回 410）", "Disabled: the receiver said 410"


class DeliveryOutcome(Coded):
    """What became of an attempt to deliver a message."""

    DELIVERED = "delivered", "已送达", "Delivered"
    REFUSED = "refused", "接收方拒绝", "The receiver refused it"
    REDIRECTED = "redirected", "重定向（不跟随）", "Redirected, which is not followed"
    GONE = "gone", "接收方不再接收（410）", "The receiver wants no more (410)"
    TIMED_OUT = "timed_out", "超时", "The receiver took too long"
    UNREACHABLE = "unreachable", "无法连接", "The receiver cannot be reached"
    ADDRESS_REFUSED = "address_refused", "地址不允许", "Its address is not allowed"
    TOO_LARGE = "too_large", "消息过大", "The message is too large to be sent"

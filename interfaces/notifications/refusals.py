"""What is refused about notifications."""

from __future__ import annotations

from domain.errors import Refusal


class NotificationAddressInvalid(Refusal):
    zh = "此通知方式不能使用这个地址（最多 254 个字符；电子邮件只用 ASCII）。"
    en = "This channel has no such address (254 characters; e-mail in ASCII)."
    fields = ("address",)


class NotificationChannelAbsent(Refusal):
    zh = "本服务未开通此通知方式：{channel_zh}。"
    en = "This service does not notify by this channel: {channel}."
    fields = ("channel",)


class NotificationContactMissing(Refusal):
    zh = "尚未登记通知地址，请一并填写。"
    en = "No address is known yet: give one."
    fields = ("address",)


class QuietHoursInvalid(Refusal):
    zh = "免打扰时段应为 22:00 这样的两个时刻，相同表示不设。"
    en = "Quiet hours are two times such as 22:00; the same twice means none."
    fields = ("quiet_from", "quiet_until")


class MailServerInvalid(Refusal):
    zh = "GONGSHI_SMTP_URL 应为 smtps://用户:密码@主机:端口 或 smtp://主机:端口。"
    en = "GONGSHI_SMTP_URL is smtps://user:password@host:port or smtp://host:port."
    fields = ("smtp_url",)


class MailSenderInvalid(Refusal):
    zh = "设置了 GONGSHI_SMTP_URL 时，GONGSHI_SMTP_FROM 应为发件地址。"
    en = "With GONGSHI_SMTP_URL, GONGSHI_SMTP_FROM is the address that mail comes from."
    fields = ("smtp_from",)


class GatewayInvalid(Refusal):
    zh = "GONGSHI_NOTIFICATION_GATEWAY 无效：{problem_zh}。"
    en = "GONGSHI_NOTIFICATION_GATEWAY cannot be sent to: {problem}."
    fields = ("notification_gateway",)


class GatewaySecretInvalid(Refusal):
    zh = "GONGSHI_NOTIFICATION_GATEWAY_SECRET 应为 whsec_ 加至少 24 字节的 base64。"
    en = "GONGSHI_NOTIFICATION_GATEWAY_SECRET is whsec_ and base64 of 24 bytes or more."
    fields = ("notification_gateway_secret",)


class NotificationLinkInvalid(Refusal):
    zh = "GONGSHI_NOTIFICATION_LINK 应为含 {{kind}} 与 {{id}} 的 http(s) 网址。"
    en = "GONGSHI_NOTIFICATION_LINK is a URL of the web with {{kind}} and {{id}} in it."
    fields = ("notification_link",)

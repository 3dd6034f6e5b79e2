"""What the administration of webhooks refuses."""

from __future__ import annotations

from domain.errors import Refusal


class WebhookUrlInvalid(Refusal):
    zh = "回调地址无效：{problem_zh}。"
    en = "This is not an address to send to: {problem}."
    fields = ("url",)


class WebhookNetworksInvalid(Refusal):
    zh = "GONGSHI_WEBHOOK_NETWORKS 中的 {network} 不是网络地址，例如 10.1.0.0/16。"
    en = "{network} in GONGSHI_WEBHOOK_NETWORKS is no network such as 10.1.0.0/16."
    fields = ("webhook_networks",)


class WebhookRetriesInvalid(Refusal):
    zh = "GONGSHI_WEBHOOK_RETRIES 应为以逗号分隔的秒数，每项为正：{value}。"
    en = "GONGSHI_WEBHOOK_RETRIES is not a list of seconds, each above 0: {value}."
    fields = ("webhook_retries",)


class TooManyWebhooks(Refusal):
    zh = "每人最多可有 {limit} 个回调。"
    en = "One may have {limit} webhooks, no more."


class WebhookPositionUnknown(Refusal):
    zh = "日志中没有位置 {position}（末尾为 {last}）。"
    en = "The log has no position {position}; it ends at {last}."
    fields = ("position",)


class OverlapInvalid(Refusal):
    zh = "旧密钥可继续有效 0 至 {most} 小时。"
    en = "The older secret may go on for 0 to {most} hours."
    fields = ("overlap_hours",)

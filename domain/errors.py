"""Every refusal of the domain: a stable code and a message in both languages."""

from __future__ import annotations

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """The service understood the command and said no.

    code: stable name for programs, made from the class name once and for all.
    zh, en: messages with places for the keyword arguments given to the constructor.
    fields: the inputs concerned, in the names of the command's arguments.
    """

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    fields: tuple[str, ...] = ()

    def __init__(self, *fields: str, **values: Any) -> None:
        self.fields = fields or type(self).fields
        self.values = values
        super().__init__(self.message("en"))

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).upper()
        super().__init_subclass__()

    def message(self, language: str) -> str:
        """The message in `zh` or `en`; any other language reads English."""
        return (self.zh if language == "zh" else self.en).format(**self.values)


class NotFound(Refusal):
    """what: an aggregate's class name, or `case`, `file`, `text`."""

    zh = "找不到{what_zh} {id}。"
    en = "There is no {what} {id}."
    fields = ("id",)
    names: ClassVar[dict[str, str]] = {
        "absence": "离岗登记",
        "case": "诉求",
        "commissionaccount": "共管账户",
        "committee": "组织",
        "compound": "小区",
        "datasubjectrequest": "个人信息请求",
        "enterprise": "企业",
        "exemption": "免予公示",
        "feeaccount": "账户",
        "file": "文件",
        "household": "户",
        "meeting": "会议",
        "maintenancefund": "维修资金账簿",
        "publication": "公示",
        "published": "公示文件",
        "receiptbook": "收据簿",
        "servicedispatch": "派单",
        "serviceforce": "服务队伍",
        "survey": "调查",
        "suspenselist": "待查款项",
        "text": "文本",
        "visit": "走访",
        "vote": "表决",
        "webhook": "回调",
    }

    def __init__(self, *fields: str, what: str, id: object) -> None:
        what = what.lower()
        zh = self.names.get(what, what)
        super().__init__(*fields, what=what, what_zh=zh, id=id)


class IllegalTransition(Refusal):
    zh = "当前状态为“{status_zh}”，此操作只允许在以下状态进行：{allowed_zh}。"
    en = "It is {status}; this needs it to be one of: {allowed}."
    fields = ("id",)


class InvalidInput(Refusal):
    zh = "{field} 的值无效：{problem_zh}"
    en = "The value of {field} is not valid: {problem}"


class TextRequired(Refusal):
    zh = "此操作必须填写文本“{path}”。"
    en = "This needs the text {path!r}."

"""The words of notifications that are stored as codes."""

from __future__ import annotations

from domain.coded import Coded


class NotificationKind(Coded):
    """What somebody is told of."""

    ASSIGNED = "assigned", "诉求派给您", "A case was assigned to you"
    DUE_SOON = "due_soon", "您的诉求即将到期", "A case of yours is due soon"
    OVERDUE = "overdue", "您的诉求已超时", "A case of yours is overdue"
    ANSWERED = "answered", "您反映的诉求已答复", "A case that you reported was answered"
    VERIFIED = "verified", "诉求已回访", "A case of yours was verified"
    VOTE_OPENED = "vote_opened", "业主共同决定开始表决", "A vote of the owners opened"
    BILL_ISSUED = "bill_issued", "新账单", "A bill was issued"


class NotificationChannel(Coded):
    """How somebody is told."""

    EMAIL = "email", "电子邮件", "E-mail"
    GATEWAY = "gateway", "消息网关", "Message gateway"


class NotificationLanguage(Coded):
    """In which language somebody is told."""

    ZH = "zh", "中文", "Chinese"
    EN = "en", "英文", "English"

"""What a message says, in both languages: which matter, and where to read of it.

No name, no text of a case, no amount: whoever reads along in a mailbox learns nothing
but a number that is of no use without signing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.calendar import CHINA
from domain.facts import Label
from interfaces.notifications.refusals import NotificationLinkInvalid
from interfaces.notifications.words import NotificationKind, NotificationLanguage


class Template(NamedTuple):
    subject: Label
    text: Label


ABOUT = {
    "case": Label("诉求编号：{id}", "Case: {id}"),
    "vote": Label("表决编号：{id}", "Vote: {id}"),
    "fee_account": Label("账户编号：{id}", "Account: {id}"),
}
TEMPLATES: Mapping[NotificationKind, Template] = {
    NotificationKind.ASSIGNED: Template(
        Label("公示：一件诉求已派给您（{short}）", "Case {short} was assigned to you"),
        Label(
            "一件诉求已派给您，请及时处理。",
            "A case was assigned to you. Please take it up in time.",
        ),
    ),
    NotificationKind.DUE_SOON: Template(
        Label("公示：您的诉求即将到期（{short}）", "Case {short} is due soon"),
        Label(
            "您经办的一件诉求即将到期。",
            "A case in your hands is due soon.",
        ),
    ),
    NotificationKind.OVERDUE: Template(
        Label("公示：您的诉求已超时（{short}）", "Case {short} is overdue"),
        Label(
            "您经办的一件诉求有一项期限已过。",
            "A case in your hands has missed a deadline.",
        ),
    ),
    NotificationKind.ANSWERED: Template(
        Label("公示：您反映的诉求已答复（{short}）", "Case {short} was answered"),
        Label(
            "您反映的诉求已有答复，请登录查看。",
            "A case that you reported was answered. Sign in to read the answer.",
        ),
    ),
    NotificationKind.VERIFIED: Template(
        Label("公示：诉求已回访（{short}）", "Case {short} was verified"),
        Label(
            "与您有关的一件诉求已完成回访。",
            "Whether a case of yours was solved has been asked and recorded.",
        ),
    ),
    NotificationKind.VOTE_OPENED: Template(
        Label("公示：业主共同决定开始表决（{short}）", "Vote {short} has opened"),
        Label(
            "您所在小区的业主共同决定现已开始表决。",
            "A vote of the owners of your compound takes ballots from now on.",
        ),
    ),
    NotificationKind.BILL_ISSUED: Template(
        Label("公示：您有新账单（{short}）", "A bill was issued ({short})"),
        Label(
            "您的房屋有新账单，请登录查看。",
            "There is a new bill for your unit. Sign in to see it.",
        ),
    ),
}
DUE = Label("期限：{at}（北京时间）", "Due: {at} (Beijing time)")
MORE = Label("查看：{link}", "See: {link}")
FOOTER = Label(
    "本消息由系统自动发出，请勿回复。可在本服务中更改或停止通知。",
    "Sent by the service itself; nobody reads answers. Change or end notifications in "
    "the service.",
)


def written(
    kind: NotificationKind,
    language: NotificationLanguage,
    about: str,
    id: UUID,
    due_at: datetime | None,
    link: str | None,
) -> tuple[str, str]:
    """Subject and text of a message."""
    subject, text = TEMPLATES[kind]
    lines = [_in(language, text), "", _in(language, ABOUT[about]).format(id=id)]
    if due_at is not None:
        at = f"{due_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        lines.append(_in(language, DUE).format(at=at))
    if link is not None:
        lines.append(_in(language, MORE).format(link=link))
    lines += ["", _in(language, FOOTER)]
    said = _in(language, subject).format(short=id.hex[:8])
    return said, "\n".join(lines) + "\n"


class Links:
    """The page of what a message is about, as the operator says where pages are."""

    def __init__(self, pattern: str | None) -> None:
        """Raises NotificationLinkInvalid."""
        if pattern is not None:
            web = pattern.startswith(("https://", "http://"))
            if not (web and "{kind}" in pattern and "{id}" in pattern):
                raise NotificationLinkInvalid
            if not pattern.isascii() or not pattern.isprintable():
                raise NotificationLinkInvalid
        self._pattern = pattern

    def to(self, about: str, id: UUID) -> str | None:
        if self._pattern is None:
            return None
        return self._pattern.replace("{kind}", about).replace("{id}", str(id))


def _in(language: NotificationLanguage, label: Label) -> str:
    return label.zh if language is NotificationLanguage.ZH else label.en

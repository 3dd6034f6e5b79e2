"""Chinese for sentences that other programs and parts word in English only.

These are the framework's complaints about a command line, and the progress lines of
the parts below the interfaces, which know no language. A sentence that is not listed
stays as it is.
"""

from __future__ import annotations

import re

PHRASES = {
    # The command line's framework
    r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?": (
        "没有命令 {0}。{1:相近的命令：}"
    ),
    r"Missing command\.": "缺少命令。",
    r"No such option: (\S+)(?: (?:\(Possible options: (.*)\)|Did you mean (.*)\?))?": (
        "没有选项 {0}。{1:可用的选项：}{2:相近的选项：}"
    ),
    r"Option '(.*)' requires an argument\.": "选项 {0} 需要一个值。",
    r"Option '(.*)' does not take a value\.": "选项 {0} 不带值。",
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": "多余的参数：{0}",
    r"Missing (?:option|argument|parameter) '(.*?)'\.?(.*)": "缺少 {0}。{1}",
    r"Invalid value for '(.*?)': (.*)": "{0} 的值无效：{1}",
    r"(.*) is not a valid (?:int|integer)(?: range)?\.?": "{0} 不是整数。",
    r"(.*) is not in the range (.*?)\.?": "{0} 不在范围 {1} 内。",
    r"(.*) is not one of (.*?)\.?": "{0} 不在以下取值中：{1}。",
    r"Input should be a valid integer.*": "应为整数。",
    r"Input should be less than or equal to (\S+)": "不能大于 {0}。",
    r"Input should be greater than or equal to (\S+)": "不能小于 {0}。",
    r"Input should be a valid UUID.*": "应为 UUID。",
    r"(?:File|Path|Directory) (.*) does not exist\.": "{0} 不存在。",
    r"(?:File|Path|Directory) (.*) is a directory\.": "{0} 是文件夹，不是文件。",
    r"(?:File|Path|Directory) (.*) is a file\.": "{0} 是文件，不是文件夹。",
    r"(?:File|Path|Directory) (.*) is not readable\.": "{0} 无法读取。",
    # The embedded PostgreSQL
    r"Making a database in (.*)": "正在建立数据库：{0}",
    r"Starting PostgreSQL": "正在启动 PostgreSQL",
    r"Another process is starting or stopping PostgreSQL: waiting": (
        "另一进程正在启动或停止 PostgreSQL，请稍候"
    ),
    r"Making the system user (\S+) .*": (
        "正在创建系统用户 {0}（PostgreSQL 不以 root 运行）"
    ),
}
_COMPILED = [(re.compile(pattern, re.DOTALL), zh) for pattern, zh in PHRASES.items()]
_BRACKETS = re.compile(r"\s*\([^()]*[\u4e00-\u9fff][^()]*\)$")
_PLACE = re.compile(r"\{(\d)(?::(.*?))?\}")


def in_english(sentence: str) -> str:
    """The sentence without a Chinese gloss in brackets at its end."""
    return _BRACKETS.sub("", sentence)


def in_chinese(sentence: str) -> str:
    """The sentence in Chinese if it is known, itself otherwise.

    A place `{0}` takes the pattern's first group, again in Chinese where known;
    `{1:before}` puts `before` in front of it, and both vanish when it is empty.
    """
    for pattern, zh in _COMPILED:
        if found := pattern.fullmatch(in_english(sentence.strip())):
            return _PLACE.sub(lambda place: _fill(place, found), zh)
    return sentence


def _fill(place: re.Match[str], found: re.Match[str]) -> str:
    value = found.group(int(place[1]) + 1)
    return f"{place[2] or ''}{in_chinese(value.strip())}" if value else ""

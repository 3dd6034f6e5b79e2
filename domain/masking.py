"""What a text may not show when it is published (DOMAIN 2.2 and 2.12).

A pattern check finds what has a form: numbers, plates, addresses, labelled names. A
name without a label it cannot know; for that a person releases each text. It would
rather stop a harmless text than let a number through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from re import Pattern

from domain.facts import Mask

CHINESE_DIGITS = str.maketrans(
    "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911" + "23456789"
)
# Written between digits to make a number readable, or to hide it.
SEPARATORS = re.compile(r"(?<=[0-9xX*])[\s\-_.·・,，、~—–]{1,2}(?=[0-9xX*])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must not be seen: its code, its names, and how it is found.

    masks: classes in which it is refused. numeric: looked for after separators are
    taken out and Chinese digits are read as digits.
    """

    code: str
    zh: str
    en: str
    found: Callable[[str], bool]
    masks: frozenset[Mask]
    numeric: bool = True


ALWAYS = frozenset({Mask.M0, Mask.M1, Mask.M2, Mask.M3})
HIDDEN = frozenset({Mask.M1, Mask.M2, Mask.M3})


def _pattern(expression: str) -> Callable[[str], bool]:
    compiled: Pattern[str] = re.compile(expression)
    return lambda text: compiled.search(text) is not None


def _bank_card(text: str) -> bool:
    """16 to 19 digits whose check digit (Luhn) is right."""
    return any(_luhn(run) for run in re.findall(r"(?<!\d)\d{16,19}(?!\d)", text))


def _luhn(digits: str) -> bool:
    doubled = [
        int(digit) * 2 if place % 2 else int(digit)
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

RULES: tuple[Rule, ...] = (
    Rule(
        "id_number",
        "身份证号",
        "an ID number",
        _pattern(
            rf"(?<!\d)[1-9]\d{{5}}(?:{DATE}\d{{3}}[\dXx]|{DATE[10:]}\d{{3}})(?!\d)"
        ),
        ALWAYS,
    ),
    Rule(
        "document_number",
        "护照或通行证号",
        "the number of a passport or permit",
        _pattern(r"(?<![A-Za-z0-9])(?:[EGDSPHMCW][A-Z]?\d{8})(?!\d)"),
        ALWAYS,
    ),
    Rule("bank_card", "银行卡号", "the number of a bank card", _bank_card, ALWAYS),
    Rule(
        "phone",
        "电话号码",
        "a telephone number",
        _pattern(r"(?<!\d)(?:(?:\+?86)?1[3-9]\d{9}|0\d{9,11})(?!\d)"),
        HIDDEN,
    ),
    Rule(
        "masked_phone",
        "部分隐藏的电话号码",
        "a partly hidden telephone number",
        _pattern(r"(?<!\d)1[3-9]\d[*xX]{2,8}\d{2,6}(?!\d)"),
        frozenset({Mask.M2}),
    ),
    Rule(
        "licence_plate",
        "车牌号",
        "a licence plate",
        _pattern(rf"[{PROVINCES}][A-Za-z][\s·・.\-]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])"),
        HIDDEN,
        numeric=False,
    ),
    Rule(
        "email",
        "电子邮箱",
        "an e-mail address",
        _pattern(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
        HIDDEN,
        numeric=False,
    ),
    Rule(
        "home_address",
        "具体到室的住址",
        "a home address beyond the unit",
        _pattern(
            r"(?:号楼|栋|幢|座|单元)\s*\d{1,2}?\s*(?:单元|门)?\s*[0-9]{3,4}\s*[室号户房]"
            r"|(?<!\d)\d{1,3}-\d{1,2}-\d{3,4}(?!\d)"
        ),
        frozenset({Mask.M1, Mask.M3}),
        numeric=False,
    ),
    Rule(
        "labelled_name",
        "姓名",
        "a person's name",
        _pattern(
            r"(?:姓名|联系人|业主姓名|投诉人|来电人|举报人|反映人)\s*[:：是为]\s*"
            r"[\u4e00-\u9fff·]{2,}"
        ),
        frozenset({Mask.M2}),
        numeric=False,
    ),
)


def violations(text: str, mask: Mask) -> tuple[Rule, ...]:
    """The rules that forbid showing this text under a mask class; empty if none do.

    M4 and NEVER allow no text at all: that is for the caller to know.
    """
    plain = unicodedata.normalize("NFKC", text)
    digits = SEPARATORS.sub("", plain.translate(CHINESE_DIGITS))
    return tuple(
        rule
        for rule in RULES
        if mask in rule.masks and rule.found(digits if rule.numeric else plain)
    )

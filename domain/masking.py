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


ALWAYS = frozenset({Mask.M0, Mask.M1, Mask.M2, Mask.M3, Mask.M4})
HIDDEN = ALWAYS - {Mask.M0}
UNNAMED = frozenset({Mask.M2, Mask.M4})


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
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段钱汤尹黎易常武乔贺赖龚文"
)
"""The commonest: nine of ten people in China have one of them."""
NAME = rf"[{SURNAMES}][\u4e00-\u9fff·]{{1,2}}(?![\u4e00-\u9fff])"
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
        UNNAMED,
    ),
    Rule(
        "licence_plate",
        "车牌号",
        "a licence plate",
        _pattern(rf"[{PROVINCES}][A-Za-z][\s·・.\-]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])"),
        ALWAYS,
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
        frozenset({Mask.M1, Mask.M3, Mask.M4}),
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
        UNNAMED,
        numeric=False,
    ),
    Rule(
        "owner_name",
        "业主姓名",
        "the name of an owner",
        _pattern(
            rf"(?:业主|户主|住户|产权人|租户|承租人)\s*[:：]\s*{NAME}"
            rf"|(?:\d{{1,3}}-\d{{1,2}}-\d{{2,4}}|\d{{2,4}}[室户])\s*(?:业主|户主|住户)?"
            rf"\s*[:：]?\s*{NAME}"
        ),
        ALWAYS,
        numeric=False,
    ),
    Rule(
        "addressed_name",
        "称呼中的姓名",
        "a person's name as they are addressed",
        _pattern(
            rf"[{SURNAMES}][\u4e00-\u9fff某]{{0,2}}(?:先生|女士|小姐|大爷|大妈|阿姨|大叔)"
        ),
        UNNAMED,
        numeric=False,
    ),
    Rule(
        "bank_account",
        "银行账号",
        "the number of a bank account",
        _pattern(r"(?:账号|帐号|账户|帐户|卡号)\s*[:：为]?\s*\d{8,}"),
        ALWAYS,
    ),
    Rule(
        "age",
        "年龄",
        "an age",
        _pattern(r"(?<!\d)\d{2}\s*(?:周岁|岁)|年龄\s*[:：]"),
        frozenset({Mask.M3}),
        numeric=False,
    ),
    Rule(
        "party_membership",
        "政治面貌",
        "data on Party membership",
        _pattern(r"党龄|入党|政治面貌|中共党员|预备党员"),
        frozenset({Mask.M3}),
        numeric=False,
    ),
    Rule(
        "small_cell",
        "过小的统计数",
        "a count so small that it tells who is meant",
        _pattern(r"(?<![\d.])[1-4]\s*[户票]"),
        frozenset({Mask.M4}),
        numeric=False,
    ),
)
OFFICE_LINE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[ -]?\d{7,8}|400[ -]?\d{3}[ -]?\d{4}|[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"(?!\d)"
)
"""How an office is reached: by a line of its own, never by somebody's mobile."""


CODE = re.compile(r"(?=\d*[a-f])[0-9a-f]{32}(?:[0-9a-f]{32})?")
"""A code that was drawn or computed, as of a receipt or a file, with nothing beside it:
the digits in it are no number of anybody's."""


def violations(text: str, mask: Mask, *, office: bool = False) -> tuple[Rule, ...]:
    """The rules that forbid showing this text under a mask class; empty if none do.

    office: it says how an office is reached, whose own line may be seen.
    M4 allows no text of a case, NEVER none at all: that is for the caller to know.
    """
    plain = unicodedata.normalize("NFKC", text)
    if CODE.fullmatch(plain):
        return ()
    if office:
        plain = OFFICE_LINE.sub("", plain)
    digits = SEPARATORS.sub("", plain.translate(CHINESE_DIGITS))
    return tuple(
        rule
        for rule in RULES
        if mask in rule.masks and rule.found(digits if rule.numeric else plain)
    )

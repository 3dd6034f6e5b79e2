"""What may stand in the log as it was typed: codes, numbers and citations, no prose.

Chinese is written without spaces, so a length or the absence of blanks says nothing:
what is let through is a list of characters.
"""

from __future__ import annotations

import re

from domain.errors import InvalidInput

CODE = r"[A-Za-z0-9][A-Za-z0-9._:/|+=~-]{0,99}"
_CODE = re.compile(CODE)
# What courts, petition offices and hotlines write between the digits of a number.
_OFFICIAL = (
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
    "字第号年月日民初终申再审执行刑监裁仲调劳人信访复法投诉举报热线〔〕（）"
)
_NUMBER = re.compile(
    rf"(?=.*[0-9])[A-Za-z0-9{_OFFICIAL}(\[#][A-Za-z0-9{_OFFICIAL}()\[\]#._:/-]{{0,99}}"
)
_CITATION = re.compile(
    r"[\u4e00-\u9fff]{1,10}(?:第)?[0-9]{1,4}条?(?:[(（][0-9]{1,2}[)）]){0,3}"
)


def require_code(field: str, value: str | None) -> None:
    """Refuse what is no id or code, as systems make them: `steward-2`, `371002001`.

    An e-mail address is none: it names a person.
    """
    _require(
        _CODE,
        field,
        value,
        "a code of 1 to 100 letters, digits and . _ : / | + = ~ - expected",
        "应为 1 至 100 位代码，只含字母、数字和 . _ : / | + = ~ -",
    )


def require_number(field: str, value: str | None) -> None:
    """Refuse what is no number of an order, a petition or a court case:
    `GD20260302-17`, `(2026)鲁1002民初123号`."""
    _require(
        _NUMBER,
        field,
        value,
        "the number of an order, petition or court case expected, without other words",
        "应为工单号、信访件号或案号，不含其他文字",
    )


def require_citation(field: str, value: str | None) -> None:
    """Refuse what does not cite one article by a short title: `京98(3)`, `噪声法70`."""
    _require(
        _CITATION,
        field,
        value,
        "one article by its short title expected, such as 京98(3)",
        "应为一条法规的简称和条号，例如 京98(3)",
    )


def _require(
    pattern: re.Pattern[str], field: str, value: str | None, en: str, zh: str
) -> None:
    if value is not None and not pattern.fullmatch(value):
        raise InvalidInput(field, field=field, problem=en, problem_zh=zh)

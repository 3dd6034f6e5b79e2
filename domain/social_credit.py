"""The unified social credit code (统一社会信用代码) of an organisation, GB 32100-2015:
18 characters, the last of which checks the others."""

from __future__ import annotations

import re

from domain.lifecycle import invalid

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V and Z, which look like digits."""
_CODE = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


def require_credit_code(field: str, code: str) -> None:
    """Refuse what is no code, or one whose check character is wrong."""
    if not _CODE.fullmatch(code) or code[-1] != check_character(code[:-1]):
        raise invalid(
            field,
            "应为 18 位统一社会信用代码，且校验位正确",
            "a unified social credit code of 18 characters with its check expected",
        )


def check_character(body: str) -> str:
    """The 18th character for the 17 before it."""
    total = sum(
        _ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(body)
    )
    return _ALPHABET[-total % 31]

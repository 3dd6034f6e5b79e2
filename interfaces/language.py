"""The language that a client reads best, from its `Accept-Language` header."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]
MAX_HEADER = 500  # characters; the rest of a longer header is not read


def language_of(header: str | None) -> Language:
    """`zh` if the header prefers any Chinese to English, `en` otherwise (RFC 9110)."""
    weights = {"zh": 0.0, "en": 0.0}
    for item in (header or "")[:MAX_HEADER].split(","):
        tag, _, parameter = item.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in weights:
            weights[primary] = max(weights[primary], _weight(parameter))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

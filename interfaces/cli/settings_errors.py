"""What is wrong with a `GONGSHI_*` variable, in words for whoever set it."""

from __future__ import annotations

from pydantic import ValidationError

from interfaces.cli.words import text

REASONS = {
    "int_parsing": ("应为整数", "it must be a whole number"),
    "less_than_equal": ("过大", "it is too large"),
    "greater_than_equal": ("过小", "it is too small"),
}


def complaints(error: ValidationError) -> list[str]:
    """One sentence a variable that could not be read."""
    sentences = []
    for detail in error.errors():
        name = "_".join(str(part) for part in detail["loc"]).upper()
        variable = name if name.startswith("GONGSHI_") else f"GONGSHI_{name}"
        zh, en = REASONS.get(detail["type"], (detail["msg"], detail["msg"]))
        # A value that may be a secret is not repeated.
        shown = (
            f" {detail['input']!r}" if isinstance(detail["input"], str | int) else ""
        )
        sentences.append(text(f"{variable}{shown}：{zh}", f"{variable}{shown}: {en}"))
    return sentences

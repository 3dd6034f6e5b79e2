"""Base64 as the formats of the log have it: padded, and each content in one way."""

from __future__ import annotations

import base64


def in_base64(content: bytes) -> str:
    """The text of a content."""
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """The content of a text. Raises `ValueError`; also where the last letter has bits
    that mean nothing, so that no two texts are one content."""
    content = base64.b64decode(text, validate=True)
    if in_base64(content) != text:
        raise ValueError("bits beyond the content")
    return content

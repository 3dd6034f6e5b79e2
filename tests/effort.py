"""How hard the property tests try.

The fast suite takes a fifth of the examples; `make test-all` sets
GONGSHI_TEST_THOROUGH and takes them all.
"""

from __future__ import annotations

import os

import hypothesis

THOROUGH = "GONGSHI_TEST_THOROUGH"
USUAL = 100
FEWEST = 8


def examples(full: int = USUAL) -> hypothesis.settings:
    """Settings of a property test that is worth `full` examples."""
    few = max(full // 5, FEWEST)
    return hypothesis.settings(max_examples=full if os.environ.get(THOROUGH) else few)

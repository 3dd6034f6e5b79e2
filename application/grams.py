"""What a text is found by: bigrams of Chinese, whole words of other scripts.

No extension of PostgreSQL is needed: the list goes through `array_to_tsvector`.
"""

from __future__ import annotations

import re
import unicodedata

# The CJK ideographs, with their extensions.
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = re.compile(f"[{IDEOGRAPHS}]")
# A run of Chinese, or of other letters and digits: `5号楼` is two runs.
RUN = re.compile(f"[{IDEOGRAPHS}]+|[^\\W_{IDEOGRAPHS}]+")
LONGEST_WORD = 64  # characters; nobody searches for more, and an index has a limit


def grams(text: str) -> list[str]:
    """The distinct terms under which a text is indexed, sorted.

    A run of Chinese gives its bigrams and its last character alone, so that a search
    for any single character finds it as the beginning of a term.
    """
    found: set[str] = set()
    for run in _runs(text):
        if CHINESE.match(run):
            found.update(_pairs(run))
            found.add(run[-1])
        else:
            found.add(run[:LONGEST_WORD])
    return sorted(found)


def tsquery(text: str) -> str | None:
    """The query (cast it `::tsquery`) for texts that hold all the words of `text`.

    A word matches as the beginning of a word, Chinese anywhere. None if there is
    nothing to look for.
    """
    terms: list[str] = []
    for run in _runs(text):
        if not CHINESE.match(run):
            terms.append(f"'{run[:LONGEST_WORD]}':*")
        elif len(run) == 1:
            terms.append(f"'{run}':*")
        else:
            terms.extend(f"'{pair}'" for pair in _pairs(run))
    return " & ".join(dict.fromkeys(terms)) or None


def _runs(text: str) -> list[str]:
    return RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]

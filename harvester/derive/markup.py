"""The registry's prose is Markdown: a backslash before ASCII punctuation stands for that character alone."""

import re
from collections.abc import Sequence
from operator import itemgetter

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])", re.ASCII)


def unescape(text: str) -> str:
    r"""Markdown's backslash escapes undone: `100x10\^6` → `100x10^6`, `\>=` → `>=`; any other backslash stays.

    `\.` is meant for a list number (`4\.`) and comes out as `4.`. HTML entities are left as they are: where the
    registry means one it writes `\&gt;`, whose text is `&gt;`.
    """
    return _ESCAPE.sub(itemgetter(1), text) if "\\" in text else text


def unescape_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """The unescaped text, and for each of its characters (and its end) the place in `text` where it begins.

    With `plain, at = unescape_with_offsets(text)`, the words `plain[a:b]` were written as `text[at[a]:at[b]]`
    (`b` > `a`): a character's escaping backslash belongs to it. `at` has `len(plain) + 1` entries and rises strictly.
    """
    if "\\" not in text:
        return text, range(len(text) + 1)
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for escape in _ESCAPE.finditer(text):
        pieces += text[done : escape.start()], escape[1]
        offsets.extend(range(done, escape.start() + 1))
        done = escape.end()
    pieces.append(text[done:])
    offsets.extend(range(done, len(text) + 1))
    return "".join(pieces), offsets

"""The text products are read from: which places of a study document, with what rank, and in a readable form."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from harvester.derive.markup import unescape_with_offsets
from harvester.study import Study

OWN, TITLE, SUMMARY, DESCRIPTION = range(4)
"""Ranks: an arm's or intervention's own text above the titles, these above the summary, that above the description."""
MOST = (4_000, 4_000, 20_000, 64_000)
"""Characters read of one text, by rank: at least twice what the registry takes (1,000, 600, 5,000, 32,000)."""

_FOLD: dict[str, str] = (
    dict.fromkeys("×✕хХ✖╳⨯Χχ", "x")
    | dict.fromkeys("‐‑‒–—―−﹣－ー", "-")
    | dict.fromkeys("～∼〜˜", "~")
    | dict.fromkeys("＾ˆ", "^")
    | dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\t", " ")
    | dict.fromkeys("’‘´`′", "'")
    | {"İ": "I", "（": "(", "）": ")", "，": ",", "／": "/", "；": ";", "：": ":",
       "。": ".", "∗": "*", "＊": "*", "㎏": "k", "μ": "µ"}
)  # fmt: skip
_WORDS = dict.fromkeys("-_'\n\r®™", " ")
_SENTENCE = re.compile(
    r"[.;?!。\n](?:(?<=[a-z0-9)\]\"%][.;?!])(?=\s+[A-Z0-9(\"*•-]|\s*$)"
    r"|(?<=[;。])|(?<=\n)\s*\n|(?<=\n)(?=\s*(?:[-*•]|\d+[.)])))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The record's own words for one value: `words` == text[start:end] of the document's text at `path`."""

    attribute: str
    path: str
    start: int
    end: int
    words: str
    rule: str
    confidence: float


@dataclass(frozen=True)
class Passage:
    """One text of the study document with its rank."""

    path: str
    raw: str
    rank: int
    mentions: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the vocabulary found here, by column; filled when first asked for."""
    _said: dict[tuple[re.Pattern[str], int], bool] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _readable(self) -> tuple[str, Any]:
        return unescape_with_offsets(self.raw)

    @property
    def plain(self) -> str:
        """The text without Markdown's backslashes."""
        return self._readable[0]

    @cached_property
    def folded(self) -> str:
        """`plain`, same length: lower case, one multiplication sign, one dash, one blank."""
        return fold(self.plain)

    @cached_property
    def view(self) -> str:
        """`folded`, same length: hyphens, apostrophes and line ends turned to blanks."""
        folded = self.folded
        if not folded.isascii():
            return swap(folded, _WORDS)
        return (
            folded.replace("-", " ").replace("'", " ").replace("\n", " ").replace("_", " ").replace("\r", " ")
        )

    @cached_property
    def cased(self) -> str:
        """`plain` folded and with blanks as in `view`, in its own case."""
        return swap(swap(self.plain, _FOLD), _WORDS)

    @cached_property
    def breaks(self) -> list[int]:
        """Where sentences end."""
        return [found.end() for found in _SENTENCE.finditer(self.plain)]

    def sentence(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence around a place."""
        index = bisect_right(self.breaks, place)
        start = self.breaks[index - 1] if index else 0
        return start, self.breaks[index] if index < len(self.breaks) else len(self.plain)

    def says(self, words: re.Pattern[str], place: int) -> bool:
        """Whether the sentence around a place has the words; each sentence is searched once for each pattern."""
        start, end = self.sentence(place)
        key = (words, start)
        if key not in self._said:
            self._said[key] = bool(words.search(self.view, start, end))
        return self._said[key]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """All sentences as (start, end)."""
        start = 0
        for end in (*self.breaks, len(self.plain)):
            if end > start:
                yield start, end
            start = end

    def evidence(self, attribute: str, start: int, end: int, rule: str, confidence: float) -> Evidence:
        """Evidence for plain[start:end], its span in the document's own text."""
        at = self._readable[1]
        first, last = at[start], at[end]
        return Evidence(attribute, self.path, first, last, self.raw[first:last], rule, round(confidence, 2))


@dataclass(frozen=True)
class Record:
    """Every word of a record in lower case, for what only the rest of the record decides."""

    text: str
    _has: dict[re.Pattern[str], bool] = field(default_factory=dict, compare=False, repr=False)

    def has(self, words: re.Pattern[str]) -> bool:
        """Whether the words occur anywhere; sought once for each pattern."""
        if words not in self._has:
            self._has[words] = bool(words.search(self.text))
        return self._has[words]


def swap(text: str, signs: dict[str, str]) -> str:
    """Characters for characters; only those that occur are looked for, which is far quicker than str.translate."""
    for sign in set(text).intersection(signs):
        text = text.replace(sign, signs[sign])
    return text


def fold(text: str) -> str:
    """Same length, lower case, with one sign for each kind of dash, blank, apostrophe and multiplication."""
    if text.isascii():
        return text.lower().replace("`", "'").replace("\t", " ")
    folded = swap(text, _FOLD)
    lower = folded.lower()
    if len(lower) != len(folded):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
    return swap(lower, _FOLD)


def _texts(value: Any, path: str, most: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield path, value[:most]
    elif isinstance(value, list):
        for position, item in enumerate(value):
            if isinstance(item, str) and item:
                yield f"{path}.{position}", item[:most]


def _module(study: Study, name: str) -> dict[str, Any]:
    section = study.get("protocolSection")
    module = section.get(name) if isinstance(section, dict) else None
    return module if isinstance(module, dict) else {}


def _items(study: Study, key: str) -> list[dict[str, Any]]:
    items = _module(study, "armsInterventionsModule").get(key)
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def arm_groups(study: Study) -> list[dict[str, Any]]:
    """The arm groups; what is no mapping counts as an empty one, so that positions hold."""
    return _items(study, "armGroups")


def interventions(study: Study) -> list[dict[str, Any]]:
    """The interventions, positions kept."""
    return _items(study, "interventions")


_Known = dict[str, dict[str, Any]]
"""Text → what was found in it: arms and interventions often repeat one another word for word."""


def arm_passages(study: Study, known: _Known) -> list[list[Passage]]:
    """For each arm group its label and description."""
    return _own_passages(arm_groups(study), "armGroups", ("label", "description"), known)


def intervention_passages(study: Study, known: _Known) -> list[list[Passage]]:
    """For each intervention its name, other names and description."""
    return _own_passages(interventions(study), "interventions", ("name", "otherNames", "description"), known)


def _own_passages(
    items: list[dict[str, Any]], name: str, keys: tuple[str, ...], known: _Known
) -> list[list[Passage]]:
    base = f"protocolSection.armsInterventionsModule.{name}"
    return [
        [
            Passage(path, text, OWN, known.setdefault(text, {}))
            for key in keys
            for path, text in _texts(item.get(key), f"{base}.{position}.{key}", MOST[OWN])
        ]
        for position, item in enumerate(items)
    ]


def study_passages(study: Study) -> list[Passage]:
    """Titles, brief summary, detailed description."""
    places = (
        ("identificationModule", "briefTitle", TITLE),
        ("identificationModule", "officialTitle", TITLE),
        ("descriptionModule", "briefSummary", SUMMARY),
        ("descriptionModule", "detailedDescription", DESCRIPTION),
    )
    return [
        Passage(path, text, rank)
        for module, key, rank in places
        for path, text in _texts(
            _module(study, module).get(key), f"protocolSection.{module}.{key}", MOST[rank]
        )
    ]


def keyword_passages(study: Study) -> list[Passage]:
    """The record's keywords, the last thing to go by."""
    base = "protocolSection.conditionsModule.keywords"
    keywords = _module(study, "conditionsModule").get("keywords")
    return [Passage(path, text, DESCRIPTION) for path, text in _texts(keywords, base, MOST[OWN])]


def record_of(study: Study) -> Record:
    """Every text that could name a product, for a cheap look before anything is read."""
    parts: list[str] = []
    for module, key, rank in (
        ("identificationModule", "briefTitle", TITLE),
        ("identificationModule", "officialTitle", TITLE),
        ("descriptionModule", "briefSummary", SUMMARY),
    ):
        if isinstance(text := _module(study, module).get(key), str):
            parts.append(text[: MOST[rank]])
    for items, keys in (
        (arm_groups(study), ("label", "description")),
        (interventions(study), ("name", "description")),
    ):
        for item in items:
            parts.extend(text[: MOST[OWN]] for key in keys if isinstance(text := item.get(key), str))
            names = item.get("otherNames")
            if isinstance(names, list):
                parts.extend(name[: MOST[OWN]] for name in names if isinstance(name, str))
    return Record("\n".join(parts).lower())

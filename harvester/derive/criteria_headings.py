"""Which lines of eligibility criteria are headings, what they are headings of, and for whom.

The words are data: `data/criteria_headings.yaml`.
"""

import importlib.resources
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import yaml

from harvester.errors import UsageError

HeadingType = Literal["INCLUSION", "EXCLUSION"]

_KEYS = {
    "inclusion",
    "exclusion",
    "alone",
    "nouns",
    "qualifiers",
    "never_before",
    "never_after",
    "openers",
    "fixed",
    "populations",
    "general_populations",
    "everyone",
    "population_words",
    "lead_ins",
    "lead_in_subjects",
}


class HeadingLine(NamedTuple):
    """A line that is a heading up to `end`; what follows is its first criterion.

    `type` is None for a heading of both kinds at once ("Inclusion and exclusion criteria") or of a population alone;
    `population` is the heading's own words, lower case and singular, None where it names none. A `lead_in` is a
    sentence that opens a list.
    """

    type: HeadingType | None
    population: str | None
    end: int
    lead_in: bool = False
    names_type: bool = True


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """The words of `data/criteria_headings.yaml`, compiled."""

    core: re.Pattern[str]
    types: dict[str, HeadingType]
    alone: frozenset[str]
    qualifiers: frozenset[str]
    never_before: frozenset[str]
    never_after: frozenset[str]
    openers: frozenset[str]
    fixed: dict[str, HeadingType]
    singulars: dict[str, str]
    general: frozenset[str]
    everyone: frozenset[str]
    population_words: frozenset[str]
    lead_ins: tuple[tuple[HeadingType, re.Pattern[str]], ...]


def load_heading_words(raw: Any) -> HeadingWords:
    """The words from the parsed YAML; raises UsageError on missing or unknown keys and on words of two kinds."""
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        found = sorted(set(raw) ^ _KEYS) if isinstance(raw, dict) else raw
        raise UsageError(f"criteria_headings.yaml: missing or unknown keys: {found!r}")
    types: dict[str, HeadingType] = {word: "INCLUSION" for word in raw["inclusion"]}
    for word in raw["exclusion"]:
        if word in types:
            raise UsageError(f"criteria_headings.yaml: {word!r} is under both inclusion and exclusion")
        types[word] = "EXCLUSION"
    words = "|".join(re.escape(word) for word in sorted(types, key=len, reverse=True))
    nouns = "|".join(raw["nouns"])
    core = re.compile(
        rf"(?P<lead>[^:]{{0,90}}?)(?<![a-z])(?P<type>{words})(?![a-z])"
        rf"(?:\s*(?:/|and|&|or)\s*(?P<other>{words})(?![a-z]))?"
        rf"(?:[\s/-]*(?P<noun>{nouns})(?![a-z]))?(?P<tail>[^:]*)"
    )
    singulars = {plural: one for one, plural in raw["populations"].items()}
    return HeadingWords(
        core=core,
        types=types,
        alone=frozenset(raw["alone"]),
        qualifiers=frozenset(raw["qualifiers"]),
        never_before=frozenset(raw["never_before"]),
        never_after=frozenset(raw["never_after"]),
        openers=frozenset(raw["openers"]),
        fixed=raw["fixed"],
        singulars=singulars | {one: one for one in raw["populations"]},
        general=frozenset(raw["general_populations"]),
        everyone=frozenset(raw["everyone"]),
        population_words=frozenset(raw["population_words"]),
        lead_ins=tuple(
            (kind, re.compile(pattern.replace("{who}", raw["lead_in_subjects"])))
            for kind, patterns in raw["lead_ins"].items()
            for pattern in patterns
        ),
    )


@cache
def heading_words() -> HeadingWords:
    """The project's own words, read once."""
    path = importlib.resources.files("harvester.data") / "criteria_headings.yaml"
    return load_heading_words(yaml.safe_load(path.read_text(encoding="utf-8")))


_PLAIN = str.maketrans("’‘：；\\\xa0\t_", "'':; " + " " * 3)
_WORD = re.compile(r"[a-z0-9][a-z0-9'.]*(?:-[a-z0-9]+)*|[-–()\[\]/#]")
_REMARK = re.compile(r"\s*[\[(][^()]*[)\]]\s*")
_COLON = re.compile(r"(?:[^:(\[]|[(\[][^)\]]*[)\]])*(?=:)")
_LONGEST = 200


@lru_cache(maxsize=8192)
def read_heading(line: str) -> HeadingLine | None:
    """What heading a line (its bullet and outer blanks removed) is or begins with; None for a criterion."""
    low = line.lower()
    if len(low) != len(line):
        return None
    low = low.translate(_PLAIN)
    at = _COLON.match(low)
    head, colon, rest = (at[0], ":", low[at.end() + 1 :]) if at else low.partition(":")
    if len(head) <= _LONGEST:
        found = _read_core(head.rstrip(" ;.])-–*"), bool(colon), rest)
        if found:
            kind, population = found
            end = len(head) + len(colon)
            if colon and rest.strip() and _continues_heading(rest):
                population = population or (_population(_words(rest)) if rest.lstrip()[:1] == "(" else None)
                end = len(line)
            return HeadingLine(kind, population, end)
    if len(low) <= 300:
        kind = _read_lead_in(low)
        if kind:
            return HeadingLine(kind, None, len(line), lead_in=True)
    return None


def read_population(line: str) -> str | None:
    """The population that a line names and nothing else: "Donors:", "For healthy volunteers:"."""
    if len(line) > 60:
        return None
    low = _REMARK.sub(" ", line.lower().translate(_PLAIN)).strip(" :.-–*")
    words = heading_words()
    tokens = low.split()
    if not tokens or not any(token in words.singulars for token in tokens):
        return None
    if all(token in words.singulars or token in words.population_words for token in tokens):
        return _population(tokens)
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _read_core(head: str, has_colon: bool, rest: str) -> tuple[HeadingType | None, str | None] | None:
    """Type and population if the words before the colon are a heading."""
    words = heading_words()
    bare = head.strip(" ([*#")
    if bare in words.fixed and (has_colon or not rest):
        return (words.fixed[bare], None) if not rest.strip() or has_colon else None
    found = words.core.fullmatch(head)
    if not found:
        return None
    kind: HeadingType | None = words.types[found["type"]]
    if found["other"] and words.types[found["other"]] != kind:
        kind = None
    lead, tail = _words(found["lead"]), _words(found["tail"])
    if not found["noun"] and not (lead[-2:-1] == ["criteria"] and lead[-1] in ("for", "of")):
        return _read_alone(found["type"], lead, tail, kind, has_colon, rest)
    if len(lead) > 7 or any(word in words.never_before for word in lead) or "," in found["lead"]:
        return None
    known = all(_is_known(word) for word in lead)
    if rest.strip() and not known:
        return None
    if tail and not _may_follow(tail, has_colon):
        return None
    return kind, _population(lead) or _population(tail)


def _read_alone(
    word: str, lead: list[str], tail: list[str], kind: HeadingType | None, has_colon: bool, rest: str
) -> tuple[HeadingType | None, str | None] | None:
    """A heading without "criteria": "Inclusion:", "Other exclusions"; a remark in brackets may follow."""
    words = heading_words()
    if word not in words.alone or len(lead) > 3 or not all(_is_known(w) for w in lead):
        return None
    if tail and tail[0] not in ("(", "[", "for", "-"):
        return None
    if rest.strip() and (lead or tail):
        return None
    if tail and not has_colon:
        return None
    return kind, _population(lead) or _population(tail)


def _is_known(word: str) -> bool:
    words = heading_words()
    return (
        word in words.qualifiers
        or word in words.singulars
        or word in words.population_words
        or word in words.everyone
        or not word[0].isalpha()
    )


def _may_follow(tail: list[str], has_colon: bool) -> bool:
    """Whether the words after "criteria" leave it a heading."""
    words = heading_words()
    text = " ".join(tail)
    if re.search(r"\b(?:as follows|(?:any|one|all|both|each) of the following|the following)\b", text):
        return True
    if "that apply to" in text:
        return True
    opened = tail[0] in words.openers
    if not opened:
        named = any(word in words.singulars for word in tail)
        return named and len(tail) <= 9 and not any(word in words.never_after for word in tail)
    if tail[0] in (
        "include",
        "includes",
        "including",
        "were",
        "are",
        "and",
        "or",
        "that",
        "by",
        "with",
        "on",
    ) and not (has_colon or len(tail) <= 2):
        return False
    if any(word in words.never_after for word in tail) and not (has_colon and tail[0] == "for"):
        return False
    return has_colon or len(tail) <= 14


def _continues_heading(rest: str) -> bool:
    """Whether what follows the colon belongs to the heading: a population in brackets, a sentence opening a list."""
    rest = rest.strip()
    inner = rest.rstrip(" :")
    if rest.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        return True
    again = _read_core(inner.rstrip(" ;.])-–*"), rest.endswith(":"), "")
    return bool(again) or _read_lead_in(rest) is not None


def _read_lead_in(low: str) -> HeadingType | None:
    """The type of list that a whole line opens: "Patients must meet all of the following:"."""
    text = low.strip(" *#([")
    if not text.endswith((":", ".", ";")) and "following" not in text and "criteria" not in text:
        return None
    if ":" in text.rstrip(": ."):
        return None
    opens = text.rstrip(" ]").endswith(":") or re.search(
        r"\b(?:following|below)\b.{0,30}(?:criteria|conditions|diseases|requirements)?", text
    )
    text = text.rstrip(" :.;])")
    if not opens and not text.endswith(("criteria", "conditions")):
        return None
    for kind, pattern in heading_words().lead_ins:
        if pattern.fullmatch(text):
            return kind
    return None


def _population(tokens: list[str]) -> str | None:
    """The words around a heading as a population, lower case and singular: "CF Donors" is "cf donor"."""
    words = heading_words()
    kept: list[str] = []
    remark = False
    for token in tokens:
        if token in ("who", "prior", "before", "entering", "during", "after", "note"):
            break
        if token in ("(", "["):
            remark = bool(kept)
        elif token in (")", "]"):
            remark = False
        elif token[0].isalnum() and not remark:
            kept.append(words.singulars.get(token, token))
    while kept and _says_nothing(kept):
        kept.pop(0)
    if kept and kept[0] == "both" and "and" in kept:
        kept.pop(0)
    if not kept or kept[0] in words.everyone or not any(map(_is_population, kept, ["", *kept])):
        return None
    while kept[-1] in ("and", "or", "of", "the"):
        kept.pop()
    return " ".join(kept)


def _says_nothing(kept: list[str]) -> bool:
    """Whether the first word is no part of the population: "key", "for", "common to"."""
    first, following = kept[0], kept[1:2]
    if first in ("related", "control"):
        return first == "related" and following != ["or"] and following != ["donor"]
    return first in heading_words().qualifiers or first in (
        "to",
        "common",
        "specific",
        "apply",
        "that",
        "at",
        "on",
    )


def _is_population(word: str, before: str) -> bool:
    if word == "control":
        return before in (
            "",
            "healthy",
            "normal",
            "historical",
            "untreated",
            "matched",
            "and",
            "negative",
            "positive",
        )
    return word in heading_words().singulars

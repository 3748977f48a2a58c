"""The words that eligibility headings are made of: `data/criteria_headings.yaml`, checked and compiled."""

import importlib.resources
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from harvester.errors import UsageError
from harvester.yaml_text import load_yaml

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
}
_LEAD_IN_KEYS = {
    "who",
    "says",
    "points_to",
    "lists",
    "fillers",
    "denials",
    "having",
    "selecting",
    "opening",
    "strangers",
}


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
    lead_ins: dict[str, frozenset[str]]
    known_in_lead_ins: frozenset[str]
    strangers: int


def load_heading_words(raw: Any) -> HeadingWords:
    """The words from the parsed YAML; raises UsageError on missing or unknown keys and on words of two kinds."""
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        found = sorted(set(raw) ^ _KEYS) if isinstance(raw, dict) else raw
        raise UsageError(f"criteria_headings.yaml: missing or unknown keys: {found!r}")
    if not isinstance(raw["lead_ins"], dict) or set(raw["lead_ins"]) != _LEAD_IN_KEYS:
        raise UsageError(f"criteria_headings.yaml: lead_ins: expected the keys {sorted(_LEAD_IN_KEYS)}")
    lead_ins = {key: frozenset(words) for key, words in raw["lead_ins"].items() if key != "strangers"}
    types: dict[str, HeadingType] = dict.fromkeys(raw["inclusion"], "INCLUSION")
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
        lead_ins=lead_ins,
        known_in_lead_ins=frozenset().union(*lead_ins.values()),
        strangers=raw["lead_ins"]["strangers"],
    )


@cache
def heading_words() -> HeadingWords:
    """The project's own words, read once."""
    path = importlib.resources.files("harvester.data") / "criteria_headings.yaml"
    return load_heading_words(load_yaml(path.read_text(encoding="utf-8")))

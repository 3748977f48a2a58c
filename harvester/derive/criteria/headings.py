"""Which lines of eligibility criteria are headings, what they are headings of, and for whom.

The words are data: `data/criteria_headings.yaml`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from harvester.derive.criteria.words import HeadingType, heading_words


class HeadingLine(NamedTuple):
    """A line that is a heading up to `end`; what follows is its first criterion.

    `type` is None for a heading of both kinds at once ("Inclusion and exclusion criteria") or of a population alone;
    `population` is the heading's own words, lower case and singular, None where it names none. A `lead_in` is a
    sentence that opens a list; a `weak` one says nothing of who is selected.
    """

    type: HeadingType | None
    population: str | None
    end: int
    lead_in: bool = False
    weak: bool = False


_PLAIN = str.maketrans("’‘：；\\\xa0\t_", "'':; " + " " * 3)
_WORD = re.compile(r"[a-z0-9][a-z0-9'.]*(?:[-/][a-z0-9]+)*|[-–()\[\]/#]")
_TWO_WORDS = re.compile(r"([a-z]{7,11}) (cr?[a-z]{5,9})")
_REMARK = re.compile(r"\s*[\[(][^()]*[)\]]\s*")
_COLON = re.compile(r"(?:[^:(\[]++|[(\[][^)\]]*[)\]])*+(?=:)")
_SENTENCE = re.compile(r"(inclusion|exclusion) criteria\.(?= +\S)")
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
    sentence = _SENTENCE.match(low)
    if sentence:
        return HeadingLine(heading_words().types[sentence[1]], None, sentence.end())
    if len(head) <= _LONGEST:
        found = _read_core(head.rstrip(" ;.])-–*"), bool(colon), rest, ends_sentence=head.endswith("."))
        if found:
            kind, population = found
            end = len(head) + len(colon)
            if colon and rest.strip() and _continues_heading(rest):
                population = population or (_population(_words(rest)) if rest.lstrip()[:1] == "(" else None)
                end = len(line)
            return HeadingLine(kind, population, end)
    if len(low) <= 300:
        lead_in = _read_lead_in(low)
        if lead_in:
            kind, weak = lead_in
            return HeadingLine(kind, None, len(line), lead_in=True, weak=weak)
    return None


def read_population(line: str, *, alone: bool = False) -> str | None:
    """The population that a line names and nothing else: "Donors:", "For healthy volunteers:".

    `alone` says that the line stands over headings, so that it need not be a plural: "Test group".
    """
    low = line.lower().translate(_PLAIN)
    has_colon = low.rstrip().endswith(":")
    low = (_REMARK.sub(" ", low) if has_colon else low).strip(" :.-–*")
    words = heading_words()
    tokens = low.split()
    if len(line) > 60 or not tokens:
        return None
    if not alone and not has_colon and words.singulars.get(tokens[-1], tokens[-1]) == tokens[-1]:
        return None  # "Unrelated Donor" is what a patient must have, "Donors" is a heading
    if all(token in words.singulars or token in words.population_words for token in tokens):
        return _population(tokens)
    return None


def read_caption(line: str) -> str | None:
    """The population of a line that stands over headings: "Pediatric patients with bipolar disorder:"."""
    low = line.lower().translate(_PLAIN).rstrip()
    if not low.endswith(":") or low.count(" ") > 11:
        return read_population(line, alone=True)
    return _population(_words(low))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _read_core(
    head: str, has_colon: bool, rest: str, *, ends_sentence: bool = False
) -> tuple[HeadingType | None, str | None] | None:
    """Type and population if the words before the colon are a heading."""
    words = heading_words()
    bare = head.strip(" ([*#")
    if bare in words.fixed and (has_colon or not rest):
        return (words.fixed[bare], None) if not rest.strip() or has_colon else None
    found = words.core.fullmatch(head)
    if not found:
        mistyped = _mistyped(bare)
        return (mistyped, None) if mistyped else None
    kind: HeadingType | None = words.types[found["type"]]
    if found["other"] and words.types[found["other"]] != kind:
        kind = None
    lead, tail = _words(found["lead"]), _words(found["tail"])
    if not found["noun"] and not (lead[-2:-1] == ["criteria"] and lead[-1] in ("for", "of")):
        return _read_alone(found["type"], lead, tail, kind, has_colon, rest)
    if len(lead) > 7 or any(word in words.never_before for word in lead) or "," in found["lead"]:
        return None
    known = all(_is_known(word) for word in lead)
    if not known and (rest.strip() or (ends_sentence and not has_colon)):
        return None
    if tail and not _may_follow(_words(_REMARK.sub(" ", found["tail"])) or ["("], has_colon):
        return None
    return kind, _population(lead) or _population(tail)


def _mistyped(head: str) -> HeadingType | None:
    """The type of a heading of two words with a slip in each: "Inclusioin Critera"."""
    found = _TWO_WORDS.fullmatch(head)
    if not found or OSA.distance(found[2], "criteria", score_cutoff=2) > 2:
        return None
    if OSA.distance(found[1], "inclusion", score_cutoff=1) <= 1:
        return "INCLUSION"
    return "EXCLUSION" if OSA.distance(found[1], "exclusion", score_cutoff=1) <= 1 else None


def _read_alone(
    word: str, lead: list[str], tail: list[str], kind: HeadingType | None, has_colon: bool, rest: str
) -> tuple[HeadingType | None, str | None] | None:
    """A heading without "criteria": "Inclusion:", "MS patients - Exclusion"; a remark in brackets may follow."""
    words = heading_words()
    if word not in words.alone or len(lead) > 5:
        return None
    if not all(_is_known(w) for w in lead) and not (
        lead[-1] == "-" and lead[-2] in words.singulars and not tail and not rest.strip()
    ):
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


def _read_lead_in(low: str) -> tuple[HeadingType, bool] | None:
    """The type of list that a whole line opens, "Patients must meet all of the following:", and if it is weak."""
    text = low.strip(" *#([])")
    has_colon = text.endswith(":")
    tokens = re.findall(r"[a-z']+(?:-[a-z]+)*", text)
    words = heading_words()
    kinds = words.lead_ins
    if not tokens or ":" in text.rstrip(": .") or ". " in text or len(tokens) > 40:
        return None
    here = frozenset(tokens)
    points = has_colon or tokens[-1] == "following" or (here & kinds["points_to"] and here & kinds["lists"])
    if not points or not here & kinds["says"] or not (here & kinds["who"] or tokens[0] in kinds["opening"]):
        return None
    strangers = len(here - words.known_in_lead_ins)
    if strangers > (0 if here & kinds["having"] else words.strangers):
        return None
    denies = bool(here & kinds["denials"])
    return "EXCLUSION" if denies else "INCLUSION", not denies and not here & kinds["selecting"]


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

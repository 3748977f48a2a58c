"""Terms that an extractor ran together on one line: 'Pneumonia Pneumonia, Viral Covid-19' → three terms.

No separator is left, so this is a reading and not a fact, and whoever uses it reports that it did. MeSH terms are told by
the nouns they end with; other lists by the terms they share with lists already parted.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

_MESH_END = re.compile(
    r"diseases?|infections?|disorders?|neoplasms?|syndromes?|injur(?:y|ies)|wounds|complications|abnormalities|symptoms"
    r"|manifestations|conditions|failure|insufficiency|deficiency|leukemia|lymphoma|ischemia|infarction|stroke"
    r"|inflammation|mellitus|obesity|pain|attributes|processes|fractures?|death|shock|sepsis|agents|inhibitors"
    r"|antagonists|agonists|drugs|covid-19|pneumonia|dysfunction|headache|hernia|degeneration|displacement|hyperplasia"
    r"|incontinence|hypertension|hypersensitivity|depression|asthma|schizophrenia|recurrence|overweight|resistance"
    r"|cephalalgias|induration|ejaculation|birth|labor|site|type|fistula|ulcers?|cysts|tumors|dementia|epilepsy|seizures|migraine"
    r"|\w+(?:itis|osis|emia|oma|omas|pathy|pathies|algia|plegia|asthenia|onism|trophy|uria|rrhea|rrhage|lysis|iasis)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[a-z(]|(?:Attributes|Disorders?|Progression|Susceptibility|Spectrum|Type|I{1,3}|IV|V|\d+)\b"
)
_SMALL = frozenset(("and", "of", "in", "by", "with", "or", "vs", "to"))
_LONGEST_TERM = 8


def split_terms(line: str, known: Iterable[str]) -> list[str]:
    """The terms of a line: the known ones in it, and what stands between them.

    The line stays whole where fewer than two are known, or they are less than half of its words: a single condition
    ('Knee Osteoarthritis') has a known word in it, too.
    """
    phrases = {" ".join(term.split()).casefold() for term in known}
    words = line.split()
    terms: list[str] = []
    rest: list[str] = []
    start = found = told = 0
    while start < len(words):
        length = (
            0
            if rest and rest[-1].endswith(",")
            else _known_words(words[start : start + _LONGEST_TERM], phrases)
        )
        if length:
            terms += [" ".join(rest), " ".join(words[start : start + length])]
            rest = []
            found, told = found + 1, told + length
        else:
            rest.append(words[start])
        start += max(length, 1)
    sure = found > 1 and 2 * told >= len(words)
    return [term for term in (*terms, " ".join(rest)) if term] if sure else [line]


def _known_words(words: list[str], phrases: set[str]) -> int:
    """How many of the first words are a known term, the longest one."""
    lengths = range(len(words), 0, -1)
    return next((length for length in lengths if " ".join(words[:length]).casefold() in phrases), 0)


def split_mesh(line: str) -> list[str]:
    """MeSH terms of a line: each ends with its noun, or with the word after a comma ('Lung Diseases, Interstitial')."""
    words = line.split()
    terms: list[list[str]] = [[]]
    inverted = False
    for word, after in pairwise((*words, "")):
        terms[-1].append(word)
        inverted = inverted or word.endswith(",")
        ends = not word.endswith(",") and word.casefold() not in _SMALL and not _GOES_ON.match(after)
        if ends and (inverted or _MESH_END.fullmatch(word)):
            terms.append([])
            inverted = False
    return [" ".join(term) for term in terms if term]


def is_mesh(line: str) -> bool:
    """Whether a line looks like MeSH terms: every word has a capital, and the last one ends a term."""
    words = [word for word in line.split() if word not in _SMALL]
    capital = all(word[0].isupper() or not word[0].isalpha() for word in words)
    return bool(words) and capital and (_MESH_END.fullmatch(words[-1]) is not None or "," in words[-2:][0])

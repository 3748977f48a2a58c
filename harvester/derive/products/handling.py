"""Fresh or frozen, which culture passage: how the product was handled, read from one text."""

import re
from collections.abc import Iterator

from harvester.derive.passages import Passage
from harvester.derive.schedules.administrations import Found

_SPELLED = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_FRESH = re.compile(
    r"(?<![a-z])(?:fresh(?:ly)?(?: (?:human|umbilical|bone|adipose|cultured|prepared|harvested|expanded"
    r"|autologous|cells?|product|allogeneic|isolated|non|msc\w*|mesenchym\w*))"
    r"|non[ -]?cryopreserved|not cryopreserved|never frozen"
    r"|without cryopreservation|not frozen|\(fresh\)|fresh,)"
)
_FROZEN = re.compile(
    r"(?<![a-z-])(?:cryo-?preserv\w*|thaw\w*|frozen|cryo-?vials?|liquid nitrogen|cryobags?|freez(?:e|es|ing))(?![a-z])"
)
_NOT_FROZEN = re.compile(
    r"(?<![a-z])(?:non|not|never|without|sperm\w*|plasma|serum|blood samples?|embryo\w*|biops\w*"
    r"|tissue samples?|hsc|stem cell graft|oocyt\w*|surplus|excess|platelet\w*|remaining"
    r"|back[ -]?up)[ -]*(?:\w+ ){0,2}$"
)
_OTHER_THING = re.compile(
    r"(?:[- /]*(?:thawed ?)?(?:(?:dried|dry|drying|plasma|embryo\w*|et|shoulders?|section\w*|spray\w*|of gait)(?![a-z])"
    r"|(?:might|may|can|could) )|[^.;]{0,80}\bof (?:human )?tissues and cells)"
)
"""'Freeze-dried bone', 'fresh frozen plasma', 'cryopreservation might harm', a directive on 'tissues and cells'."""
_CAN_BE = re.compile(
    r"(?<![a-z])(?:can|could|may|might|potentially|if|whether)(?: \w+){0,2} (?:be|been|being|present,?)(?: \w+){0,2} $"
)
_ONE_GROUP = re.compile(
    r"(?<![a-z])(?:(?:placebo|control)[- ](?:arm|group|patients|subjects)"
    r"|(?:patients|subjects|participants|those) (?:in|of) (?:the )?(?:treatment )?(?:group|arm|cohort) [a-z0-9]{1,3})(?![a-z])"
    r"[^.;]{0,80}(?<![a-z])(?:is|are|was|were|be|and|,)(?: processed,)? $"
)
"""'For patients in the placebo arm the cells will be frozen': not those that the others get."""
_ANOTHER = re.compile(
    r"(?<![a-z])(?:hepatocytes?|islets?|lymphocytes?|granulocytes?|t[- ]cells?|cd34 ?\+?(?: cells?)?|keratinocytes?"
    r"|bone flaps?|ovarian tissue|ha?ematopoietic (?:stem |progenitor )?cells?"
    r"|(?:half|thirds?|rest|part|portion|remainder) of (?:it|them|these|this))"
    r"(?: (?:that|which))?(?: (?:will|is|are|was|were|be|been|have|has|kept|stored)){1,3} $"
)
"""Another kind of cells, or a part kept back, as what is frozen."""
_FOR_LATER = re.compile(r"(?<![a-z])or (?:having|have|keeping|keep) (?:it|them|these) $")
_PASSAGE = re.compile(
    r"(?<![a-z0-9])(?:passages?(?: numbers?)? ?(?:no\.? ?|of |number ?)?(\d{1,2})(?: ?(?:-|to|and|or|~) ?(?:p"
    r"|passage )?(\d{1,2}))?|p(\d)(?: ?(?:-|to|~|/) ?p?(\d))?(?![\d.])|(first|second|third|fourth|fifth|sixth"
    r"|\d(?:st|nd|rd|th)) (?:culture )?passages?|(\d|two|three|four|five|six)(?: ?(?:-"
    r"|to) ?(\d))? passages)(?![a-z0-9])"
)
_NAMES_PASSAGE = re.compile(r"p(?:assage|\d)")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_CULTURE = re.compile(r"cell|cultur|msc|expan|passage")


def find_cryopreservation(passage: Passage) -> Iterator[Found]:
    """'cryopreserved' or 'fresh', as the product is given or kept."""
    if not any(word in passage.folded for word in ("fresh", "cryo", "thaw", "froz", "freez", "nitrogen")):
        return
    for found in _FRESH.finditer(passage.folded):
        yield Found("fresh", found.start(), found.end(), "fresh")
    for found in _FROZEN.finditer(passage.folded):
        if _is_handling(passage.folded, found):
            yield Found("cryopreserved", found.start(), found.end(), "frozen")


def _is_handling(text: str, found: re.Match[str]) -> bool:
    """Whether the product is what is frozen: no other thing or cells, not perhaps, not one group's until it crosses over."""
    before = text[max(0, found.start() - 200) : found.start()]
    if _NOT_FROZEN.search(before[-40:]) or _OTHER_THING.match(text, found.end()):
        return False
    if any(words.search(before) for words in (_ONE_GROUP, _ANOTHER, _FOR_LATER)):
        return False
    return found[0].startswith("thaw") or not _CAN_BE.search(before[-60:])


def find_passages(passage: Passage) -> Iterator[Found]:
    """Culture passage as text: '3' or '3-5'."""
    if not _NAMES_PASSAGE.search(passage.folded):
        return
    for found in _PASSAGE.finditer(passage.folded):
        around = passage.folded[max(0, found.start() - 120) : found.end() + 120]
        if not _CULTURE.search(around):
            continue
        ordinal = found[5] and _ORDINALS.get(found[5], found[5][0])
        words = found[6] and _SPELLED.get(found[6], found[6])
        first = found[1] or found[3] or ordinal or words
        last = found[2] or found[4] or found[7]
        if first and int(first) <= 15:
            yield Found(
                f"{int(first)}-{int(last)}" if last else str(int(first)),
                found.start(),
                found.end(),
                "passage",
            )

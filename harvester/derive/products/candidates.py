"""Which interventions of a study give a cell product: by their own text, else by their arms', titles', keywords'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.derive.passages import TITLE, arm_groups, interventions, keyword_passages
from harvester.derive.products.kinds import MSC_ITSELF, MSC_TYPES, Kind, Reader, kinds_in, of_mentions
from harvester.derive.products.mentions import is_background, is_ours
from harvester.derive.products.texts import GIVEN, NEVER, arm_kinds, gives_nothing, is_control, own_kinds

_BIOLOGICAL = frozenset({"BIOLOGICAL", "GENETIC", "COMBINATION_PRODUCT"})
_ANY = frozenset({"PROCEDURE", "OTHER", "DRUG"})
_GIVES_CELLS = re.compile(
    r"(?<![a-z])(?:transplant\w*|implant\w*|infus\w*|inject\w*|[a-z]*cells?|[a-z]+cel|[a-z]+stem|graft\w*|engineered|constructs?)(?![a-z])"
)
_OBSERVED = re.compile(
    r"(?<![a-z])(?:isolat\w*|characteri[sz]\w*|in vitro|pre ?clinical models?|ex vivo (?:study|analysis)|biobank\w*"
    r"|measur\w* (?:the )?(?:number|frequency)|collection of|collect\w*"
    r"|effects? of \w+ on (?:the )?(?:\w+ ){0,3}(?:stem|msc|mesench)|mobili[sz]\w*|circulating|"
    r"sampl\w*|harvest\w*|procure\w*|function of|differentiation (?:potential|capacity)|proliferation"
    r"|comparison of (?:the )?isolat|quantif\w*|expression)(?![a-z])"
)
_HARVEST = re.compile(r"(?<![a-z])(?:aspirat\w*|harvest\w*|extract\w*|liposuction)(?![a-z])")
_GIVEN_NOUN = (
    r"(?:inject|infus|administ|deliver|transplant|implant|receiv|treat|therap|instill|appl[iy]|transfus)\w*"
)
_GIVEN_BEFORE = re.compile(rf"(?<![a-z]){_GIVEN_NOUN}(?: \w+){{0,8}} $")
_GIVEN_AFTER = re.compile(rf"[^a-z]*(?:\w+[^a-z]+)?{_GIVEN_NOUN}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intervention that gives a cell product; None stands for a study without interventions."""

    intervention: int | None
    kinds: tuple[Kind, ...]


def candidates(reader: Reader) -> list[Candidate]:
    """Interventions that give a cell product, in the registry's order."""
    found: list[Candidate] = []
    doubtful: list[int] = []
    for position in range(len(reader.interventions)):
        if is_control(reader, reader.interventions[position]):
            continue
        kinds = own_kinds(reader, position)
        if kinds:
            found.append(Candidate(position, tuple(kinds)))
        elif _generic(reader, position):
            doubtful.append(position)
    if any(kind.value in MSC_TYPES for candidate in found for kind in candidate.kinds):
        return found
    others = [number for number in range(len(reader.interventions)) if _could_be(reader, number)]
    extra = (
        _through_arms(reader, doubtful)
        or _through_arms(reader, others)[:1]
        or _through_own_arms(reader)[:1]
        or _through_study(reader, doubtful)
        or _through_description(reader)
        or _through_keywords(reader, doubtful, found)
    )
    steps = {
        candidate.intervention for candidate in extra
        if candidate.intervention is not None and gives_nothing(reader, reader.interventions[candidate.intervention])
    }  # fmt: skip
    kept = [candidate for candidate in found if candidate.intervention not in steps]
    return sorted(kept + extra, key=lambda candidate: candidate.intervention or 0)


def _generic(reader: Reader, position: int) -> bool:
    """A name such as 'stem cells', or a code that only the study's prose explains."""
    passages = reader.interventions[position]
    item = interventions(reader.study)[position]
    if item.get("type") in NEVER or not passages or gives_nothing(reader, passages):
        return False
    name = passages[0]
    if reader.words.words["generic"].search(name.view):
        return True
    code = re.search(r"[A-Za-z]*\d[\w-]*|[A-Z][\w-]*[A-Z][\w-]*|®|™", name.plain)
    if name.plain.isupper() and " " in name.plain:
        return False
    return bool(code) and _explained(reader, code[0].lower() if code else "")


def _explained(reader: Reader, code: str) -> bool:
    """Whether title or summary set the code beside an MSC word."""
    if len(code) < 3:
        return False
    for passage in reader.prose:
        for found in re.finditer(re.escape(code), passage.folded):
            if passage.says(MSC_ITSELF, found.start()):
                return True
    return False


def _could_be(reader: Reader, position: int) -> bool:
    """Whether an intervention that names no cells may still be the cells that a title or arm names."""
    kind = interventions(reader.study)[position].get("type")
    passages = reader.interventions[position]
    if not passages or is_control(reader, passages) or gives_nothing(reader, passages):
        return False
    return kind in _BIOLOGICAL or (kind in _ANY and bool(_GIVES_CELLS.search(passages[0].view)))


def _kinds_of_study(reader: Reader) -> list[Kind]:
    """What titles, else the study's own sentences in the summary, call the product."""
    others = any(
        m.term.value == "not MSC" for p in reader.prose if p.rank == TITLE for m in kinds_in(reader, p)
    )
    titled: list[Kind] = []
    for passage in reader.prose:
        mentions = kinds_in(reader, passage)
        if passage.rank == TITLE:
            if mentions and not _OBSERVED.search(passage.view):
                kinds = of_mentions(passage, mentions, False)
                if kinds[0].value in MSC_TYPES:
                    return kinds
                titled = titled or kinds
            continue
        if titled:
            return titled
        ours = [
            m
            for m in mentions
            if is_ours(passage, m.start) and not is_background(passage, m.start, reader.words)
        ]
        ours = [m for m in ours if m.term.value != "not MSC"]
        ours = [m for m in ours if passage.says(GIVEN, m.start)]
        if ours and not others:
            return of_mentions(passage, ours[:1], False, 0.9)
    return titled


def _through_arms(reader: Reader, positions: list[int]) -> list[Candidate]:
    found = []
    for position in positions:
        named: list[list[Kind]] = []
        labels = interventions(reader.study)[position].get("armGroupLabels")
        for number, arm in enumerate(arm_groups(reader.study)):
            if isinstance(labels, list) and arm.get("label") in labels:
                named += [kinds for kinds in [arm_kinds(reader, number)] if kinds]
        if named:
            msc = (kinds for kinds in named if kinds[0].value in MSC_TYPES)
            found.append(Candidate(position, tuple(next(msc, named[0]))))
    return found


def _through_own_arms(reader: Reader) -> list[Candidate]:
    """An intervention named for its procedure, or for the harvest alone, that only arms with the product get."""
    naming = {
        arm.get("label") for number, arm in enumerate(arm_groups(reader.study)) if arm_kinds(reader, number)
    }
    own = []
    for position, item in enumerate(interventions(reader.study)):
        labels = item.get("armGroupLabels")
        names = reader.interventions[position]
        if not isinstance(labels, list) or not labels or not all(label in naming for label in labels):
            continue
        if item.get("type") in NEVER or is_control(reader, names):
            continue
        if gives_nothing(reader, names) and not (
            len(reader.interventions) == 1 and _HARVEST.search(names[0].view)
        ):
            continue
        own.append(position)
    return _through_arms(reader, own) if len(own) == 1 else []


def _through_study(reader: Reader, positions: list[int]) -> list[Candidate]:
    kinds = _kinds_of_study(reader)
    if not kinds:
        return []
    if positions:
        return [Candidate(position, tuple(kinds)) for position in positions]
    others = [n for n in range(len(reader.interventions)) if _could_be(reader, n)]
    titled = kinds[0].evidence.path.endswith("Title")
    if len(others) == 1 and titled:
        return [Candidate(others[0], tuple(kinds))]
    if not reader.interventions and titled and (_title_gives(reader) or _one_group_gets(reader)):
        return [Candidate(None, tuple(kinds))]
    return []


def _one_group_gets(reader: Reader) -> bool:
    """Whether one group is said to get the product and another is not."""
    named = [
        any(kind.value in MSC_TYPES for kind in arm_kinds(reader, n))
        for n in range(len(reader.arms))
        if reader.arms[n]
    ]
    return any(named) and not all(named)


def _title_gives(reader: Reader) -> bool:
    """Whether a title says of the product itself that it is given: 'infusion of MSC', 'MSC transplantation'."""
    return any(
        _GIVEN_BEFORE.search(title.view[max(0, mention.start - 80) : mention.start])
        or _GIVEN_AFTER.match(title.view, mention.end)
        for title in reader.prose if title.rank == TITLE for mention in kinds_in(reader, title)
    )  # fmt: skip


def _through_description(reader: Reader) -> list[Candidate]:
    """An intervention named for a step ('bone marrow aspiration') whose description gives the cells."""
    for position, passages in enumerate(reader.interventions):
        if is_control(reader, passages):
            continue
        for passage in passages:
            for mention in kinds_in(reader, passage) if passage.path.endswith(".description") else ():
                start = max(passage.sentence(mention.start)[0], mention.start - 300)
                if mention.term.value in MSC_TYPES and GIVEN.search(passage.view, start, mention.start):
                    return [Candidate(position, tuple(of_mentions(passage, [mention], True, 0.8)))]
    return []


def _through_keywords(reader: Reader, positions: list[int], found: Sequence[Candidate]) -> list[Candidate]:
    """'Stem cells' that only the record's keywords call mesenchymal."""
    if found:
        return []
    for passage in keyword_passages(reader.study):
        mentions = [m for m in kinds_in(reader, passage) if m.term.value == "MSC cells"]
        if mentions and MSC_ITSELF.search(passage.view):
            kinds = tuple(of_mentions(passage, mentions, False, 0.5))
            return [Candidate(position, kinds) for position in positions]
    return []

"""Whether a study gives an MSC product at all, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.derive.passages import Evidence
from harvester.derive.products.candidates import Candidate
from harvester.derive.products.kinds import MSC_TYPES, Kind, Reader, kinds_in


@dataclass(frozen=True, slots=True)
class MscStudy:
    """Whether a study gives an MSC product, why in plain words, and the record's words for it."""

    is_msc: bool
    reason: str
    evidence: tuple[Evidence, ...] = ()


def _where(kind: Kind) -> str:
    if kind.own:
        return "an intervention or arm"
    path = kind.evidence.path
    return "the title" if path.endswith("Title") else "a keyword" if "keywords" in path else "the summary"


def judge(reader: Reader, found: Sequence[Candidate]) -> MscStudy:
    """The verdict over the candidates."""
    msc = [kind for candidate in found for kind in candidate.kinds if kind.value in MSC_TYPES]
    if msc:
        kind = max(msc, key=lambda kind: kind.evidence.confidence)
        where = _where(kind)
        return MscStudy(True, f"{where} names the product given: {kind.value}", (kind.evidence,))
    if found:
        kind = found[0].kinds[0]
        return MscStudy(False, "the cell product given is no MSC product", (kind.evidence,))
    for passage in (*reader.prose, *(p for group in (*reader.interventions, *reader.arms) for p in group)):
        mention = next((m for m in kinds_in(reader, passage) if m.term.value in MSC_TYPES), None)
        if mention:
            evidence = passage.evidence("is_msc", mention.start, mention.end, "mention only", 0.7)
            return MscStudy(False, "MSC are mentioned, no intervention gives them", (evidence,))
    return MscStudy(False, "no MSC product is named")

"""The old registry's one-line study design, read into API v2's `designInfo`."""

import re
from typing import Any

from harvester.parsers.values import enum_of, masking

_FIELDS: dict[str, tuple[str, str]] = {
    "allocation": ("allocation", "allocation"),
    "intervention model": ("interventionModel", "intervention_model"),
    "primary purpose": ("primaryPurpose", "primary_purpose"),
    "observational model": ("observationalModel", "observational_model"),
    "time perspective": ("timePerspective", "time_perspective"),
}
"""label → (key of `designInfo`, kind of enum). "Masking" is read on its own: it has two parts."""

_NO_HOME = {
    "endpoint classification",
    "control",
    "bio-availability study",
    "bio-equivalence study",
    "efficacy study",
    "pharmacodynamics study",
    "pharmacokinetics study",
    "pharmacokinetics/dynamics study",
    "safety study",
    "safety/efficacy study",
    "active control",
    "dose comparison",
    "historical control",
    "placebo control",
    "uncontrolled",
    "n/a",
    "",
}
"""What the registry gave up before API v2: the endpoint's class and the kind of control."""

_LONGEST = 2000
"""A study design is a line or a few; a longer text is something else."""

_LABELS = "|".join([*_FIELDS, "masking", "endpoint classification", "control"])
_PART = re.compile(rf"(?:^|[,;\n|])\s*(?=(?:{_LABELS})\s*:)", re.IGNORECASE)
_COMMA_OUTSIDE_BRACKETS = re.compile(r"[,;\n|](?![^(]*\))")


def parse_study_design(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """'Allocation: Randomized, Masking: Double Blind (Subject)' → (`designInfo`, pieces no rule knows).

    Labels may be parted by commas, line breaks or bars; the form before 2008 has values only ("Treatment, Randomized,
    Double-Blind, Placebo Control, Parallel Assignment, Safety Study"). What API v2 has no field for is left out. A
    value with a label but unknown to its enum stays in the document as it is, and is among the unknown pieces.
    """
    if len(text) > _LONGEST:
        return {}, (" ".join(text.split()),)
    design: dict[str, Any] = {}
    unknown: list[str] = []
    for part in _PART.split(text.strip()):
        head, colon, value = part.partition(":")
        label = " ".join(head.split()).casefold()
        if colon and label in {*_FIELDS, "masking"}:
            _labelled(label, " ".join(value.split()).rstrip(",;|"), design, unknown)
        elif not (colon and label in _NO_HOME):
            _bare(part, design, unknown)
    return design, tuple(unknown)


def _labelled(label: str, value: str, design: dict[str, Any], unknown: list[str]) -> None:
    if not value:
        return
    if label == "masking":
        read = masking(value)
        degree, who = read if read is not None else (value, [])
        design["maskingInfo"] = {"masking": degree, **({"whoMasked": who} if who else {})}
        known = read is not None
    else:
        key, kind = _FIELDS[label]
        found = enum_of(kind, value)
        design[key] = value if found is None else found
        known = found is not None
    if not known:
        unknown.append(f"{label}: {value}")


def _bare(part: str, design: dict[str, Any], unknown: list[str]) -> None:
    for piece in (" ".join(piece.split()) for piece in _COMMA_OUTSIDE_BRACKETS.split(part)):
        if piece.casefold() in _NO_HOME:
            continue
        read = masking(piece)
        if read is not None:
            design["maskingInfo"] = {"masking": read[0], **({"whoMasked": read[1]} if read[1] else {})}
            continue
        for key, kind in _FIELDS.values():
            found = enum_of(kind, piece)
            if found is not None and key not in design:
                design[key] = found
                break
        else:
            unknown.append(piece)

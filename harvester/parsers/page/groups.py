"""Readers of the lists of a page: outcomes, arms, interventions, people, references, documents."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from harvester.parsers.labels import label_key
from harvester.parsers.page.readers import Cell, Reader
from harvester.parsers.page.values import Block, Entry, markdown, one_line
from harvester.parsers.values import enum_of, parse_date

INTERVENTION_TYPES = (
    "Behavioral|Biological|Combination Product|Device|Diagnostic Test|Dietary Supplement|Drug|Genetic|Procedure"
    "|Radiation|Other"
)
INTERVENTION = re.compile(rf"(?P<type>{INTERVENTION_TYPES}): (?P<name>.+)", re.DOTALL)
_NAMES = re.compile(r"(?P<label>Other Names?|(?:Assigned )?Interventions?)\s*:\s*(?P<name>.*)", re.DOTALL)
_SAFETY = re.compile(r"\[\s*Designated as safety issue:[^\]]*\]\s*$", re.IGNORECASE)
_TIME_FRAME = re.compile(r"\[\s*Time Frame:\s*", re.IGNORECASE)
_ROLE = re.compile(r"(?P<role>[A-Z][A-Za-z -]{3,30}?)\s*:\s*(?P<name>.*)", re.DOTALL)
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+")
_PHONE = re.compile(r"(?<!\w)[+(]*\d[\d\s().+/-]{5,}\d(?!\w)")
_EXTENSION = re.compile(r"\b(?:ext\.?|extension|x)\s*:?\s*(?P<ext>\d+)\b", re.IGNORECASE)
_DOCUMENT_FILE = re.compile(r"(?P<file>(?P<kind>(?:Prot|SAP|ICF)(?:_(?:SAP|ICF))*)_\d+\.pdf)$")
_DOCUMENT_PARTS = {"hasProtocol": "Prot", "hasSap": "SAP", "hasIcf": "ICF"}


def outcomes(cell: Cell) -> list[dict[str, str]] | None:
    """[{'measure', 'description', 'timeFrame'}] of 'measure [ Time Frame: … ]' with the description set in below it."""
    return [_outcome(entry) for entry in cell.value.entries if entry.head] or None


def _outcome(entry: Entry) -> dict[str, str]:
    head = _SAFETY.sub("", entry.head).strip()
    start = list(_TIME_FRAME.finditer(head))
    measure, frame, rest = head, "", ""
    if start:
        end = _closing(head, start[-1].start())
        measure, frame, rest = head[: start[-1].start()], head[start[-1].end() : end], head[end + 1 :]
    rest = _SAFETY.sub("", re.sub(r"^\s*\[\s*Designated as safety issue:[^\]]*\]", "", rest)).strip()
    description = markdown((Block(rest), *entry.notes) if rest else entry.notes)
    found = {"measure": measure.strip(), "description": description, "timeFrame": frame.strip()}
    return {name: text for name, text in found.items() if text} or {"measure": entry.head}


def _closing(text: str, start: int) -> int:
    """Position of the bracket that closes the one at `start`; the end of the text where none does."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return len(text)


def split_notes(notes: Iterable[Block]) -> tuple[tuple[Block, ...], dict[str, list[str]]]:
    """The prose among the notes, and the lists under 'Other Names:' and 'Interventions:' by label key, singular."""
    prose: list[Block] = []
    names: dict[str, list[str]] = {}
    open_list: list[str] | None = None
    for block in (piece for note in notes for piece in _by_line(note)):
        found = _NAMES.fullmatch(block.text) if not block.marker or open_list is None else None
        if found:
            key = label_key(found["label"]).removesuffix("s").removeprefix("assigned ")
            open_list = names.setdefault(key, [])
            open_list += [one_line(found["name"])] if found["name"] else []
        elif open_list is not None and block.marker:
            open_list.append(one_line(block.text))
        else:
            open_list = None
            prose.append(block)
    return tuple(prose), names


def _by_line(block: Block) -> list[Block]:
    """The block, parted before each of its lines that begins a list of names."""
    pieces: list[list[str]] = [[]]
    for line in block.text.split("\n"):
        if _NAMES.fullmatch(line) and pieces[-1]:
            pieces.append([])
        pieces[-1].append(line)
        if _NAMES.fullmatch(line):
            pieces.append([])
    return [Block("\n".join(lines), block.marker, block.depth) for lines in pieces if lines]


def things(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, 'Intervention: …' and 'Other Names: …' as notes of the one above them."""
    kept: list[Entry] = []
    for entry in entries:
        if kept and _NAMES.fullmatch(entry.head):
            kept[-1] = Entry(kept[-1].head, (*kept[-1].notes, Block(entry.head), *entry.notes))
        elif entry.head:
            kept.append(entry)
    return kept


def intervention(entry: Entry) -> dict[str, Any] | None:
    """{'type', 'name', 'description', 'otherNames'} of 'Drug: name' and its notes; None where no type is known."""
    found = INTERVENTION.fullmatch(entry.head)
    kind = enum_of("intervention_type", found["type"]) if found else None
    if not found or kind is None:
        return None
    prose, names = split_notes(entry.notes)
    description = markdown(prose)
    return (
        {"type": kind, "name": one_line(found["name"])}
        | ({"description": description} if description else {})
        | ({"otherNames": names["other name"]} if names.get("other name") else {})
    )


def interventions(cell: Cell) -> dict[str, Any] | None:
    """{'interventions': [...]}; None where one of them has no known type, so that it is reported."""
    found = [intervention(entry) for entry in things(cell.value.entries)]
    return {"interventions": found} if found and all(found) else None


def arm_group(entry: Entry) -> dict[str, Any]:
    """{'label', 'type', 'description', 'interventionNames'} of 'Experimental: label', at first 'label: Experimental'.

    Groups of an observational study have no type.
    """
    first, _, rest = entry.head.partition(": ")
    start, _, last = entry.head.rpartition(": ")
    prose, names = split_notes(entry.notes)
    description = markdown(prose)
    group: dict[str, Any] = {"label": entry.head.rstrip(":") or entry.head}
    if rest and enum_of("arm_group_type", first):
        group = {"label": rest, "type": enum_of("arm_group_type", first)}
    elif start and enum_of("arm_group_type", last):
        group = {"label": start, "type": enum_of("arm_group_type", last)}
    return (
        group
        | ({"description": description} if description else {})
        | ({"interventionNames": names["intervention"]} if names.get("intervention") else {})
    )


def arms(cell: Cell) -> dict[str, Any] | None:
    """{'armGroups': [...], 'interventions': [...]} of a cell of arms: their interventions are listed in their notes."""
    found = [arm_group(entry) for entry in things(cell.value.entries)]
    return {"armGroups": found} if found else None


def merge_interventions(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both lists as one, each intervention (type and name) once, with all that either says of it."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for found in (*first, *second):
        old = merged.setdefault((found["type"], found["name"].casefold()), {})
        labels = [*old.get("armGroupLabels", []), *found.get("armGroupLabels", [])]
        merged[found["type"], found["name"].casefold()] = (
            found | old | ({"armGroupLabels": list(dict.fromkeys(labels))} if labels else {})
        )
    return list(merged.values())


def officials(cell: Cell) -> list[dict[str, str]] | None:
    """[{'name', 'affiliation', 'role'}] of rows 'Study Director: | name | affiliation'."""
    found = [_official(row) for row in cell.value.rows if any(row)]
    return found if found and all("role" in official for official in found) else None


def _official(row: Sequence[str]) -> dict[str, str]:
    role = _ROLE.fullmatch(row[0])
    kind = enum_of("official_role", role["role"]) if role else None
    cells = [cell for cell in (role["name"] if role else "", *row[1:]) if cell]
    if kind is None or not cells:
        return {}
    return {"name": cells[0], "role": kind} | ({"affiliation": cells[1]} if len(cells) > 1 else {})


def contact(text: str) -> dict[str, str] | None:
    """{'name', 'role', 'phone', 'phoneExt', 'email'} of 'Contact: name phone ext. 1 mail'; None for anything else."""
    role = _ROLE.match(text)
    kind = enum_of("contact_role", role["role"]) if role else None
    if not role or kind is None:
        return None
    rest = role["name"]
    found = {"role": kind}
    for name, form, group in (("email", _EMAIL, 0), ("phoneExt", _EXTENSION, "ext"), ("phone", _PHONE, 0)):
        match = form.search(rest)
        if match:
            found[name] = one_line(match[group])
            rest = rest[: match.start()] + " " + rest[match.end() :]
    name = one_line(rest).rstrip(" ,;")
    return ({"name": name} if name else {}) | found


def contacts(cell: Cell) -> list[dict[str, str]] | None:
    """Central contacts, one a row."""
    found = [contact(one_line(" ".join(row))) for row in cell.value.rows if any(row)]
    return [person for person in found if person] if found and all(found) else None


def citations(kind: str) -> Reader:
    """A reader of [{'pmid', 'type', 'citation'}], the PMID where the page links to PubMed by number."""

    def read(cell: Cell) -> list[dict[str, str]] | None:
        links = dict(cell.value.links)
        found = []
        for text in cell.value.lines:
            pmid = re.search(r"pubmed[^/]*/(\d{4,9})\b", links.get(text, ""))
            found.append(
                ({"pmid": pmid[1]} if pmid else {}) | ({"type": kind} if kind else {}) | {"citation": text}
            )
        return found or None

    return read


def see_also(cell: Cell) -> list[dict[str, str]] | None:
    """[{'label', 'url'}]; the registry's own redirects (`/ct2/bye/…`) do not tell where they lead."""
    links = dict(cell.value.links)
    return [
        {"label": markdown([Block(text)])} | _url(links.get(text, "")) for text in cell.value.lines
    ] or None


def _url(href: str) -> dict[str, str]:
    return {"url": href} if re.match(r"https?://", href) and "/ct2/bye/" not in href else {}


def documents(cell: Cell) -> list[dict[str, Any]] | None:
    """[{'typeAbbrev', 'hasProtocol', …, 'label', 'date', 'filename'}] of links to the study's PDFs."""
    found = []
    for label, href in cell.value.links:
        file = _DOCUMENT_FILE.search(href)
        if not file:
            return None
        said = re.search(re.escape(label) + r"\s*\[PDF\]\s*([A-Z][a-z]+ \d{1,2}, \d{4})", cell.value.text)
        on = parse_date(said[1]) if said else None
        kinds = file["kind"].split("_")
        found.append(
            {"typeAbbrev": file["kind"]}
            | {name: kind in kinds for name, kind in _DOCUMENT_PARTS.items()}
            | {"label": label}
            | ({"date": on} if on else {})
            | {"filename": file["file"]}
        )
    return found or None

"""The registry's data model, and what in a study document does not agree with it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from harvester.study import Study, walk_leaves

_PYTHON_TYPES = {"integer": int, "number": int, "boolean": bool}
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@cache
def model(shared: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """(type of each leaf by its path without list positions, values of each enum)."""
    spec = shared / "registry/spec"
    types = _types(json.loads((spec / "studies_metadata.json").read_bytes()))
    return types, json.loads((spec / "enums_from_oas_2.0.5.json").read_bytes())


def _types(nodes: list[dict[str, Any]], above: str = "") -> dict[str, str]:
    types: dict[str, str] = {}
    for node in nodes:
        path = f"{above}.{node['name']}".lstrip(".")
        inside = node.get("children")
        types |= _types(inside, path) if inside else {path: node["type"].removesuffix("[]")}
    return types


def disagreements(study: Study, shared: Path) -> list[tuple[str, Any]]:
    """(path, value) of every leaf at no path of the registry's, or not of its type or among its enum's values."""
    types, enums = model(shared)
    leaves = ((re.sub(r"\.[0-9]+(?=\.|$)", "", path), value) for path, value in walk_leaves(study))
    return [
        (path, value)
        for path, value in leaves
        if path != "hasResults" and not _agrees(value, types.get(path, ""), enums)
    ]


def _agrees(value: Any, kind: str, enums: dict[str, list[str]]) -> bool:
    if kind in enums:
        return value in enums[kind]
    if kind in ("PartialDate", "NormalizedDate"):
        return isinstance(value, str) and _DATE.fullmatch(value) is not None
    return bool(kind) and type(value) is _PYTHON_TYPES.get(kind, str) and value != ""

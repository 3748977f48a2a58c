"""Is a request one that the registry's specification knows?"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

Schema = dict[str, Any]
Parameters = dict[str, dict[str, Schema]]

CHECKED_IN: dict[str, Parameters] = yaml.safe_load(
    Path(__file__).with_name("parameters.yaml").read_text("utf-8")
)
PATHS: Parameters = CHECKED_IN["documented"] | CHECKED_IN["undocumented"]
_PATTERNS = {
    path: re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path.replace(".", r"\."))) for path in PATHS
}


def parameters_of_specification(path: Path) -> Parameters:
    """What the OpenAPI file says of the paths that the loopback serves, in the shape of CHECKED_IN."""
    document = yaml.safe_load(path.read_text("utf-8"))
    schemas = document["components"]["schemas"]

    def resolved(schema: Schema) -> Schema:
        if "$ref" in schema:
            return resolved(schemas[schema["$ref"].rpartition("/")[2]])
        kept = {key: value for key, value in schema.items() if key not in ("default", "format")}
        return kept | ({"items": resolved(schema["items"])} if "items" in schema else {})

    return {
        path: {
            parameter["name"]: resolved(parameter["schema"])
            for parameter in document["paths"][path]["get"]["parameters"]
        }
        for path in CHECKED_IN["documented"]
    }


def match_path(path: str) -> tuple[str, dict[str, str]] | None:
    """'/studies/NCT00000001' → ('/studies/{nctId}', {'nctId': …}); None for a path nobody serves."""
    for template in sorted(PATHS, key=lambda template: template.count("{")):
        if found := _PATTERNS[template].fullmatch(path):
            return template, found.groupdict()
    return None


def check_parameters(template: str, params: Iterable[tuple[str, str]]) -> list[str]:
    """What is wrong with the parameters of a request, in words; [] when nothing is."""
    known, seen, problems = PATHS[template], set(), []
    for name, value in params:
        if name not in known:
            problems.append(f"unknown parameter `{name}`")
        elif name in seen:
            problems.append(f"`{name}` is given twice")
        else:
            problems += [f"`{name}`: {problem}" for problem in _check(known[name], value)]
        seen.add(name)
    return problems


def _check(schema: Schema, value: str) -> list[str]:
    kind = schema["type"]
    if kind == "array":
        items = split_list(value)
        if not schema.get("minItems", 0) <= len(items) <= schema.get("maxItems", len(items)):
            return [f"{len(items)} items"]
        return [problem for item in items for problem in _check(schema["items"], item)]
    if kind == "boolean" and value not in ("true", "false"):
        return [f"{value!r} is no boolean"]
    if kind == "integer" and not (
        re.fullmatch(r"-?\d+", value) and int(value) >= schema.get("minimum", -(2**31))
    ):
        return [f"{value!r} is no such integer"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{value!r} is not one of {schema['enum']}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{value!r} does not match {schema['pattern']}"]
    return []


def split_list(value: str) -> list[str]:
    """'a,b|c' → ['a', 'b', 'c']; '' → []."""
    return re.split(r"[,|]", value) if value else []

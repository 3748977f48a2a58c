"""A study document with every key that the schema knows."""

from typing import Any

from harvester.mapping.spec import Node, Object, Spec, Value, Values
from harvester.study import Study

_SAMPLES = {"boolean": True, "integer": 0, "number": 0.5, "date": "2021-01-01"}


def skeleton(spec: Spec) -> Study:
    """Each object with all its keys, each list with one item, of each enum a value, other text empty."""
    study: Study = _sample(spec.root, spec)
    return study


def _sample(node: Node, spec: Spec) -> Any:
    if isinstance(node, Value):
        values = list(spec.enums.get(node.column.enum, ()))
        if node.many:
            return values
        return values[0] if values else _SAMPLES.get(node.column.type, "")
    if isinstance(node, Values):
        return list(spec.enums.get(node.column.enum, ("",)))
    fields = {key: _sample(child, spec) for key, child in node.children.items()}
    return fields if isinstance(node, Object) else [fields]

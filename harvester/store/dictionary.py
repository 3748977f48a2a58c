"""The dictionary that a new file gets for its documents: what all study documents have in common."""

from importlib.resources import files

import orjson

from harvester.mapping.skeleton import skeleton
from harvester.mapping.spec import Spec
from harvester.study import canonical_json


def build_dictionary(spec: Spec) -> bytes:
    """Every key and enum of the schema, then the demo's studies: their words are ours, their shape is the registry's.

    A fifth less than zlib on records it has never seen. It need not be the same from version to version: each file
    keeps its own.
    """
    demo = sorted(files("harvester.data").joinpath("demo").iterdir(), key=lambda file: file.name)
    studies = [orjson.loads(file.read_bytes()) for file in demo if file.name.startswith("NCT")]
    return b"".join(map(canonical_json, [skeleton(spec), *studies]))

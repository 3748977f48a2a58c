"""Documents and payloads as they lie in the file: canonical JSON, compressed with zlib."""

import zlib

import orjson

from harvester.study import Study

_LEVEL = 6


def pack(payload: bytes) -> bytes:
    """Bytes → zlib."""
    return zlib.compress(payload, _LEVEL)


def unpack(blob: bytes) -> bytes:
    """zlib → bytes."""
    return zlib.decompress(blob)


def unpack_study(blob: bytes) -> Study:
    """The study document of a stored version."""
    study: Study = orjson.loads(unpack(blob))
    return study

"""Documents and payloads as they lie in the file: study documents with zstd against the file's dictionary, the payloads
of problems with zlib."""

import sqlite3
import zlib
from functools import lru_cache

import orjson
import zstandard

from harvester.study import Study

_ZLIB_LEVEL = 6
_ZSTD_LEVEL = 3


def pack(payload: bytes) -> bytes:
    """Bytes → zlib."""
    return zlib.compress(payload, _ZLIB_LEVEL)


def unpack(blob: bytes) -> bytes:
    """zlib → bytes."""
    return zlib.decompress(blob)


class Packing:
    """How one file keeps its documents; `dictionary` is text that they have much in common with. For one thread."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        shared = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        shared.precompute_compress(level=_ZSTD_LEVEL)
        self._compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, dict_data=shared)
        self._decompressor = zstandard.ZstdDecompressor(dict_data=shared)

    def pack(self, document: bytes) -> bytes:
        """Canonical JSON → zstd."""
        return self._compressor.compress(document)

    def unpack(self, blob: bytes) -> bytes:
        """zstd → canonical JSON."""
        return self._decompressor.decompress(blob)

    def unpack_study(self, blob: bytes) -> Study:
        """The study document of a stored version."""
        study: Study = orjson.loads(self.unpack(blob))
        return study


def packing_of(conn: sqlite3.Connection) -> Packing:
    """How this file keeps its documents."""
    (dictionary,) = conn.execute("SELECT dictionary FROM document_dictionary").fetchone()
    return _packing(dictionary)


@lru_cache(maxsize=4)
def _packing(dictionary: bytes) -> Packing:
    return Packing(dictionary)

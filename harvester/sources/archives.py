"""Packed files, read member by member without believing what they say of their size."""

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from harvester.errors import RecordError

FREE_BYTES = 1 << 30
LARGEST_RATIO = 200
"""JSON of studies packs to a fifth or a tenth; what grows two hundredfold and past a gigabyte is a bomb."""
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    lzma.LZMAError,
    gzip.BadGzipFile,
    NotImplementedError,
    UnicodeDecodeError,
)
"""What the standard library raises on damaged or unknown packing, names of members that are no text included."""
COPY_BYTES, BUFFER_BYTES = 1 << 20, 64 << 10


class Readable(Protocol):
    """Anything with `read`."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b'' at the end."""


class Bomb(RecordError):
    """An archive unpacks to more than an honest one can."""


@dataclass(slots=True)
class Allowance:
    """How many bytes an archive may still unpack to, archives in it included."""

    left: int

    @classmethod
    def of(cls, packed_bytes: int) -> "Allowance":
        """For an archive of that size."""
        return cls(max(FREE_BYTES, LARGEST_RATIO * packed_bytes))

    def take(self, size: int) -> None:
        """Raises Bomb once the archive unpacked to more than it may."""
        self.left -= size
        if self.left < 0:
            raise Bomb(
                f"unpacks to more than {LARGEST_RATIO} times its size and is not read further: "
                "if you trust it, unpack it and load the folder"
            )


class Joined(io.RawIOBase):
    """`first`, then what `rest` still has, which is taken from the archive's allowance if it lies in one."""

    def __init__(self, first: bytes, rest: Readable, allowance: Allowance | None = None) -> None:
        self._first, self._rest, self._allowance = io.BytesIO(first), rest, allowance

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As io.RawIOBase has it; raises Bomb and what DAMAGE lists."""
        data = self._first.read(len(buffer))
        if not data:
            data = self._rest.read(len(buffer))
            if self._allowance is not None:
                self._allowance.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def unpacked(packed: Readable, allowance: Allowance) -> io.BufferedReader:
    """A packed stream that stops with Bomb when its archive's allowance is used up."""
    return io.BufferedReader(Joined(b"", packed, allowance), BUFFER_BYTES)


def joined(first: bytes, rest: Readable) -> io.BufferedReader:
    """A stream whose beginning was read already."""
    return io.BufferedReader(Joined(first, rest), BUFFER_BYTES)


def seekable_copy(stream: Readable) -> BinaryIO:
    """What is left of a stream as a temporary file: a zip inside an archive is read from its end."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    while data := stream.read(COPY_BYTES):
        copy.write(data)
    copy.seek(0)
    return copy


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    """Whether a member needs a password."""
    return bool(info.flag_bits & 0x1)

"""A zip of very many members, as zips of some members each.

ZipFile holds every entry of the directory at once: 330 MB for the registry's 580,000. Here it is shown the same file with
a directory that lists a part of them, so that all it knows of zips stays in use, in this process or in another.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_ENTRY = struct.Struct("<4s16xLLHHH12x")
"""Of a directory's entry: signature, size packed and unpacked, lengths of name, extra field and comment."""
_HEADER = struct.Struct("<26xHH")
"""Of what stands before a member: lengths of name and extra field."""
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_LARGEST_COMMENT = 1 << 16
_WINDOW = 1 << 20
_AT_ONCE = 1 << 20
"""Members up to this size are unpacked in one go."""
_UTF_8 = 0x800
_ORDINARY = _UTF_8 | 0x0E
"""Flags of a member that is neither encrypted nor patched: its name's encoding, how hard it was packed, that its sizes
stand behind it."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory of a zip lies (`at`), where the zip says it does (`stated`), its size, its entries."""

    at: int
    stated: int
    size: int
    entries: int


@dataclass(frozen=True, slots=True)
class ZipPart:
    """Some members of a zip: their entries in its directory, and their bytes as it states them."""

    directory: Directory
    entries: bytes
    members: int
    packed: int
    unpacked: int

    def open(self, file: BinaryIO) -> zipfile.ZipFile:
        """The zip as if it had no other members. Raises BadZipFile where its entries are damaged."""
        return _Members(_View(file, self))


def find_directory(file: BinaryIO) -> Directory | None:
    """The zip's directory; None for anything unusual, which ZipFile is left to judge."""
    size = file.seek(0, io.SEEK_END)
    tail_at = max(0, size - _LARGEST_COMMENT - _END.size - _LOCATOR_64.size)
    file.seek(tail_at)
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < _END.size:
        return None
    _, _, _, _, entries, length, stated, _ = _END.unpack_from(tail, end)
    stops_at = tail_at + end
    locator = end - _LOCATOR_64.size
    if locator >= 0 and tail.startswith(b"PK\x06\x07", locator):
        stops_at = tail_at + locator - _END_64.size
        file.seek(max(0, stops_at))
        record = file.read(_END_64.size)
        if len(record) < _END_64.size or not record.startswith(b"PK\x06\x06"):
            return None
        entries, length, stated = _END_64.unpack(record)[7:]
    if stops_at < length:
        return None
    return Directory(stops_at - length, stated, length, entries)


def count_members(file: BinaryIO) -> int:
    """How many members a zip has. Raises BadZipFile where it is none, breaks off, or counts others than it lists."""
    directory = find_directory(file)
    if directory is None:
        raise zipfile.BadZipFile("no directory at its end")
    listed = sum(1 for _ in _entries(file, directory))
    if listed != directory.entries:
        raise zipfile.BadZipFile(f"it lists {listed} members and counts {directory.entries}")
    return listed


def zip_parts(file: BinaryIO, directory: Directory, members: int, unpacked: int) -> Iterator[ZipPart]:
    """Parts of at most so many `members` and `unpacked` bytes; a member that has more is a part by itself.

    Raises BadZipFile where the directory is none or breaks off.
    """
    begun: list[bytes] = []
    sizes = [0, 0]
    for entry, packed_size, unpacked_size in _entries(file, directory):
        if begun and (len(begun) == members or sizes[1] + unpacked_size > unpacked):
            yield ZipPart(directory, b"".join(begun), len(begun), *sizes)
            begun, sizes = [], [0, 0]
        begun.append(entry)
        sizes = [sizes[0] + packed_size, sizes[1] + unpacked_size]
    if begun:
        yield ZipPart(directory, b"".join(begun), len(begun), *sizes)


def _entries(file: BinaryIO, directory: Directory) -> Iterator[tuple[bytes, int, int]]:
    """(entry, size packed, size unpacked) of each member; sizes of 4 GB stand for those and more."""
    at, end, window, start = directory.at, directory.at + directory.size, b"", 0
    while start < len(window) or at < end:
        length = _ENTRY.size
        if start + length <= len(window):
            signature, packed, unpacked, *lengths = _ENTRY.unpack_from(window, start)
            if signature != b"PK\x01\x02":
                raise zipfile.BadZipFile("its directory is not one of entries")
            length += sum(lengths)
            if start + length <= len(window):
                yield window[start : start + length], packed, unpacked
                start += length
                continue
        if at >= end:
            raise zipfile.BadZipFile("its directory breaks off")
        file.seek(at)
        more = file.read(min(_WINDOW, end - at))
        window, start, at = window[start:] + more, 0, at + len(more)
        if not more:
            raise zipfile.BadZipFile("its directory breaks off")


class _Members(zipfile.ZipFile):
    """Unpacks an ordinary member in one go, which takes ZipFile a fifth longer; what is odd or damaged is left to that."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """As ZipFile has it."""
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        ordinary = info.compress_type == zipfile.ZIP_DEFLATED and not info.flag_bits & ~_ORDINARY
        if ordinary and 0 < info.file_size <= _AT_ONCE and info.compress_size <= _AT_ONCE:
            payload = self._unpacked(info)
            if payload is not None:
                return payload
        return super().read(info, pwd)

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes | None:
        """The member, None where it is not all that its entry says."""
        assert self.fp is not None
        self.fp.seek(info.header_offset)
        header = self.fp.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(b"PK\x03\x04"):
            return None
        named, extra = _HEADER.unpack(header)
        data = self.fp.read(named + extra + info.compress_size)
        name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437")
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            payload = inflate.decompress(memoryview(data)[named + extra :], info.file_size)
        except zlib.error:
            return None
        whole = len(payload) == info.file_size and zlib.crc32(payload) == info.CRC
        return payload if whole and data[:named] == name else None


class _View(io.RawIOBase):
    """A zip's members and, behind them, a directory that lists some of them."""

    def __init__(self, file: BinaryIO, part: ZipPart) -> None:
        directory, entries, count = part.directory, part.entries, part.members
        self._file, self._position = file, 0
        self._members = directory.at
        end_64 = _END_64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(entries), directory.stated)
        locator = _LOCATOR_64.pack(b"PK\x06\x07", 0, directory.at + len(entries), 1)
        end = _END.pack(b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        self._directory = entries + end_64 + locator + end

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As io.RawIOBase has it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(
            whence, self._members + len(self._directory)
        )
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """As io.RawIOBase has it."""
        return self._position

    def read(self, size: int = -1) -> bytes:
        """As io.RawIOBase has it, short only at the end."""
        stop = self._members + len(self._directory)
        size = stop - self._position if size is None or size < 0 else min(size, stop - self._position)
        data = b""
        if size > 0 and self._position < self._members:
            self._file.seek(self._position)
            data = self._file.read(min(size, self._members - self._position))
        if len(data) < size:
            start = self._position + len(data) - self._members
            data += self._directory[start : start + size - len(data)]
        self._position += max(0, len(data))
        return data

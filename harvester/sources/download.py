"""The registry's bulk file on its way to the disk: continued where it broke off, never taken for whole before it is."""

import fcntl
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import Self

import msgspec

from harvester.errors import BusyError, HarvesterError, RegistryError
from harvester.progress import Progress
from harvester.record import now
from harvester.sources.streams import ZIP_STARTS
from harvester.sources.transport import Stream, Transient, Transport
from harvester.sources.zip_parts import count_members

LARGEST_BYTES = 32 << 30
"""Ten times what the registry has: what is larger is not its bulk file."""
_START = len(ZIP_STARTS[0])


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a bulk file, kept beside it: `validator` is what If-Range takes, `data_timestamp` the registry's
    when the first byte was asked for, `retrieved_at` set once it is whole."""

    url: str
    data_timestamp: str | None
    validator: str | None = None
    size: int | None = None
    retrieved_at: str | None = None

    @staticmethod
    def path(target: Path) -> Path:
        """Where it is kept."""
        return target.with_name(f"{target.name}.about")

    @classmethod
    def of(cls, target: Path) -> Self | None:
        """What is kept beside the file that is to be at `target`; None where nothing readable is."""
        try:
            return msgspec.json.decode(cls.path(target).read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, target: Path) -> None:
        """Write it, whole or not at all."""
        path = self.path(target)
        fresh = path.with_name(f"{path.name}.new")
        try:
            fresh.write_bytes(msgspec.json.encode(self))
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise


@dataclass(frozen=True, slots=True)
class BulkFile:
    """The bulk file, whole: `url` is where it came from, `members` how many files are in it."""

    path: Path
    url: str
    members: int
    retrieved_at: str
    data_timestamp: str | None


def part_of(target: Path) -> Path:
    """What a file is named until it is whole."""
    return target.with_name(f"{target.name}.part")


def forget(target: Path, *, keep: bool = False) -> None:
    """The bulk file was loaded: take away what was noted of it and, unless it is to be kept, the file itself."""
    About.path(target).unlink(missing_ok=True)
    if not keep:
        part_of(target).unlink(missing_ok=True)
        target.unlink(missing_ok=True)


def download(
    transport: Transport, url: str, target: Path, data_timestamp: str | None, progress: Progress
) -> BulkFile:
    """The bulk file at `target`, asked for only as far as it is not there already.

    What is there whole is used while the registry's data stand at `data_timestamp`. Until it is whole it is named
    `target`.part. `progress` is told bytes. Raises RegistryError when the attempts are spent (what came stays),
    BusyError where another run downloads to the same place, HarvesterError where the disk cannot take it.
    """
    part = part_of(target)
    with _disk(part):
        about = About.of(target)
        if about and about.retrieved_at:
            if _size(part) == about.size:
                part.replace(target)
            if whole := _still_whole(target, about, url, data_timestamp):
                return whole
            if _size(target) == about.size:
                target.unlink()
            about = None
        with _opened(part) as file:
            taken = _Download(file, target, About(url, data_timestamp), about, progress)
            try:
                members = transport.receive(url, taken.headers, taken.take, lambda: taken.size)
            except RegistryError as error:
                if not taken.size:
                    raise
                raise RegistryError(
                    f"{error} {part} has {_mb(taken.size)} of it: it goes on from there."
                ) from error
            finally:
                taken.forget_if_empty(part)
            os.fsync(file)
            done = replace(taken.about, size=taken.size, retrieved_at=now())
            done.keep(target)
            part.replace(target)
    return BulkFile(target, url, members, str(done.retrieved_at), done.data_timestamp)


def _still_whole(target: Path, about: About, url: str, data_timestamp: str | None) -> BulkFile | None:
    """The file that an earlier run brought and did not load to its end, if it is what would be asked for now."""
    current = about.url == url and about.data_timestamp == data_timestamp is not None
    if not current or _size(target) != about.size:
        return None
    try:
        with target.open("rb") as file:
            members = count_members(file)
    except zipfile.BadZipFile:
        return None
    return BulkFile(target, url, members, str(about.retrieved_at), data_timestamp)


class _Download:
    """One file and what came of it so far. `fresh` is what is known of one that begins anew."""

    def __init__(
        self, file: FileIO, target: Path, fresh: About, about: About | None, progress: Progress
    ) -> None:
        self.file, self.target, self.fresh, self.progress = file, target, fresh, progress
        self.about = about or fresh
        if about is None or about.url != fresh.url or not about.validator:
            self.begin_anew(fresh)

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return os.fstat(self.file.fileno()).st_size

    def begin_anew(self, about: About) -> None:
        """Forget what came, then note what is to come."""
        self.file.truncate(0)
        self.about = about
        about.keep(self.target)

    def forget_if_empty(self, part: Path) -> None:
        """Leave nothing behind where nothing came."""
        if not self.size:
            part.unlink(missing_ok=True)
            About.path(self.target).unlink(missing_ok=True)

    def headers(self) -> Mapping[str, str]:
        """Of the next request: what is still to come, if it is still the same file."""
        if not self.size or not self.about.validator:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self.about.validator}

    def take(self, stream: Stream) -> int:
        """Write the answer; how many members the file has, now that it is whole. Raises Transient where it is not."""
        if stream.status == 416:
            self._judge_range(stream)
        elif stream.status == 206:
            self._judge_part(stream)
            self._write(stream.chunks)
        else:
            start, chunks = _peek(stream.chunks)
            if start[:_START] not in ZIP_STARTS:
                raise Transient(f"a page that is no zip: {start[:80].decode('utf-8', 'replace')!r}")
            size = _number(stream.headers.get("Content-Length", ""))
            self._make_sure_of_room(size, self.size)
            self.begin_anew(replace(self.fresh, validator=_validator(stream.headers), size=size))
            self._write(chunks)
        return self._judge_whole()

    def _judge_range(self, stream: Stream) -> None:
        """Nothing lies behind what is there: it is whole, or not what it is taken for."""
        total = stream.headers.get("Content-Range", "").rpartition("/")[2]
        if total != str(self.size) or self.about.size not in (None, self.size):
            self.begin_anew(self.fresh)
            raise Transient("what came before is longer than the file is now; it begins anew")

    def _judge_part(self, stream: Stream) -> None:
        """Raises Transient unless the part begins where this file ends and is of the same one."""
        unit, _, rest = stream.headers.get("Content-Range", "").partition(" ")
        span, _, total = rest.partition("/")
        begins = span.partition("-")[0]
        fits = (
            unit == "bytes"
            and begins == str(self.size)
            and (total == "*" or self.about.size in (None, _number(total)))
            and _validator(stream.headers) in (None, self.about.validator)
        )
        if not fits:
            self.begin_anew(self.fresh)
            raise Transient(f"a part that does not fit ({unit} {rest}); it begins anew")
        self._make_sure_of_room(_number(total), 0)
        if self.about.size is None:
            self.about = replace(self.about, size=_number(total))

    def _make_sure_of_room(self, size: int | None, freed: int) -> None:
        """Raises HarvesterError where a file of that size is none of the registry's, or the disk has no room for it."""
        if size is None:
            return
        if size > LARGEST_BYTES:
            raise _too_large(self.fresh.url, size)
        needed = size - (self.size - freed)
        free = shutil.disk_usage(self.target.parent).free + freed
        if needed > free:
            raise HarvesterError(
                f"the registry's file needs {_mb(needed)} more, {self.target.parent or '.'} has {_mb(free)} free: free some "
                "space, or have it on another disk with --keep. Nothing was loaded."
            )

    def _write(self, chunks: Iterator[bytes]) -> None:
        size = self.file.seek(0, os.SEEK_END)
        self.progress(size, self.about.size)
        for chunk in chunks:
            if size + len(chunk) > LARGEST_BYTES:
                raise _too_large(self.fresh.url, size + len(chunk))
            view = memoryview(chunk)
            while view:
                view = view[self.file.write(view) :]
            size += len(chunk)
            self.progress(size, self.about.size)

    def _judge_whole(self) -> int:
        """Members of the zip; raises Transient where it breaks off, RegistryError where it is whole and none."""
        size, stated = self.size, self.about.size
        if stated is not None and size < stated:
            raise Transient(f"it broke off after {_mb(size)} of {_mb(stated)}")
        try:
            if stated is not None and size > stated:
                raise zipfile.BadZipFile(f"{size:,} bytes came and {stated:,} were announced")
            if members := count_members(self.file):
                return members
            raise zipfile.BadZipFile("it is empty")
        except zipfile.BadZipFile as error:
            self.begin_anew(self.fresh)
            if stated is None:
                raise Transient(f"what came is no whole zip: {error}") from error
            raise RegistryError(
                f"what {self.fresh.url} sent is no whole zip ({error}): nothing was loaded. Try again later."
            ) from error


def _peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, at least four where there are so many, and all of them."""
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= _START:
            break
    return start, chain([start], chunks)


def _validator(headers: Mapping[str, str]) -> str | None:
    """What If-Range takes: a strong ETag, else the date of the last change."""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified")


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _size(path: Path) -> int | None:
    """Bytes of a file, None where there is none."""
    return path.stat().st_size if path.exists() else None


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _too_large(url: str, size: int) -> RegistryError:
    return RegistryError(
        f"{url} sends {_mb(size)} and more, {_mb(LARGEST_BYTES)} at most: that is not the registry's bulk file. "
        "Check --api-url."
    )


@contextmanager
def _opened(part: Path) -> Iterator[FileIO]:
    """The file to be, for this run alone; what is written to it is there whatever becomes of the run."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with FileIO(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"another run is downloading to {part}; this one left it alone") from error
        yield file


@contextmanager
def _disk(part: Path) -> Iterator[None]:
    """What the disk refuses, as a HarvesterError that says what to do."""
    try:
        yield
    except OSError as error:
        raise HarvesterError(
            f"{part} cannot be written: {error.strerror or error}. Free some space or change the folder's permissions, "
            "and run the same command again: it goes on where it stopped."
        ) from error

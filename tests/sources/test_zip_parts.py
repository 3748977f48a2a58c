"""A zip read in parts is the zip read whole, whatever its directory looks like; damage is told as ZipFile tells it."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvester.sources.archives import DAMAGE
from harvester.sources.zip_parts import ZipPart, find_directory, zip_parts


def zipped(count: int, *, comment: bytes = b"", prefix: bytes = b"", names: str = "{}.json") -> bytes:
    buffer = io.BytesIO()
    buffer.write(prefix)
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(count):
            info = zipfile.ZipInfo(names.format(number))
            info.comment = b"c" * (number % 3)
            info.compress_type = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            archive.writestr(info, f"payload {number}" * (number % 5))
        archive.comment = comment
    return buffer.getvalue()


def content(payload: bytes, members: int) -> list[tuple[str, bytes]]:
    found = []
    for part in parts(payload, members):
        with part.open(io.BytesIO(payload)) as archive:
            assert len(archive.infolist()) == part.members
            assert part.unpacked == sum(info.file_size for info in archive.infolist())
            found += [(info.filename, archive.read(info)) for info in archive.infolist()]
    return found


def parts(payload: bytes, members: int, unpacked: int = 1 << 30) -> Iterator[ZipPart]:
    file = io.BytesIO(payload)
    directory = find_directory(file)
    if directory is None:
        raise zipfile.BadZipFile("no directory")
    return zip_parts(file, directory, members, unpacked)


def whole(payload: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


@given(
    count=st.integers(0, 30),
    members=st.integers(1, 12),
    comment=st.binary(max_size=40).filter(lambda comment: b"PK" not in comment),  # ZipFile is left to judge
    prefix=st.binary(max_size=40),
    names=st.sampled_from(["{}.json", "folder/{}.json", "é{}.json", "{}" + "long" * 60]),
)
def test_the_parts_hold_what_the_whole_holds(
    count: int, members: int, comment: bytes, prefix: bytes, names: str
) -> None:
    payload = zipped(count, comment=comment, prefix=prefix, names=names)
    assert content(payload, members) == whole(payload)


def test_a_zip_of_more_members_than_the_old_format_counts() -> None:
    payload = zipped(70_000)
    assert payload.count(b"PK\x06\x06") == 1, "the zip is one of the 64-bit format"
    found = list(parts(payload, 30_000))
    assert [part.members for part in found] == [30_000, 30_000, 10_000]
    with found[0].open(io.BytesIO(payload)) as archive:
        assert archive.read("4.json") == b"payload 4" * 4


def test_parts_are_small_in_bytes_too_but_for_a_member_that_is_not() -> None:
    payload = zipped(20)
    assert all(part.unpacked <= 40 or part.members == 1 for part in parts(payload, 100, 40))
    assert sum(part.members for part in parts(payload, 100, 1)) == 20


def test_bytes_that_are_no_zip_are_told_so() -> None:
    for payload in (b"", b"PK\x05\x06", b"no zip" * 100, zipped(9)[:-30]):
        with pytest.raises(zipfile.BadZipFile):
            content(payload, 2)


def test_no_damage_raises_anything_but_what_zipfile_raises() -> None:
    chance = random.Random(20261124)
    payload = zipped(12)
    for _ in range(1500):
        damaged = bytearray(payload)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged) - 400, len(damaged))] = chance.randrange(256)
        try:
            content(bytes(damaged), 5)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, struct.error):
            continue
        except zipfile.zlib.error:
            continue


class _Unseekable(io.BytesIO):
    """What makes zipfile write sizes behind a member."""

    def seekable(self) -> bool:
        return False


def read_or_failure(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | str:
    try:
        return archive.read(info)
    except (*DAMAGE, OSError, RuntimeError) as error:
        return type(error).__name__


@example(payloads=[b""], packing=zipfile.ZIP_DEFLATED, behind=False, damaged=[(978, 70)])
@given(
    payloads=st.lists(
        st.one_of(st.just(b""), st.binary(max_size=60), st.just(b"again " * 500)), min_size=1, max_size=8
    ),
    packing=st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2]),
    behind=st.booleans(),
    damaged=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=3),
)
def test_a_member_unpacked_in_one_go_is_what_zipfile_reads_or_fails_as_it_does(
    payloads: list[bytes], packing: int, behind: bool, damaged: list[tuple[int, int]]
) -> None:
    buffer = _Unseekable() if behind else io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for number, payload in enumerate(payloads):
            archive.writestr(f"é{number}.json" if number % 2 else f"{number}.json", payload)
    made = bytearray(buffer.getvalue())
    directory = find_directory(io.BytesIO(made))
    assert directory is not None
    for at, value in damaged:
        made[at % directory.at] = value
    (part,) = zip_parts(io.BytesIO(made), directory, 100, 1 << 30)
    with part.open(io.BytesIO(made)) as ours, zipfile.ZipFile(io.BytesIO(made)) as theirs:
        for one, other in zip(ours.infolist(), theirs.infolist(), strict=True):
            mine, expected = read_or_failure(ours, one), read_or_failure(theirs, other)
            # A damaged header may send both to bytes behind the members, which are not the same: of an empty member
            # no checksum tells, and chance whether they unpack.
            assert mine == expected or (damaged and not other.file_size and b"" in (mine, expected))


def test_a_member_that_unpacks_to_more_than_it_says_is_no_more_than_it_says() -> None:
    payload = zipped(4)
    lying = payload.replace(struct.pack("<L", len("payload 3" * 3)), struct.pack("<L", 5))
    assert lying != payload
    (part,) = parts(lying, 100)
    with part.open(io.BytesIO(lying)) as archive, pytest.raises(zipfile.BadZipFile, match="CRC"):
        archive.read("3.json")

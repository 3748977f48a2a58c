"""The bulk file on its way to the disk: continued, begun anew, or refused; never taken for whole before it is."""

import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import BusyError, HarvesterError, RegistryError
from harvester.sources import download as module
from harvester.sources import transport
from harvester.sources.api import ApiClient
from harvester.sources.download import About, BulkFile, forget, part_of
from harvester.sources.transport import Refused
from tests.registry import Asked, Registry
from tests.registry import BulkFile as Served
from tests.sources.documents import make_study

T = "2025-01-02T09:00:05"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry(make_study(number, title=os.urandom(40).hex()) for number in range(1, 41)) as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(registry: Registry, waits: list[float]) -> Iterator[ApiClient]:
    with ApiClient(registry.url, sleep=waits.append) as client:
        yield client


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "studies.json.zip"


def asked(registry: Registry) -> list[Asked]:
    return [request for request in registry.requests if "download" in request.path]


def ranges(registry: Registry) -> list[str | None]:
    return [request.headers.get("range") for request in asked(registry)]


def is_whole(file: BulkFile, studies: int = 40) -> bool:
    with zipfile.ZipFile(file.path) as archive:
        return archive.testzip() is None and len(archive.namelist()) == file.members == studies


def left(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_one_request_brings_it_and_its_bytes_are_counted(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    file = client.download_studies(target, T, lambda done, total: told.append((done, total)))
    size = target.stat().st_size
    assert is_whole(file)
    assert (client.requests, client.bytes_received) == (1, size)
    assert (told[0], told[-1]) == ((0, size), (size, size))
    assert left(target) == ["studies.json.zip", "studies.json.zip.about"]
    assert asked(registry)[0].params == {"format": "json.zip"}
    assert asked(registry)[0].headers["accept-encoding"] == "identity"
    forget(target)
    assert left(target) == []


@pytest.mark.parametrize("validator", ["etag", "date"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_body_that_is_cut_is_continued_where_it_broke_off(
    registry: Registry, client: ApiClient, target: Path, validator: Any, framing: Any
) -> None:
    registry.bulk = Served(validator=validator, framing=framing)
    registry.misbehave("cut_body", match="download", times=3)
    assert is_whole(client.download_studies(target, T))
    starts = [int((start or "bytes=0-")[6:-1]) for start in ranges(registry)]
    assert len(starts) == 4
    assert starts == sorted(set(starts)), "each attempt begins where the one before it ended"
    assert client.bytes_received == target.stat().st_size, "no byte came twice"
    assert [request.status for request in asked(registry)] == [200, 206, 206, 206]


def test_the_next_run_goes_on_where_the_last_one_stopped(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    registry.misbehave("cut_body", match="download")
    registry.misbehave("status", match="download", skip=0, times=7)
    with pytest.raises(RegistryError, match=r"8 attempts.*it goes on from there"):
        client.download_studies(target, T)
    half = part_of(target).stat().st_size
    assert half > 1000
    assert not target.exists()
    with ApiClient(registry.url) as other:
        assert is_whole(other.download_studies(target, T))
    assert ranges(registry)[-1] == f"bytes={half}-"


@pytest.mark.parametrize("served", [Served(ranges=False), Served(validator="none"), Served(validator="weak")])
def test_a_server_that_cannot_continue_sends_it_anew(
    registry: Registry, client: ApiClient, target: Path, served: Served
) -> None:
    registry.bulk = served
    registry.misbehave("cut_body", match="download", times=2)
    assert is_whole(client.download_studies(target, T))
    assert [request.status for request in asked(registry)] == [200, 200, 200]
    assert all(("range" in request.headers) == ("if-range" in request.headers) for request in asked(registry))


@pytest.mark.parametrize("validator", ["etag", "date"])
def test_other_data_in_between_begin_anew_and_are_never_mixed(
    registry: Registry, client: ApiClient, target: Path, validator: Any
) -> None:
    registry.bulk = Served(validator=validator)
    registry.misbehave("cut_body", match="download")
    registry.misbehave("status", match="download", times=7)
    with pytest.raises(RegistryError):
        client.download_studies(target, T)
    registry.put(*(make_study(number, title="New") for number in range(1, 60)))
    registry.publish()
    with ApiClient(registry.url) as other:
        file = other.download_studies(target, registry.data_timestamp)
    assert is_whole(file, 59)
    assert file.data_timestamp == registry.data_timestamp
    assert asked(registry)[-1].status == 200


def test_a_part_that_does_not_fit_is_not_taken(registry: Registry, client: ApiClient, target: Path) -> None:
    """A server that ignores If-Range: the total gives it away."""
    registry.misbehave("cut_body", match="download")
    registry.misbehave("status", match="download", times=7)
    with pytest.raises(RegistryError):
        client.download_studies(target, T)
    about = About.of(target)
    assert about
    registry.put(make_study(99))
    lying = registry.bulk.body = registry._shelf.archive()
    tag = f'"{__import__("hashlib").sha256(lying).hexdigest()[:16]}"'
    About(about.url, T, tag, about.size).keep(target)
    with ApiClient(registry.url) as other:
        assert is_whole(other.download_studies(target, T), 41)
    assert [request.status for request in asked(registry)][-2:] == [206, 200]


def test_what_was_whole_but_for_its_name_is_not_asked_for_again(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    """Killed between the last byte and the end: 416 says there is nothing behind it."""
    whole = client.download_studies(target, T)
    about = About.of(target)
    assert about
    target.rename(part_of(target))
    About(about.url, T, about.validator, about.size).keep(target)
    assert client.download_studies(target, T).members == whole.members
    assert [request.status for request in asked(registry)] == [200, 416]
    target.rename(part_of(target))
    about.keep(target)
    assert client.download_studies(target, T).members == whole.members
    assert len(asked(registry)) == 2


def test_more_than_the_file_is_now_begins_anew(registry: Registry, client: ApiClient, target: Path) -> None:
    client.download_studies(target, T)
    about = About.of(target)
    assert about
    part_of(target).write_bytes(target.read_bytes() + b"more")
    About(about.url, T, about.validator).keep(target)
    assert is_whole(client.download_studies(target, T))
    assert [request.status for request in asked(registry)] == [200, 416, 200]


def test_a_whole_file_is_used_while_the_data_stand_and_not_longer(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    first = client.download_studies(target, T)
    assert client.download_studies(target, T) == first
    assert client.requests == 1
    registry.put(make_study(50))
    assert is_whole(client.download_studies(target, "2025-01-03T09:00:05"), 41)
    client.download_studies(target, None)
    client.download_studies(target, None)
    assert client.requests == 4, "a registry that does not say how old its data are is asked"


def test_a_file_of_another_registry_is_not_continued(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    part_of(target).write_bytes(b"PK\x03\x04 of somebody else")
    About("http://elsewhere.example/api/v2/studies/download?format=json.zip", T, '"a"').keep(target)
    assert is_whole(client.download_studies(target, T))
    assert ranges(registry) == [None]


@pytest.mark.parametrize("noted", [b"", b"{", b'{"url": 3}', b"[]", b'{"url": "x", "more": 1}'])
def test_notes_that_cannot_be_read_begin_anew(
    registry: Registry, client: ApiClient, target: Path, noted: bytes
) -> None:
    part_of(target).write_bytes(b"PK\x03\x04 of whatever")
    About.path(target).write_bytes(noted)
    assert is_whole(client.download_studies(target, T))
    assert ranges(registry) == [None]


def test_a_maintenance_page_is_asked_again_and_costs_nothing_that_came(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    registry.misbehave("cut_body", match="download")
    registry.misbehave("html", match="download", times=2)
    assert is_whole(client.download_studies(target, T))
    assert [(request.headers.get("range"), request.status) for request in asked(registry)][-1][1] == 206


def test_a_maintenance_page_that_stays_is_an_error_and_leaves_nothing(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    registry.misbehave("html", match="download", times=100)
    with pytest.raises(RegistryError, match=r"8 attempts.*no zip: '<!DOCTYPE"):
        client.download_studies(target, T)
    assert left(target) == []


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
@pytest.mark.parametrize(
    "broken", ["half", "empty", "lying directory"], ids=lambda text: text.replace(" ", "_")
)
def test_what_is_no_whole_zip_is_never_handed_over(
    registry: Registry, client: ApiClient, target: Path, framing: Any, broken: str
) -> None:
    whole = registry._shelf.archive()
    empty = BytesIO()
    zipfile.ZipFile(empty, "w").close()
    end = whole.rindex(b"PK\x05\x06")
    lying = whole[: end + 10] + (39).to_bytes(2, "little") + whole[end + 12 :]
    body = {"half": whole[: len(whole) // 2], "empty": empty.getvalue(), "lying directory": lying}[broken]
    registry.bulk = Served(framing=framing, body=body)
    with pytest.raises(RegistryError, match="no whole zip"):
        client.download_studies(target, T)
    assert left(target) == []
    assert len(asked(registry)) == (1 if framing == "length" else 8)


def test_a_body_without_an_end_of_its_own_is_judged_by_its_zip(
    registry: Registry, client: ApiClient, target: Path
) -> None:
    registry.bulk = Served(framing="close", validator="none")
    registry.misbehave("cut_body", match="download")
    assert is_whole(client.download_studies(target, T))
    assert len(asked(registry)) == 2


def test_a_retry_after_is_respected(
    registry: Registry, client: ApiClient, target: Path, waits: list[float]
) -> None:
    registry.misbehave("status", status=429, retry_after="7", match="download")
    assert is_whole(client.download_studies(target, T))
    assert 7 <= waits[0] < 8


def test_a_refusal_is_not_repeated(registry: Registry, client: ApiClient, target: Path) -> None:
    registry.misbehave("status", status=404, match="download", times=9)
    with pytest.raises(Refused, match="--api-url"):
        client.download_studies(target, T)
    assert (client.requests, left(target)) == (1, [])


def test_attempts_count_anew_once_enough_came(
    registry: Registry, client: ApiClient, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "STREAM_BYTES", 100)
    registry.misbehave("cut_body", match="download", times=11)
    assert is_whole(client.download_studies(target, T))
    assert len(asked(registry)) > transport.ATTEMPTS


def test_attempts_that_bring_the_same_again_do_not(
    registry: Registry, client: ApiClient, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "STREAM_BYTES", 100)
    registry.bulk = Served(ranges=False)
    registry.misbehave("cut_body", match="download", times=100)
    with pytest.raises(RegistryError, match="8 attempts"):
        client.download_studies(target, T)
    assert len(asked(registry)) == transport.ATTEMPTS


def test_a_server_that_drips_is_left(
    registry: Registry, client: ApiClient, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.2)
    registry.misbehave("drip", match="download", times=100, seconds=0.05)
    with pytest.raises(RegistryError, match="less than 1 MB came in"):
        client.download_studies(target, T)
    assert 0 < part_of(target).stat().st_size < 1000


def test_an_answer_that_drips_is_left_too(
    registry: Registry, client: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.2)
    registry.misbehave("drip", times=100, seconds=0.05)
    with pytest.raises(RegistryError, match="no whole answer within"):
        client.fetch_version()


def test_what_is_larger_than_any_registry_is_refused(
    registry: Registry, client: ApiClient, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_BYTES", 1000)
    for framing, requests in (("length", 1), ("chunked", 2)):
        registry.bulk = Served(framing=framing)  # type: ignore[arg-type]
        with pytest.raises(RegistryError, match="--api-url"):
            client.download_studies(target, T)
        assert client.requests == requests
        forget(target)


def test_a_disk_that_cannot_take_it_is_told_before_it_is_filled(
    registry: Registry, client: ApiClient, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: module.shutil._ntuple_diskusage(9, 9, 500))
    with pytest.raises(HarvesterError, match=r"free some space.*--keep.*Nothing was loaded") as caught:
        client.download_studies(target, T)
    assert not isinstance(caught.value, RegistryError)
    assert left(target) == []


def test_a_disk_that_is_full_midway_keeps_what_came(registry: Registry, target: Path) -> None:
    """No file of the process may grow beyond a kilobyte."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom harvester.sources.api import ApiClient\n"
        "ApiClient(sys.argv[1]).download_studies(Path(sys.argv[2]), sys.argv[3])"
    )
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))  # noqa: E731
    command = [sys.executable, "-c", program, registry.url, str(target), T]
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True)
    assert "goes on where it stopped" in done.stderr
    assert part_of(target).stat().st_size == 1024
    with ApiClient(registry.url) as client:
        assert is_whole(client.download_studies(target, T))
    assert ranges(registry)[-1] == "bytes=1024-"


def test_a_folder_that_is_read_only_or_gone_is_told(client: ApiClient, tmp_path: Path) -> None:
    with pytest.raises(HarvesterError, match="cannot be written: No such file"):
        client.download_studies(tmp_path / "gone" / "studies.zip", T)


def test_two_runs_do_not_write_to_one_file(registry: Registry, client: ApiClient, target: Path) -> None:
    with module._opened(part_of(target)), pytest.raises(BusyError):
        client.download_studies(target, T)
    assert client.requests == 0

"""Documents from files, folders and addresses: what is read, how much of it, and where nobody is led."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.sources import documents, sites
from harvester.sources.documents import Payload, Unread, read_places
from harvester.sources.sites import is_inside
from tests.web_site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def read(*places: str | Path) -> list[Payload | Unread]:
    return list(read_places(map(str, places), sleep=lambda seconds: None))


def test_files_and_folders_are_read_in_order_hidden_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "a.txt", "c.md", ".hidden"):
        (tmp_path / name).write_text(name)
    (tmp_path / "b" / "again").symlink_to(tmp_path)
    found = read(tmp_path)
    assert [item.name.removeprefix(f"{tmp_path}/") for item in found] == ["a.txt", "b/2.txt", "c.md"]
    assert [item.payload for item in found if isinstance(item, Payload)] == [b"a.txt", b"b/2.txt", b"c.md"]
    assert not any(item.named for item in found if isinstance(item, Payload))


def test_a_path_has_one_name_however_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    assert [item.name for item in read("a.txt", "./a.txt", ".//a.txt")] == ["a.txt"]


def test_a_path_that_is_not_there_stops_the_call_before_anything_is_read(tmp_path: Path, site: Site) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt"):
        read_places([site.url, str(tmp_path / "nowhere.txt")])
    assert site.requests == []


@pytest.mark.parametrize("address", ["https://", "http:///x", "http://[x", "http://x:99999/"])
def test_an_address_without_a_server_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError, match="address"):
        read_places([address])


def test_a_file_that_is_too_large_is_told_so_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PAGE_BYTES", 100)
    (tmp_path / "a.txt").write_text("x" * 101)
    (tmp_path / "b.txt").write_text("x" * 100)
    (tmp_path / "film").write_bytes(b"\0" * 101)
    large, small, film = read(tmp_path)
    assert isinstance(large, Unread)
    assert "larger" in large.reason
    assert isinstance(small, Payload)
    assert isinstance(film, Payload)  # no text, which its reader tells


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    (item,) = read(tmp_path)
    assert isinstance(item, Unread)


def test_an_address_is_asked_for_its_page_and_its_charset(site: Site) -> None:
    site.show("/article", "caf\u00e9".encode("latin-1"), kind="text/html; charset=ISO-8859-1")
    site.show("/plain", b"x", kind="text/plain")
    article, plain = read(f"{site.url}/article#part", f"{site.url}/plain")
    assert article == Payload(f"{site.url}/article", "caf\u00e9".encode("latin-1"), charset="ISO-8859-1")
    assert plain == Payload(f"{site.url}/plain", b"x")


def test_a_login_in_an_address_is_used_and_not_kept(site: Site) -> None:
    site.show("/secret", b"x")
    (item,) = read(f"http://me:pass@{site.host}/secret")
    (gone,) = read(f"http://me:pass@{site.host}/gone")
    assert item.name == f"{site.url}/secret"
    assert site.logins[0].startswith("Basic ")
    assert isinstance(gone, Unread)
    assert "pass" not in gone.name + gone.reason


def test_an_address_that_does_not_answer_is_told_and_the_rest_is_read(site: Site) -> None:
    site.show("/there", b"x")
    gone, there = read(f"{site.url}/gone", f"{site.url}/there")
    assert isinstance(gone, Unread)
    assert "404" in gone.reason
    assert "--api-url" not in gone.reason
    assert isinstance(there, Payload)


def test_an_answer_without_end_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "PAGE_BYTES", 1000)
    site.show("/long", b"x" * 300_000)
    (item,) = read(f"{site.url}/long")
    assert isinstance(item, Unread)
    assert "more than" in item.reason


def test_a_redirect_on_the_same_server_is_followed(site: Site) -> None:
    site.show("/new", b"x")
    site.redirect("/old", "/new")
    (item,) = read(f"{site.url}/old")
    assert item == Payload(f"{site.url}/old", b"x")


def test_nobody_is_led_into_a_network_that_was_not_named(site: Site) -> None:
    with Site() as inner:
        inner.show("/", b"secret")
        site.redirect("/old", f"{inner.url}/")
        (item,) = read(f"{site.url}/old")
        assert isinstance(item, Unread)
        assert inner.host in item.reason
        assert inner.requests == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://169.254.169.254/latest"]
)
def test_a_redirect_elsewhere_than_the_web_is_not_followed(site: Site, target: str) -> None:
    site.redirect("/old", target)
    (item,) = read(f"{site.url}/old")
    assert isinstance(item, Unread)


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("169.254.169.254", True),
        ("::1", True),
        ("fd00::1", True),
        ("0.0.0.0", True),
        ("localhost", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("no-such-host.invalid", False),
    ],
)
def test_which_hosts_are_inside_a_network(host: str, inside: bool) -> None:
    assert is_inside(host) is inside

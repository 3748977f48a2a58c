"""README's lines for nginx and Caddy, with a server behind them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
SERVE = (
    "import sys; from harvester.web.serve import serve; "
    "serve(sys.argv[1], port=int(sys.argv[2]), public=True, log_level='error')"
)
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
    scgi_temp_path {folder};
{server}
}}
"""
CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\n{site}"


def block(language: str) -> str:
    """The one block of README in that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(found)


def program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing, and CI must not skip its test")
        pytest.skip(f"{name} is missing (apt-get install {name})")
    return path


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def running(command: list[str], port: int, **environment: str) -> Iterator[None]:
    """A process for as long as it is used; it must listen within half a minute."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **environment})
    try:
        deadline = time.monotonic() + 30
        while True:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stderr.read().decode()[-2000:] if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def behind(demo_file: Path) -> Iterator[int]:
    """Port of a public server."""
    port = free_port()
    for _ in running([sys.executable, "-c", SERVE, str(demo_file), str(port)], port):
        yield port


@pytest.fixture
def nginx(behind: int, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    server = block("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};").replace(":8001", f":{behind}")
    config = tmp_path / "nginx.conf"
    config.write_text(NGINX.format(folder=tmp_path, server=server), encoding="utf-8")
    for _ in running([program("nginx"), "-p", str(tmp_path), "-c", str(config)], port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def caddy(behind: int, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    site = (
        block("caddy")
        .replace("trials.example.org", f"http://127.0.0.1:{port}")
        .replace(":8001", f":{behind}")
    )
    config = tmp_path / "Caddyfile"
    config.write_text(CADDY.format(site=site), encoding="utf-8")
    command = [program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]
    for _ in running(command, port, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_pages_come_through_with_their_headers_and_compressed(proxy: str) -> None:
    answer = requests.get(f"{proxy}/trials/-/compare?ids=NCT04382547,NCT07145502", timeout=20)
    assert answer.status_code == 200
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-encoding"] == "gzip"
    assert "2 studies side by side" in answer.text


def test_links_of_the_feed_lead_to_the_host_that_was_asked(nginx: str, caddy: str) -> None:
    for address, host in ((nginx, "trials.example.org"), (caddy, caddy.removeprefix("http://"))):
        feed = requests.get(f"{address}/trials/-/changes.atom", headers={"host": host}, timeout=20)
        assert f"http://{host}/trials/-/changes" in feed.text


def test_public_server_runs_no_sql_and_gives_no_file(proxy: str) -> None:
    for path in ("/trials.json?sql=select+1", "/trials.db", "/trials?sql=select+1"):
        assert requests.get(proxy + path, timeout=20).status_code == 403


def test_who_asks_too_much_is_slowed_down_and_others_are_not_cut_off(nginx: str) -> None:
    with requests.Session() as session:
        found = [session.get(f"{nginx}/-/static/app.css", timeout=20).status_code for _ in range(120)]
    assert found[:40] == [200] * 40
    assert 429 in found
    assert set(found) == {200, 429}


def test_unit_for_systemd_starts_the_command_as_it_is() -> None:
    unit = next(
        text for text in re.findall(r"```ini\n(.*?)```", README, re.DOTALL) if "harvester serve" in text
    )
    command = re.search(r"^ExecStart=\S+/harvester (.*)$", unit, re.MULTILINE)
    assert command is not None
    help_text = subprocess.run(
        [sys.executable, "-m", "harvester", "serve", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(option in help_text for option in re.findall(r"--\w+", command[1]))

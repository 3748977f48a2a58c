"""Researchers read while the nightly job writes: no page fails, none shows half a batch."""

import asyncio
import sys
from pathlib import Path

import pytest

from harvester.harvest import fetch
from harvester.store import open_store
from harvester.web.serve import build_datasette
from tests.refreshing import edit, nct, run
from tests.registry import Registry
from tests.store.studies import study
from tests.web.conftest import close

N = 600
COUNTED = "select+(select+count(*)+from+studies),(select+count(distinct+nct_id)+from+outcomes)"


@pytest.mark.asyncio
async def test_no_page_fails_while_a_refresh_writes(tmp_path: Path) -> None:
    db = tmp_path / "trials.db"
    with Registry([study(nct(number), title="Mesenchymal cells") for number in range(1, N + 1)]) as registry:
        store = open_store(db)
        run(registry, fetch, store, [nct(number) for number in range(1, N + 1)])
        store.finish()
        store.close()
        for number in range(1, N + 1):
            edit(registry, nct(number))
        registry.publish()
        datasette = build_datasette(db)
        try:
            writing = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "harvester", "refresh", "--db", str(db), "--api-url", registry.url
            )
            turn, counts, written = 0, set(), asyncio.create_task(writing.wait())
            while not written.done():
                turn += 1
                some = nct(turn % N + 1)
                for path in (
                    "/trials/studies?_search=cells",
                    f"/trials/studies?nct_id={some}",
                    f"/trials/-/study/{some}",
                    f"/trials/-/compare?ids={some},{nct(1)}",
                    "/trials/-/changes",
                    "/",
                ):
                    answer = await datasette.client.get(path)
                    assert answer.status_code == 200, (path, answer.text[:2000])
                answer = await datasette.client.get(
                    f"/trials.json?sql={COUNTED}&_shape=arrays", follow_redirects=True
                )
                counts.add(tuple(answer.json()["rows"][0]))
            assert await written == 0
            assert counts == {(N, N)}, "a study is never without its rows"
            assert turn > 1, "nothing was read while the refresh wrote"
            answer = await datasette.client.get("/trials/-/changes.json")
            assert answer.json()["versions"], "what was written is read without a restart"
        finally:
            close(datasette)

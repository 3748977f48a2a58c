import socket
from copy import deepcopy

import orjson
import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st
from requests.exceptions import SSLError

from harvester.errors import RegistryError, UsageError
from harvester.record import RawRecord
from harvester.sources import transport
from harvester.sources.answers import Answered, Version, api_root, history_root, match_ids
from harvester.sources.api import ApiClient, ShortListing
from harvester.sources.listing import parse_page
from harvester.sources.transport import Unusable
from tests.registry import Registry
from tests.sources.documents import make_study

FAR = "https://registry.example/api/v2"


@pytest.fixture
def registry():
    with Registry(make_study(number) for number in range(1, 6)) as registry:
        yield registry


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(registry, waits):
    with ApiClient(registry.url, sleep=waits.append) as client:
        yield client


def listed(studies):
    return parse_page(orjson.dumps({"studies": studies})).studies


def ids_of(pages):
    return [
        item.study["protocolSection"]["identificationModule"]["nctId"]
        for page in pages
        for item in page.items
    ]


def nct_ids(*numbers):
    return [f"NCT{number:08d}" for number in numbers]


class TestFetchById:
    def test_three_ids_take_two_requests_over_one_connection(self, registry, client):
        assert client.fetch_version() == Version("2.0.5", "2025-01-02T09:00:05")
        assert ids_of(client.fetch_studies(nct_ids(3, 1, 5))) == nct_ids(1, 3, 5)
        assert client.requests == len(registry.requests) == 2
        assert registry.connections == 1

    def test_fifteen_hundred_ids_take_four_requests_with_urls_under_8000_characters(self):
        with Registry(map(make_study, range(1, 1501))) as registry, ApiClient(registry.url) as client:
            client.fetch_version()
            pages = list(client.fetch_studies(nct_ids(*range(1, 1501))))
            assert [len(page.items) for page in pages] == [500, 500, 500]
            assert client.requests == 4
            assert all(len(asked.target) < 8000 for asked in registry.requests)

    def test_a_record_says_where_it_came_from(self, registry, client):
        [page] = client.fetch_studies(nct_ids(2))
        [record] = page.items
        assert isinstance(record, RawRecord)
        assert record.study == registry.get("NCT00000002")
        assert record.provenance.source == "api"
        assert record.provenance.origin == f"{registry.url}/studies/NCT00000002"
        assert record.provenance.retrieved_at.endswith("Z")

    def test_an_unknown_id_is_named_as_it_was_typed_and_the_rest_is_fetched(self, client):
        [page] = client.fetch_studies(["nct2", "NCT77777777", " nct0000088888888 "])
        assert page.found == {"nct2": "NCT00000002"}
        assert page.unknown == ["NCT77777777", " nct0000088888888 "]
        assert page.unanswered == []

    def test_an_alias_is_answered_by_the_study_it_now_is(self, registry, client):
        registry.alias("NCT00000004", "NCT00000001")
        [page] = client.fetch_studies(["NCT00000004", "NCT00000001", "nct4"])
        assert ids_of([page]) == ["NCT00000001"]
        assert page.found == dict.fromkeys(["NCT00000004", "NCT00000001", "nct4"], "NCT00000001")

    @pytest.mark.parametrize(
        "wrong", ["NCT", "NCT123456789", "NCT00000000", "ISRCTN12", "NCT00000001,NCT00000002", ""]
    )
    def test_a_malformed_id_stops_the_call_before_anything_is_asked(self, client, wrong):
        with pytest.raises(UsageError, match="NCT"):
            client.fetch_studies(["NCT00000001", wrong])
        assert client.requests == 0

    def test_no_ids_ask_nothing(self, client):
        assert list(client.fetch_studies([])) == []
        assert client.requests == 0

    def test_bytes_are_counted_as_they_came(self, registry, client):
        [page] = client.fetch_studies(nct_ids(1, 2, 3, 4, 5))
        assert 0 < client.bytes_received < sum(len(orjson.dumps(item.study)) for item in page.items)
        assert "gzip" in registry.requests[0].headers["accept-encoding"]

    def test_the_registry_is_told_who_asks(self, registry, client):
        client.fetch_version()
        assert registry.requests[0].headers["user-agent"].startswith("harvester-trials/")


TRANSIENT = {
    "too many requests": {"kind": "status", "status": 429},
    "server error": {"kind": "status", "status": 500},
    "bad gateway": {"kind": "status", "status": 502},
    "unavailable": {"kind": "status", "status": 503},
    "reset connection": {"kind": "reset"},
    "cut body": {"kind": "cut_body"},
    "cut JSON": {"kind": "cut_json"},
    "HTML with status 200": {"kind": "html"},
    "studies that are no list": {"kind": "bad_page"},
}


class TestTransientFaults:
    @pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
    def test_seven_faults_in_a_row_are_survived(self, registry, client, fault):
        registry.misbehave(**fault, times=7)
        [page] = client.fetch_studies(nct_ids(1, 2, 77))
        assert ids_of([page]) == nct_ids(1, 2)
        assert page.unknown == nct_ids(77)
        assert page.unreadable == []
        assert client.requests == 8

    @pytest.mark.parametrize("kind", ["status", "reset", "cut_body", "html"])
    def test_the_eighth_ends_it_with_what_happened_and_what_to_do(self, registry, client, kind):
        registry.misbehave(kind, times=8)
        with pytest.raises(RegistryError, match=r"8 attempts, the last: .+ try again later"):
            client.fetch_version()
        assert client.requests == 8

    def test_faults_of_different_kinds_share_one_budget(self, registry, client):
        for kind in ("status", "reset", "cut_body", "cut_json", "html", "bad_page", "status"):
            registry.misbehave(kind)
        assert len(ids_of(client.fetch_studies(nct_ids(1, 2)))) == 2
        assert client.requests == 8

    def test_a_slow_answer_is_asked_again(self, registry, client, monkeypatch):
        monkeypatch.setattr(transport, "READ_SECONDS", 0.05)
        registry.misbehave("slow", seconds=0.4)
        assert client.fetch_version().api_version == "2.0.5"
        assert client.requests == 2

    def test_waits_grow_and_differ(self, waits):
        with responses.RequestsMock() as mock, ApiClient(FAR, rate=1e6, sleep=waits.append) as client:
            mock.get(f"{FAR}/version", status=503)
            with pytest.raises(RegistryError):
                client.fetch_version()
        growing = [wait for wait in waits if wait > 0.1]
        assert len(growing) == 6
        assert all(1 * 2**n <= wait <= min(1 * 2**n + 1, 30) for n, wait in enumerate(growing[:5]))
        assert growing[5] == 30

    @pytest.mark.parametrize(
        ("header", "wait"), [("7", 7), ("90000", 300), ("Wed, 01 Jan 2020 00:00:00 GMT", None)]
    )
    def test_retry_after_is_honoured_within_bounds(self, registry, client, waits, header, wait):
        registry.misbehave("status", status=429, retry_after=header)
        client.fetch_version()
        assert waits == ([] if wait is None else [wait])

    @pytest.mark.parametrize("header", ["soon", "-5", "", "1e9"])
    def test_a_retry_after_that_means_nothing_is_ignored(self, registry, client, waits, header):
        registry.misbehave("status", status=503, retry_after=header)
        client.fetch_version()
        assert waits == []

    def test_nobody_there_is_a_registry_error(self, waits):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with (
            ApiClient(url, sleep=waits.append) as client,
            pytest.raises(RegistryError, match="could not be read"),
        ):
            client.fetch_version()

    def test_a_certificate_that_is_not_trusted_is_not_asked_eight_times(self):
        with responses.RequestsMock() as mock, ApiClient(FAR) as client:
            mock.get(f"{FAR}/version", body=SSLError("CERTIFICATE_VERIFY_FAILED: self-signed"))
            with pytest.raises(RegistryError, match="REQUESTS_CA_BUNDLE"):
                client.fetch_version()
            assert client.requests == 1

    def test_a_closed_client_gives_up(self, registry):
        client = ApiClient(registry.url)
        registry.misbehave("status", retry_after="200")
        client._transport._sleep = lambda _: client.close()
        with pytest.raises(RegistryError, match="stopped"):
            client.fetch_version()
        assert client.requests == 1


class TestNothingIsPassedOver:
    @pytest.mark.parametrize("kind", ["short_page", "empty_end", "nameless_study"])
    def test_a_batch_that_comes_short_or_maimed_is_asked_again(self, registry, client, kind):
        registry.misbehave(kind, times=3)
        [page] = client.fetch_studies(nct_ids(1, 2, 3, 99))
        assert ids_of([page]) == nct_ids(1, 2, 3)
        assert (page.unknown, page.unanswered, page.unreadable) == (nct_ids(99), [], [])

    def test_ids_of_a_batch_that_stays_short_are_not_called_unknown(self, registry, client):
        registry.misbehave("short_page", times=50)
        [page] = client.fetch_studies(nct_ids(1, 2, 3))
        assert ids_of([page]) == nct_ids(1, 2)
        assert (page.unknown, page.unanswered) == ([], nct_ids(3))

    def test_a_study_that_stays_without_its_id_is_reported_with_its_payload(self, registry, client):
        registry.misbehave("nameless_study", times=50)
        [page] = client.fetch_studies(nct_ids(1, 2, 3))
        assert ids_of([page]) == nct_ids(2, 3)
        assert (page.unknown, page.unanswered) == ([], nct_ids(1))
        [unread] = page.unreadable
        assert unread.nct_id == "NCT00000001"
        assert unread.path == "protocolSection.identificationModule.nctId"
        assert b"Study 1" in unread.payload

    def test_a_study_that_spoils_every_answer_costs_only_itself(self, registry, client):
        registry.misbehave("bad_page", times=500, match="NCT00000003")
        pages = list(client.fetch_studies(nct_ids(1, 2, 3, 4, 5)))
        assert sorted(ids_of(pages)) == nct_ids(1, 2, 4, 5)
        [unread] = [unread for page in pages for unread in page.unreadable]
        assert unread.nct_id == "NCT00000003"
        assert orjson.loads(unread.payload)["studies"] == {"error": "none"}
        assert [id for page in pages for id in page.unanswered] == ["NCT00000003"]

    def test_an_id_that_the_registry_refuses_costs_only_itself(self, registry, client):
        registry.misbehave("status", status=400, times=500, match="NCT00000003")
        pages = list(client.fetch_studies(["NCT00000001", "nct2", "nct3", "NCT00000004"]))
        assert sorted(ids_of(pages)) == nct_ids(1, 2, 4)
        assert [id for page in pages for id in page.unanswered] == ["nct3"]
        [unread] = [unread for page in pages for unread in page.unreadable]
        assert "status 400 on request" in unread.reason

    def test_a_registry_that_refuses_everything_is_not_asked_a_thousand_times(self, registry, client):
        registry.misbehave("status", status=400, times=5000)
        with pytest.raises(RegistryError, match="status 400 on request"):
            list(client.fetch_studies(nct_ids(*range(1, 501))))
        assert client.requests < 40

    def test_an_answer_larger_than_the_bound_is_asked_for_in_parts(self, registry, client, monkeypatch):
        monkeypatch.setattr(transport, "ANSWER_BYTES", 1000)
        assert sorted(ids_of(client.fetch_studies(nct_ids(1, 2, 3, 4, 5)))) == nct_ids(1, 2, 3, 4, 5)

    def test_a_server_that_does_not_filter_by_id_is_found_out(self, client):
        with responses.RequestsMock() as mock, ApiClient(FAR) as client:
            mock.get(
                f"{FAR}/studies",
                json={"totalCount": 438897, "studies": [make_study(1)], "nextPageToken": "a"},
            )
            with pytest.raises(RegistryError, match="does not filter by id"):
                list(client.fetch_studies(nct_ids(1)))

    def test_studies_that_were_not_asked_for_are_left_out_and_logged(self, caplog):
        with responses.RequestsMock() as mock, ApiClient(FAR) as client:
            mock.get(f"{FAR}/studies", json={"totalCount": 2, "studies": [make_study(1), make_study(8)]})
            [page] = client.fetch_studies(nct_ids(1))
        assert ids_of([page]) == nct_ids(1)
        assert "NCT00000008" in caplog.text

    @pytest.mark.parametrize("status", [401, 403, 404, 414])
    def test_what_no_retry_can_mend_is_said_at_once(self, registry, client, status):
        registry.misbehave("status", status=status, times=99)
        with pytest.raises(RegistryError, match=f"answered {status}"):
            client.fetch_version()
        assert client.requests == 1

    def test_a_batch_is_not_split_where_its_ids_are_not_at_fault(self, registry, client):
        registry.misbehave("status", status=403, times=99)
        with pytest.raises(RegistryError, match="from another network"):
            list(client.fetch_studies(nct_ids(1, 2, 3)))
        assert client.requests == 1

    def test_a_url_that_the_server_finds_too_long_is_asked_for_in_parts(self, registry, client):
        registry.misbehave("status", status=414, match="NCT00000001,NCT00000002,NCT00000003")
        assert ids_of(client.fetch_studies(nct_ids(1, 2, 3))) == nct_ids(1, 2, 3)
        assert client.requests == 3


@pytest.fixture(scope="module")
def many():
    return [
        make_study(
            number, updated=f"2024-01-{1 + number % 28:02d}", condition="Psoriasis" if number % 2 else "Gout"
        )
        for number in range(1, 4602)
    ]


class TestSearch:
    def test_a_search_follows_its_pages_and_counts(self, many):
        with Registry(many) as registry, ApiClient(registry.url) as client:
            pages = list(client.search_studies(condition="psoriasis"))
            assert [len(page.items) for page in pages] == [1000, 1000, 301]
            assert {page.total for page in pages} == {2301}
            assert ids_of(pages) == nct_ids(*range(1, 4602, 2))
            assert registry.requests[0].params == {
                "query.cond": "psoriasis",
                "pageSize": "1000",
                "countTotal": "true",
            }

    def test_words_of_all_three_kinds_are_sent_as_typed(self, registry, client):
        registry.put(make_study(9, title="Cells & co: 100% (knee)", condition="Gout"))
        assert ids_of(client.search_studies(term='"cells & co:" 100% knee', condition="gout")) == [
            "NCT00000009"
        ]
        assert ids_of(client.search_studies(intervention="knee", condition="gout")) == ["NCT00000009"]

    def test_fields_ask_for_parts_and_always_for_the_id(self, client):
        [page] = client.search_studies(term="study", fields=["BriefTitle"])
        assert page.items[0].study == {
            "protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "Study 1"}}
        }

    @pytest.mark.parametrize("words", [{}, {"term": " "}, {"condition": "", "intervention": None}])
    def test_a_search_without_words_asks_nothing(self, client, words):
        with pytest.raises(UsageError, match="needs words"):
            client.search_studies(**words)
        assert client.requests == 0

    def test_a_search_too_long_for_a_url_asks_nothing(self, client):
        with pytest.raises(UsageError, match="shorten"):
            client.search_studies(term="knee " * 2000)
        assert client.requests == 0

    @pytest.mark.parametrize(
        ("fault", "requests"),
        [
            ({"kind": "expired_token"}, 5),
            ({"kind": "expired_token", "skip": 1}, 6),
            ({"kind": "empty_end", "match": "pageToken="}, 5),
            ({"kind": "short_page", "skip": 1}, 6),
            ({"kind": "empty_page", "skip": 1}, 6),
            ({"kind": "html", "skip": 1, "times": 5}, 8),
            ({"kind": "cut_body", "skip": 2, "times": 5}, 8),
            ({"kind": "nameless_study", "skip": 1, "times": 2}, 5),
        ],
        ids=str,
    )
    def test_a_fault_between_pages_loses_nothing(self, many, fault, requests):
        with Registry(many) as registry, ApiClient(registry.url, sleep=lambda _: None) as client:
            registry.misbehave(**fault)
            pages = list(client.search_studies(condition="psoriasis"))
            assert set(ids_of(pages)) == set(nct_ids(*range(1, 4602, 2)))
            assert client.requests == requests

    def test_an_empty_page_that_goes_on_is_followed(self, many):
        pages = {"a": [make_study(1)], "b": [], "c": [make_study(2)]}

        def answer(request):
            token = request.params.get("pageToken", "a")
            following = {"a": {"nextPageToken": "b"}, "b": {"nextPageToken": "c"}, "c": {}}[token]
            return 200, {}, orjson.dumps({"totalCount": 2, "studies": pages[token], **following})

        with responses.RequestsMock() as mock, ApiClient(FAR, sleep=lambda _: None) as client:
            mock.add_callback("GET", f"{FAR}/studies", answer)
            assert ids_of(client.search_studies(term="x")) == nct_ids(1, 2)

    def test_a_listing_that_stays_short_ends_in_an_error_after_its_studies(self, registry, client):
        registry.misbehave("short_page", times=99)
        pages = client.search_studies(term="study")
        seen = []
        with pytest.raises(ShortListing, match="4 of 5 studies") as caught:
            seen.extend(pages)
        assert set(ids_of(seen)) == set(nct_ids(1, 2, 3, 4))
        assert (caught.value.seen, caught.value.total) == (4, 5)

    def test_tokens_that_always_expire_end_in_an_error(self, many):
        with Registry(many) as registry, ApiClient(registry.url) as client:
            registry.misbehave("expired_token", times=99)
            with pytest.raises(ShortListing, match="1000 of 2301"):
                list(client.search_studies(condition="psoriasis"))
            assert client.requests == 8

    def test_a_page_that_stays_nonsense_is_reported_and_ends_the_listing(self, many):
        with Registry(many) as registry, ApiClient(registry.url, sleep=lambda _: None) as client:
            registry.misbehave("bad_page", skip=1, times=99)
            seen = []
            with pytest.raises(Unusable, match="without a list of studies"):
                seen.extend(client.search_studies(condition="psoriasis"))
            assert [len(page.items) for page in seen] == [1000, 0]
            assert b"error" in seen[1].unreadable[0].payload

    def test_a_registry_that_sends_one_page_for_ever_is_left(self):
        with responses.RequestsMock() as mock, ApiClient(FAR, sleep=lambda _: None) as client:
            mock.get(f"{FAR}/studies", json={"studies": [make_study(1)], "nextPageToken": "a"})
            with pytest.raises(RegistryError, match="again and again"):
                list(client.search_studies(term="x"))


class TestWhatMoved:
    def test_dates_come_without_the_studies(self, registry, client):
        registry.edit(
            "NCT00000002", "protocolSection.statusModule.lastUpdatePostDateStruct.date", "2025-01-01"
        )
        registry.alias("NCT00000005", "NCT00000003")
        registry.remove("NCT00000004")
        [page] = client.fetch_update_dates(nct_ids(1, 2, 3, 4, 5))
        assert [(item.nct_id, item.aliases, item.last_update_post_date) for item in page.items] == [
            ("NCT00000001", (), "2024-05-06"),
            ("NCT00000002", (), "2025-01-01"),
            ("NCT00000003", ("NCT00000005",), "2024-05-06"),
        ]
        assert page.unknown == ["NCT00000004"]
        assert page.found["NCT00000005"] == "NCT00000003"
        assert registry.requests[-1].params["fields"] == "NCTId,NCTIdAlias,LastUpdatePostDate"

    def test_everything_updated_since_a_day_is_listed(self, many):
        with Registry(many) as registry, ApiClient(registry.url) as client:
            listed = [item for page in client.search_updated_since("2024-01-28") for item in page.items]
            assert len(listed) == sum(1 for number in range(1, 4602) if number % 28 == 27)
            assert {item.last_update_post_date for item in listed} == {"2024-01-28"}

    @pytest.mark.parametrize("date", ["yesterday", "2024-1-1", "2024-01-01,MAX] OR AREA[X", ""])
    def test_a_date_that_is_none_asks_nothing(self, client, date):
        with pytest.raises(UsageError, match="YYYY-MM-DD"):
            client.search_updated_since(date)
        assert client.requests == 0

    @pytest.mark.parametrize(
        "body", [{"apiVersion": "2.0.5"}, {"apiVersion": "2.0.5", "dataTimestamp": None}]
    )
    def test_a_version_may_lack_its_timestamp(self, body):
        with responses.RequestsMock() as mock, ApiClient(FAR) as client:
            mock.get(f"{FAR}/version", json=body)
            assert client.fetch_version() == Version("2.0.5", None)

    @pytest.mark.parametrize("body", [b"[]", b"null", b"{}", b'{"apiVersion": 2}', b"", b"\xff\xfe"])
    def test_a_version_that_is_none_is_an_error(self, body):
        with responses.RequestsMock() as mock, ApiClient(FAR, sleep=lambda _: None) as client:
            mock.get(f"{FAR}/version", body=body)
            with pytest.raises(RegistryError):
                client.fetch_version()


class TestHistory:
    def test_versions_are_listed_and_fetched(self, registry, client):
        first, second = make_study(1, updated="2020-02-20"), make_study(1, updated="2021-03-01")
        registry.set_history("NCT00000001", [first, second])
        entries = client.fetch_history("nct1")
        assert [(entry.version, entry.date, entry.status) for entry in entries] == [
            (0, "2020-02-20", "COMPLETED"),
            (1, "2021-03-01", "COMPLETED"),
        ]
        record = client.fetch_history_version("NCT00000001", 0)
        assert record.study == first
        assert record.provenance.source == "history"

    def test_no_history_is_normal(self, client):
        assert client.fetch_history("NCT00000001") == []
        assert client.fetch_history_version("NCT00000001", 3) is None

    @pytest.mark.parametrize(
        "body", [{}, {"history": {}}, {"study": {}}, {"changes": []}, {"history": {"changes": []}}]
    )
    def test_an_answer_that_lists_no_versions_is_no_history(self, body):
        with responses.RequestsMock() as mock, ApiClient(FAR) as client:
            mock.get("https://registry.example/api/int/studies/NCT00000001", json=body)
            assert client.fetch_history("NCT00000001") == []

    @pytest.mark.parametrize("changes", [[{}], [None], 5, [{"version": "first", "date": "2020-01-01"}]])
    def test_a_history_of_an_unknown_shape_is_an_error(self, changes):
        with responses.RequestsMock() as mock, ApiClient(FAR, sleep=lambda _: None) as client:
            mock.get("https://registry.example/api/int/studies/NCT00000001", json={"changes": changes})
            with pytest.raises(RegistryError, match="unknown shape"):
                client.fetch_history("NCT00000001")

    def test_a_version_without_its_study_is_an_error(self, registry, client):
        registry.set_history("NCT00000001", [{"protocolSection": {}}])
        with pytest.raises(RegistryError, match="without its study"):
            client.fetch_history_version("NCT00000001", 0)


class TestPace:
    def test_a_far_registry_is_asked_once_a_second(self, waits):
        with responses.RequestsMock() as mock, ApiClient(FAR, sleep=waits.append) as client:
            mock.get(f"{FAR}/version", json={"apiVersion": "2"})
            for _ in range(3):
                client.fetch_version()
        assert waits == [pytest.approx(1, abs=0.5), pytest.approx(2, abs=0.5)]

    def test_a_loopback_registry_is_not_waited_for(self, client, waits):
        for _ in range(5):
            client.fetch_version()
        assert waits == []

    @pytest.mark.parametrize("rate", [0, -1, float("nan")])
    def test_a_rate_that_asks_for_nothing_is_refused(self, rate):
        with pytest.raises(UsageError, match="above 0"):
            ApiClient(FAR, rate=rate)

    @pytest.mark.parametrize(
        ("host", "loopback"),
        [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("registry.localhost", True),
         ("10.0.0.1", False), ("clinicaltrials.gov", False), ("localhost.example", False), ("", False)],
    )  # fmt: skip
    def test_loopback_addresses_are_known(self, host, loopback):
        assert transport.is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("given_url", "root", "history"),
    [
        ("https://clinicaltrials.gov/api/v2", "https://clinicaltrials.gov/api/v2", "https://clinicaltrials.gov/api/int/studies"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v2", "http://127.0.0.1:8080/api/int/studies"),
        (" http://h/api/v2/ ", "http://h/api/v2", "http://h/api/int/studies"),
        ("https://h/mirror/api/v2", "https://h/mirror/api/v2", "https://h/mirror/api/int/studies"),
        ("https://h/ctgov", "https://h/ctgov", "https://h/api/int/studies"),
    ],
)  # fmt: skip
def test_an_address_is_completed(given_url, root, history):
    assert api_root(given_url) == root
    assert history_root(root) == history


@pytest.mark.parametrize(
    "url", ["", "clinicaltrials.gov", "ftp://h/api/v2", "https://", "https://h/?a=b", "http://h:port"]
)
def test_what_is_no_address_is_a_usage_error(url):
    with pytest.raises(UsageError, match="no address"):
        ApiClient(url)


@given(
    st.lists(st.integers(1, 30), unique=True, max_size=8),
    st.lists(st.integers(31, 60), unique=True, max_size=8),
    st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=12),
)
def test_every_id_asked_is_either_found_or_unknown(own, aliases, asked):
    studies = [make_study(number) for number in own]
    holder = {alias: own[place % len(own)] for place, alias in enumerate(aliases)} if own else {}
    for alias, number in holder.items():
        study = studies[own.index(number)]
        study["protocolSection"]["identificationModule"].setdefault("nctIdAliases", []).append(
            f"NCT{alias:08d}"
        )
    spelled = [f"nct{number}" if short else f"NCT{number:08d}" for number, short in asked]
    before = deepcopy(studies)
    answered = match_ids(spelled, listed(studies))
    expected = {
        word: f"NCT{number if number in own else holder[number]:08d}"
        for word, (number, _) in zip(spelled, asked, strict=True)
        if number in own or number in holder
    }
    assert answered == Answered(expected, [word for word in spelled if word not in expected])
    assert studies == before


def test_an_id_of_its_own_goes_before_an_alias():
    studies = [make_study(1, aliases=("NCT00000002",)), make_study(2)]
    assert match_ids(["NCT00000002"], listed(studies)).found == {"NCT00000002": "NCT00000002"}

"""Pages of ours and what they must be read as; what is told apart; what is refused and with which words."""

import re
from pathlib import Path

import pytest

from harvester.errors import RecordError
from harvester.parsers import detect
from harvester.parsers.classic.page import LAYOUTS, layout_of
from harvester.parsers.detect import parse_payload
from harvester.parsers.page.tree import decode, tree_of
from harvester.study import Study
from tests.parsers.page_difference import FOLDER, difference, payload_of

FIXTURES = sorted(
    path.name.rpartition(".")[0] for path in FOLDER.iterdir() if path.suffix in (".html", ".txt")
)
HTML = [name for name in FIXTURES if not name.startswith("text_")]


def study_of(payload: bytes) -> Study:
    parsed = parse_payload(payload)
    assert parsed is not None
    return parsed.study


@pytest.mark.parametrize("name", FIXTURES)
def test_page_is_read_as_expected(name: str) -> None:
    lines = difference(name)
    command = f"python -m tests.parsers.page_difference {name}"
    assert not lines, f"{len(lines)} lines differ; to see them: {command}"


def test_every_page_has_its_expectation() -> None:
    expectations = {path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json")}
    assert expectations == set(FIXTURES)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("classic_2010_terminated", "2010–2016"),
        ("classic_2017_registry_saved", "2017"),
        ("classic_2018_NCT04382547", "2018–2024"),
        ("classic_2018_recruiting", "2018–2024"),
        ("results_2013_open", "2010–2016"),
    ],
)
def test_layout_is_told_by_the_page(name: str, years: str) -> None:
    assert layout_of(tree_of(decode(payload_of(name)))).years == years


def test_layouts_exclude_each_other() -> None:
    for name in HTML:
        tree = tree_of(decode(payload_of(name)))
        assert sum(layout.is_used(tree) for layout in LAYOUTS) <= 1, name


# --- what is no study -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"   \n",
        b"# A README\n\nClinicalTrials.gov Identifier: NCT04382547\n",
        b"body { color: red } .ct-header3 { font-weight: bold }",
        b"<!DOCTYPE html><html><head><title>Home - ClinicalTrials.gov</title></head><body><div>Find</div></body></html>",
        b"<html><body><p>About NCT04382547, see <a href='/ct2/show/record/NCT04382547'>its page</a></p></body></html>",
        b"<?xml version='1.0'?><rss><channel/></rss>",
        b"<?xml version='1.0'?><!-- <clinical_study> --><search_results/>",
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT04382547"}}}',
        b'[{"protocolSection": {}}]',
        b"%PDF-1.7 ClinicalTrials.gov Identifier: NCT04382547",
        b"PK\x03\x04ClinicalTrials.gov Identifier: NCT04382547",
        b"\x00\x01\x02ClinicalTrials.gov Identifier: NCT04382547",
        b"\xff\xfe\x00\xd8",
    ],
)
def test_what_is_no_study_record_is_none(payload: bytes) -> None:
    assert parse_payload(payload) is None


def test_legacy_xml_is_told_by_its_root_whatever_stands_before_it() -> None:
    for start in (
        b"",
        b"\xef\xbb\xbf",
        b"<?xml version='1.0'?>\n<!-- a note -->\n",
        b"\n<!DOCTYPE clinical_study>",
    ):
        payload = start + b"<clinical_study><id_info><nct_id>NCT09990001</nct_id></id_info></clinical_study>"
        parsed = parse_payload(payload)
        assert parsed is not None
        assert parsed.source == "legacy_xml"


# --- what claims to be a study and is none ----------------------------------------------------------------------------


def refusal(payload: bytes) -> str:
    with pytest.raises(RecordError) as raised:
        parse_payload(payload)
    return str(raised.value)


def test_the_registrys_error_page_is_told_so() -> None:
    page = (
        b"<!DOCTYPE html><html><head><title>Invalid URL Path - ClinicalTrials.gov</title></head>"
        b"<body><h1>An Error Has Occurred</h1></body></html>"
    )
    assert "error page" in refusal(page)
    assert "check the NCT ID" in refusal(page)


def test_the_registrys_real_error_page_is_told_so(shared: Path) -> None:
    assert "error page" in refusal((shared / "records/html/_invalid-nct-id.html").read_bytes())


def test_a_page_of_the_present_site_is_told_so() -> None:
    page = b"<html><head><title>Study Details | NCT04382547 | Cells | ClinicalTrials.gov</title></head><body/></html>"
    assert "present site" in refusal(page)


@pytest.mark.parametrize("name", HTML)
def test_a_page_cut_before_its_end_is_refused(name: str) -> None:
    whole = payload_of(name)
    end = whole.rindex(b'id="to-top"')
    assert "cut off" in refusal(whole[: end - 20])


def test_a_page_cut_before_the_record_begins_is_refused() -> None:
    whole = payload_of("classic_2018_NCT04382547")
    assert "cut off before the record begins" in refusal(whole[: whole.index(b"<body")])


def test_a_page_without_one_of_its_sections_is_refused_and_the_section_is_named() -> None:
    whole = payload_of("classic_2018_NCT04382547")
    without = whole.replace(b"<h3>Eligibility Criteria</h3>", b"")
    assert "no section 'Eligibility Criteria'" in refusal(without)


@pytest.mark.parametrize(
    ("name", "label", "path"),
    [
        ("classic_2018_NCT04382547", b"NCT04382547", "protocolSection.identificationModule.nctId"),
        ("tabular_2021", b"Study Type&nbsp;", "protocolSection.designModule.studyType"),
        ("tabular_2021", b"Verification Date", "protocolSection.statusModule.statusVerifiedDate"),
    ],
)
def test_a_page_that_lacks_what_every_study_states_is_refused_with_the_path(
    name: str, label: bytes, path: str
) -> None:
    with pytest.raises(RecordError, match="nothing of it was taken") as raised:
        parse_payload(payload_of(name).replace(label, b"something else"))
    assert raised.value.path == path


def test_a_page_text_cut_before_the_records_dates_is_refused() -> None:
    whole = payload_of("text_2020_bars")
    assert "cut off" in refusal(whole[: whole.index(b"Last Verified")])


def test_a_page_text_that_lacks_its_end_is_flagged() -> None:
    whole = payload_of("text_2020_bars")
    for cut in (b"Studies a U.S. FDA-regulated Drug", b"Fistula Intestinal Diseases |"):
        parsed = parse_payload(whole[: whole.index(cut)])
        assert parsed is not None
        assert "the text may be cut off at its end" in parsed.unknown_labels


def test_what_is_too_large_is_refused_where_it_is_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "MAX_PAGE_BYTES", 1000)
    assert "too many for one page" in refusal(payload_of("classic_2018_withheld") + b" " * 1000)
    assert parse_payload(b"prose " * 1000) is None


# --- encodings and markup ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_a_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = payload_of("tabular_2013").decode("iso-8859-1")
    page = text.replace("charset=ISO-8859-1", f"charset={encoding.removesuffix('-sig')}")
    assert study_of(page.encode(encoding)) == study_of(payload_of("tabular_2013"))


@pytest.mark.parametrize("declared", ["utf-8", "x-nobody-has-this", "utf-7", "hex"])
def test_bytes_of_windows_read_right_whatever_charset_is_declared(declared: str) -> None:
    page = payload_of("classic_2017_registry_saved").replace(b"windows-1252", declared.encode())
    summary = study_of(page)["protocolSection"]["descriptionModule"]["briefSummary"]
    assert summary == "Tendons that healed “well” are followed – for years."


def test_a_declared_charset_counts_where_the_bytes_are_not_utf8() -> None:
    page = (
        payload_of("tabular_2013").decode("iso-8859-1").replace("ISO-8859-1", "iso-8859-2").replace("ä", "ł")
    )
    sponsor = study_of(page.encode("iso-8859-2"))["protocolSection"]["sponsorCollaboratorsModule"][
        "leadSponsor"
    ]
    assert sponsor == {"name": "Wirbelsłule e.V."}


def test_a_page_text_with_carriage_returns_reads_the_same() -> None:
    text = payload_of("text_2020_bars")
    assert study_of(text.replace(b"\n", b"\r\n")) == study_of(text)


@pytest.mark.parametrize("name", ["classic_2018_NCT04382547", "tabular_2021", "results_2013_open"])
@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b"</title>", b""),
        (b'<div id="tabs">', b"<textarea>" + b'<div id="tabs">'),
        (b'<div id="tabs">', b"<b>" * 300 + b'<div id="tabs">'),
    ],
)
def test_markup_in_which_lxml_loses_the_page_is_read_by_beautiful_soup(
    name: str, whole: bytes, broken: bytes
) -> None:
    page = payload_of(name)
    assert study_of(page.replace(whole, broken)) == study_of(page)


def test_a_page_whose_body_ends_too_early_is_read_to_its_end() -> None:
    page = payload_of("classic_2018_NCT04382547")
    broken = page.replace(b'<div id="tab-body">', b'</body></html><div id="tab-body">')
    assert study_of(broken) == study_of(page)


def test_a_page_captured_by_a_web_archive_reads_the_same() -> None:
    page = payload_of("classic_2018_NCT04382547")
    toolbar = b'<body class="js"><div id="wm-ipp-base"><table><tr><td>Study Type:</td><td>Toolbar</td></tr></table></div>'
    archived = re.sub(rb'href="/', b'href="/web/20210901000000/https://clinicaltrials.gov/', page)
    archived = archived.replace(b'<body class="js one-column">', toolbar)
    assert study_of(archived) == study_of(page)


def test_nothing_of_a_payload_is_kept_in_common_between_two_readings() -> None:
    first = study_of(payload_of("classic_2018_recruiting"))
    first["protocolSection"]["conditionsModule"]["conditions"].append("changed")
    second = study_of(payload_of("classic_2018_recruiting"))
    assert second["protocolSection"]["conditionsModule"]["conditions"] == ["Osteoarthritis, Knee"]

import json

import pytest

from harvester.compare.products import place_of
from harvester.derive.products import study as products
from harvester.derive.products.curation import CURATION_PATH, curation, load_curation
from harvester.derive.products.study import derive_msc_study, derive_products
from harvester.errors import UsageError

STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "UC-MSC for lupus"},
        "armsInterventionsModule": {"interventions": [{"type": "BIOLOGICAL", "name": "UC-MSC"}]},
    }
}
ENTRY = """
NCT00000001:
  - attribute: {attribute}
    value: {value}
    who: A. Curator
    why: the record's title
    date: 2024-06-01
"""


def write(tmp_path, text):
    path = tmp_path / "curation.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_keeps_its_own_format():
    assert isinstance(curation(), dict)


def test_an_override_wins_and_is_shown_as_curation(tmp_path, monkeypatch):
    decided = load_curation(write(tmp_path, ENTRY.format(attribute="tissue_source", value="bone marrow")))
    monkeypatch.setattr(products, "curation", lambda: decided)
    (row,) = derive_products(STUDY)
    (evidence,) = [e for e in row.evidence if e.attribute == "tissue_source"]
    assert (row.tissue_source, row.tissue_source_id) == ("bone marrow", "UBERON:0002371")
    assert (evidence.rule, evidence.confidence) == ("curation", 1.0)
    assert "A. Curator" in evidence.words


def test_an_override_decides_whether_it_is_an_msc_study(tmp_path, monkeypatch):
    decided = load_curation(write(tmp_path, ENTRY.format(attribute="is_msc", value="false")))
    monkeypatch.setattr(products, "curation", lambda: decided)
    verdict = derive_msc_study(STUDY)
    assert not verdict.is_msc
    assert verdict.reason == "A. Curator, 2024-06-01: the record's title"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("attribute: donor", "attribute: colour", "'colour' is no attribute"),
        ("who: A. Curator", "who: ''", "`who` must say who"),
        ("date: 2024-06-01", "date: June", "`date` must be a day"),
        ("why: the record's title", "reason: x", "an entry has the keys"),
        ("NCT00000001", "NCT1x", "is not an NCT ID"),
    ],
)
def test_an_entry_that_breaks_the_format_is_refused(tmp_path, old, new, says):
    text = ENTRY.format(attribute="donor", value="autologous")
    assert old in text
    with pytest.raises(UsageError, match=says):
        load_curation(write(tmp_path, text.replace(old, new)))


@pytest.mark.parametrize(
    ("attribute", "value", "says"),
    [
        ("tissue_source", "marrow", "must be one of .*bone marrow.*, found 'marrow'"),
        ("donor", "someone", "must be one of allogeneic, autologous"),
        ("route", "1", "must be one of .*found 1"),
        ("is_msc", "maybe", "must be true or false"),
        ("is_msc", "null", "must be true or false"),
        ("dose_value", "many", "must be a number"),
        ("dose_unit", "drops", "must be one of cells"),
        ("passage", "3", "must be words"),
    ],
)
def test_a_value_that_the_column_does_not_take_is_refused(tmp_path, attribute, value, says):
    with pytest.raises(UsageError, match=says):
        load_curation(write(tmp_path, ENTRY.format(attribute=attribute, value=value)))


def test_a_value_set_to_null_is_taken_away_and_its_reason_kept(tmp_path, monkeypatch):
    decided = load_curation(write(tmp_path, ENTRY.format(attribute="tissue_source", value="null")))
    monkeypatch.setattr(products, "curation", lambda: decided)
    (row,) = derive_products(STUDY)
    assert (row.tissue_source, row.tissue_source_id) == (None, None)
    assert [e.rule for e in row.evidence if e.attribute == "tissue_source"] == ["curation"]


def test_rows_that_an_override_makes_equal_are_one(tmp_path, monkeypatch):
    decided = load_curation(write(tmp_path, ENTRY.format(attribute="route", value="intravenous")))
    study = json.loads(json.dumps(STUDY))
    (item,) = study["protocolSection"]["armsInterventionsModule"]["interventions"]
    item["description"] = "UC-MSC intravenously and intrathecally"
    assert [row.route for row in derive_products(study)] == ["intravenous", "intrathecal"]
    monkeypatch.setattr(products, "curation", lambda: decided)
    assert [row.route for row in derive_products(study)] == ["intravenous"]


def test_a_curators_value_is_shown_as_such():
    assert place_of(CURATION_PATH) == "decided by a curator"


def test_one_attribute_set_twice_is_refused(tmp_path):
    text = ENTRY.format(attribute="donor", value="autologous")
    entry = text.split("NCT00000001:\n", 1)[1]
    with pytest.raises(UsageError, match="donor is set twice"):
        load_curation(write(tmp_path, text + entry))

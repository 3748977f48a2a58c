import shutil

import pytest
import yaml

from harvester.derive.passages import TITLE, Passage, Record
from harvester.derive.vocabulary.files import load_vocabulary, vocabulary, vocabulary_folder
from harvester.errors import UsageError
from tests.shared import SHARED, needs_shared


@pytest.fixture
def folder(tmp_path):
    for path in vocabulary_folder().glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder, file, edit):
    path = folder / file
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(raw)
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")


def found(column, text, record=""):
    passage = Passage("title", text, TITLE)
    return [m.term.value for m in vocabulary().find(column, passage, Record(record or text.lower()))]


def test_an_id_used_twice_is_refused(folder):
    change(folder, "route.yaml", lambda raw: raw["terms"][1].update(id=raw["terms"][0]["id"]))
    with pytest.raises(
        UsageError, match=r"route.yaml, intrathecal: the id NCIT:C38276 is already that of intravenous"
    ):
        load_vocabulary(folder)


def test_an_id_used_twice_across_columns_is_refused(folder):
    change(folder, "route.yaml", lambda raw: raw["terms"][1].update(id="UBERON:0002371"))
    with pytest.raises(UsageError, match="UBERON:0002371 is already that of"):
        load_vocabulary(folder)


def test_a_spelling_of_two_terms_is_refused_without_a_rule(folder):
    change(folder, "tissue_source.yaml", lambda raw: raw["terms"][1]["spellings"].append("bone marrow*"))
    with pytest.raises(UsageError, match="'bone marrow\\*' belongs to bone marrow and to adipose"):
        load_vocabulary(folder)


def test_a_spelling_of_two_terms_is_taken_with_a_rule(folder):
    def edit(raw):
        raw["terms"][1]["spellings"].append("bone marrow*")
        raw["ambiguous"]["bone marrow*"] = [{"value": "bone marrow", "if_record_has": ["aspirate"]}]

    change(folder, "tissue_source.yaml", edit)
    assert "bone marrow" in {term.value for term in load_vocabulary(folder).columns["tissue_source"].terms}


@pytest.mark.parametrize("place", ["file", "term"])
def test_an_unknown_key_is_refused(folder, place):
    change(
        folder, "donor.yaml", lambda raw: (raw if place == "file" else raw["terms"][0]).update(speling=["x"])
    )
    with pytest.raises(UsageError, match="unknown keys \\['speling'\\]"):
        load_vocabulary(folder)


@pytest.mark.parametrize(
    ("file", "edit", "says"),
    [
        (
            "route.yaml",
            lambda raw: raw["terms"].append({"value": "intravenous", "spellings": ["drip*"]}),
            "'intravenous'.* stand twice",
        ),
        (
            "tissue_source.yaml",
            lambda raw: raw["terms"][1]["prefixes"].append("bm"),
            "prefixes: 'bm' belongs to bone marrow and to adipose",
        ),
        (
            "route.yaml",
            lambda raw: raw["terms"][1]["abbreviations"].append("IV"),
            "abbreviations: 'IV' belongs to intravenous and to intrathecal",
        ),
        (
            "tissue_source.yaml",
            lambda raw: raw["ambiguous"].update({"x": [{"value": "moon", "if_record_has": ["y"]}]}),
            "'moon'.* are values of no term",
        ),
        ("tissue_source.yaml", lambda raw: raw["terms"][0].update(parent="moon"), "'moon'.* are values of no term"),
        ("route.yaml", lambda raw: raw["terms"][0].update(needs="luck"), "`needs` is attached or weak, found 'luck'"),
        ("named_products.yaml", lambda raw: raw["terms"][0].update(donor="nobody"), "'nobody' is no value of donor"),
        ("donor.yaml", lambda raw: raw["details"][0].update(implies="nobody"), "'nobody' is no value of donor"),
        (
            "route.yaml",
            lambda raw: raw["terms"][0]["spellings"].append("*venous"),
            "intravenous: a spelling cannot begin with",
        ),
        ("product_type.yaml", lambda raw: raw["words"].pop("control"), "the word lists are .*'control'"),
    ],
)  # fmt: skip
def test_what_a_curator_mistypes_is_refused(folder, file, edit, says):
    change(folder, file, edit)
    with pytest.raises(UsageError, match=says):
        load_vocabulary(folder)


def test_a_missing_column_is_refused(folder):
    (folder / "route.yaml").unlink()
    with pytest.raises(UsageError, match="no vocabulary for route"):
        load_vocabulary(folder)


@needs_shared
@pytest.mark.parametrize("column", ["tissue_source", "donor", "route", "product_type"])
def test_a_column_takes_the_agreed_values_and_no_others(column):
    lines = (SHARED / "msc" / "values.tsv").read_text(encoding="utf-8").splitlines()
    agreed = {line.split("\t")[1] for line in lines if line.startswith(f"{column}\t")}
    assert {term.value for term in vocabulary().columns[column].terms} == agreed


@pytest.mark.parametrize(
    ("column", "text", "values"),
    [
        ("tissue_source", "hUC-MSCs in ulcerative colitis (UC)", ["umbilical cord"]),
        ("tissue_source", "umbilical cord blood-derived MSC", ["cord blood"]),
        ("tissue_source", "Wharton´s jelly", ["Wharton's jelly"]),
        ("tissue_source", "BM MSC and ADSCs", ["bone marrow", "adipose"]),
        ("tissue_source", "after bone marrow transplantation", []),
        ("route", "intra-venous infusion", ["intravenous"]),
        ("route", "stage IV cancer", []),
        ("route", "given IV", ["intravenous"]),
        ("donor", "autologous MSC", ["autologous"]),
        ("donor_detail", "medium with pooled human platelet lysate", []),
        ("donor_detail", "pooled allogeneic MSC", ["pooled"]),
        ("named_product", "PROCHYMAL®", ["remestemcel-L"]),
    ],
)
def test_words_are_found_where_they_mean_the_term(column, text, values):
    assert found(column, text) == values


def test_it_is_ischemia_tolerant_before_mesenchymal_and_no_route():
    assert found("route", "it-hMSC in heart failure", "it-hmsc in stroke") == []


def test_a_shared_abbreviation_is_decided_by_the_words_of_the_record():
    assert found("tissue_source", "hAMSC", "amniotic cells") == ["amnion"]
    assert found("tissue_source", "hAMSC", "adipose tissue") == ["adipose"]
    assert found("tissue_source", "hAMSC", "nothing else, a fatal disease") == []

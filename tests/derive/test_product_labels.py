import pytest

from harvester.derive.vocabulary.files import vocabulary
from tests.accuracy import read_gold
from tests.accuracy_products import ANY, COLUMNS, Score, label_of, read_labels, score
from tests.shared import SHARED, needs_shared

TYPES = {
    "MSC cells",
    "MSC extracellular vesicles",
    "MSC conditioned medium",
    "MSC-derived differentiated cells",
    "not MSC",
}


def test_a_label_is_what_must_be_written_and_what_may_be():
    label = label_of("Wharton's jelly; amnion?")
    assert (label.needed, label.allowed, label.open) == ({"umbilical cord"}, {"amnion"}, False)
    assert label_of(ANY).open
    assert not label_of("").needed


def test_a_label_has_only_values_of_its_column():
    known = {
        name: {term.value for term in vocabulary().columns[name].terms}
        for name in ("tissue_source", "donor", "route")
    }
    known |= {"product_type": TYPES}
    seen = set()
    for sample in read_labels():
        for nct_id, texts in sample["studies"].items():
            assert nct_id not in seen
            seen.add(nct_id)
            for column, text in zip(COLUMNS, texts, strict=True):
                values = {part.strip().rstrip("?") for part in text.split(";")} - {"", ANY}
                assert values <= known[column], (nct_id, values)


@needs_shared
def test_no_study_read_by_hand_is_of_the_published_tables():
    gold = {nct_id for nct_id, _ in read_gold(SHARED / "msc" / "gold_dev.tsv")}
    assert not gold & {nct_id for sample in read_labels() for nct_id in sample["studies"]}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return score(read_labels())


@needs_shared
@pytest.mark.parametrize("attribute", [*COLUMNS, "is_msc"])
def test_studies_read_by_hand_are_read_alike(scores, attribute):
    counted = scores[attribute]
    assert counted.recall >= 0.98, counted.missed
    assert counted.precision >= 0.99, counted.extra

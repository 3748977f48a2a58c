import re

from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.vocabulary.spellings import plain_words

_LETTERS = "abemnstx -.#/1é"


@given(
    words=st.sets(st.text(_LETTERS, min_size=1, max_size=5), min_size=1), text=st.text(_LETTERS, max_size=40)
)
def test_plain_words_are_found_wherever_one_of_them_stands(words: set[str], text: str) -> None:
    assert bool(plain_words(words).search(text)) == any(word in text for word in words)


def test_plain_words_are_sought_by_rare_letters() -> None:
    assert re.match(r"x\(\?:osom", plain_words({"exosom"}).pattern)

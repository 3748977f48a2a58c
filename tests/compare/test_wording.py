"""Which texts say the same, and which words tell them apart."""

from hypothesis import given
from hypothesis import strategies as st

from harvester.compare import Field
from harvester.compare.plan import load_plan
from harvester.compare.wording import Reader, mark_words, without_abbreviations


@given(st.text(max_size=400), st.text(max_size=400), st.integers(0, 400))
def test_texts_are_the_same_exactly_when_all_their_words_are(one, other, shared):
    other = one[:shared] + other[shared:]
    same = " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    assert Field("name", "label", (one, other)).same == (True, same)


@given(st.lists(st.sampled_from(["alpha", "Beta", "GAMMA"]), min_size=20, max_size=60), st.data())
def test_long_texts_that_white_space_and_case_alone_tell_apart_are_the_same(words, data):
    spaces = st.sampled_from([" ", "  ", "\n", "\t "])
    other = "".join(data.draw(spaces) + word.swapcase() for word in words)
    assert Field("name", "label", (" ".join(words), other)).same == (True, True)
    assert Field("name", "label", (" ".join(words), f"{other} more")).same == (True, False)


def test_words_only_here_are_marked_and_the_text_stays_whole():
    pieces = mark_words("Age over 21 years", "Age over 18 years")
    assert ("here", "21 ") in pieces
    assert ("there", "18") in pieces
    assert pieces.index(("there", "18")) < pieces.index(("here", "21 "))


@given(st.text(max_size=80), st.text(max_size=80))
def test_marking_never_loses_a_character(text, reference):
    pieces = mark_words(text, reference)
    assert "".join(piece for mark, piece in pieces if mark != "there") == text


@given(st.text(max_size=200))
def test_a_text_is_always_like_itself(text):
    reader = Reader(load_plan().words, timeless=True)
    assert reader.gist(text) == reader.gist(text)
    assert not reader.gist(text).excludes(reader.gist(text))


def test_abbreviations_in_brackets_go_only_where_they_spell_the_words_before():
    assert without_abbreviations("Complete Response (CR) by day 28") == "Complete Response  by day 28"
    assert without_abbreviations("Pain (VAS)") == "Pain (VAS)"

"""What a text is about, by the words it uses."""

from collections.abc import Iterable, Sequence

from harvester.compare.plan import Topic
from harvester.compare.wording import REMEMBERED

_BEGINNING = 16
"""Words within which a text says what it is about."""
_STEM = 3
"""Letters by which the beginnings of words are looked up; no star stands before them."""
_GAP = "..."
_WITHIN = 6
"""Words of a text among which the one behind a gap stands."""
_NONE = ""
"""The name of phrases that are passed over."""


class _Phrases:
    """Phrases found by the word they begin with; a star stands for the rest of a word, `...` for a few words or none."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._known: dict[str, list[tuple[list[str], str]]] = {}
        for name, phrases in named:
            for phrase in phrases:
                words = phrase.split()
                self._known.setdefault(words[0][:_STEM], []).append((words, name))
        for found in self._known.values():
            found.sort(key=lambda phrase: (phrase[1] != _NONE, -len(phrase[0])))

    def first(self, words: list[str]) -> str | None:
        """The name that belongs to the first phrase in a text, the longest where several begin there."""
        passed = 0
        for place, word in enumerate(words):
            candidates = self._known.get(word[:_STEM])
            if candidates is None or place < passed:
                continue
            for phrase, name in candidates:
                if _is(phrase[0], word) and _begin(words, place, phrase):
                    if name != _NONE:
                        return name
                    passed = place + len(phrase)
                    break
        return None


def _begin(words: list[str], place: int, phrase: list[str]) -> bool:
    """Whether the phrase stands at this place of a text."""
    if _GAP not in phrase:
        return len(phrase) <= len(words) - place and all(map(_is, phrase, words[place:]))
    reach = 1
    for wanted in phrase:
        if wanted == _GAP:
            reach = _WITHIN
            continue
        found = (at for at in range(place, min(place + reach, len(words))) if _is(wanted, words[at]))
        place, reach = next(found, len(words)) + 1, 1
        if place > len(words):
            return False
    return True


def _is(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted


class Topics:
    """Tells what texts are about; remembers, as the same records come again and again."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._first = _Phrases(
            [
                *((_NONE, topic.exceptions) for topic in topics),
                *((topic.name, topic.words) for topic in topics),
            ]
        )
        self._anywhere = _Phrases((topic.name, topic.anywhere) for topic in topics)
        self._known: dict[str, str | None] = {}

    def of(self, folded: str) -> str | None:
        """The name of the topic of a text, folded as `fold` does; None where its words are about none."""
        if folded not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            words = folded.split()
            self._known[folded] = self._anywhere.first(words) or self._first.first(words[:_BEGINNING])
        return self._known[folded]

"""What a document claims of a study, and what the record says to it: values that print themselves."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Outcome = Literal["agrees", "differs", "not in the record"]
Bound = Literal["", "about", "up to", "at least"]

STATED, LABELLED = 1, 2
"""How a document says something: in a sentence, or beside its label ("Enrollment: 76"), which is surer."""


class Count(NamedTuple):
    """How many people; `bound` is how the document limits the number."""

    number: int
    bound: Bound = ""

    def __str__(self) -> str:
        return f"{self.bound} {self.number:,}".strip()


class AgeRange(NamedTuple):
    """Ages in years; `unlimited` where the document says that older people may take part, `below` where the
    maximum itself is out ("under 18")."""

    minimum: float | None
    maximum: float | None
    unlimited: bool = False
    below: bool = False

    def __str__(self) -> str:
        low, high = (None if age is None else _age(age) for age in (self.minimum, self.maximum))
        if low and high:
            return f"{low} to {high}"
        if low:
            return f"{low} and older" if self.unlimited else f"from {low}"
        return f"{'under' if self.below else 'up to'} {high}"


class Times(NamedTuple):
    """Time points in days, and the words they were read from."""

    days: tuple[float, ...]
    words: str

    def __str__(self) -> str:
        return self.words


Value = str | bool | Count | AgeRange | Times


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that can be checked: `words` == text[start:end] of the document's text."""

    attribute: str
    value: Value
    words: str
    start: int
    end: int
    sure: int = STATED

    @property
    def says(self) -> str:
        """The value in words: '76', '6 years to 70 years', 'OBSERVATIONAL', 'no'."""
        return {True: "yes", False: "no"}[self.value] if isinstance(self.value, bool) else str(self.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim beside the record; `record` is what that says, None where it says nothing."""

    claim: Claim
    verdict: Outcome
    record: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The verdict that `--json` prints."""
        claim = self.claim
        return {
            "attribute": claim.attribute,
            "says": claim.says,
            "words": claim.words,
            "start": claim.start,
            "record": self.record,
            "verdict": self.verdict,
        }


def _age(years: float) -> str:
    if years >= 2 or years == int(years):
        count, unit = years, "year"
    elif years * 12 >= 1:
        count, unit = years * 12, "month"
    else:
        count, unit = years * 365.25, "day"
    shown = f"{round(count, 1):g}"
    return f"{shown} {unit}{'' if shown == '1' else 's'}"

"""Ages and durations of the registry as numbers: '6 Months' is 0.5 years, exactly what is stated and no more."""

import re
from functools import lru_cache

_PER_YEAR = {
    "year": 1.0,
    "month": 12.0,
    "week": 365.25 / 7,
    "day": 365.25,
    "hour": 365.25 * 24,
    "minute": 365.25 * 24 * 60,
}
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s+(year|month|week|day|hour|minute)s?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def age_in_years(text: str) -> float | None:
    """'6 Months' → 0.5, '18 Years' → 18.0, in years of 12 months or 365.25 days; None for anything else."""
    found = _AGE.fullmatch(text.strip())
    return round(float(found[1]) / _PER_YEAR[found[2].lower()], 6) if found else None

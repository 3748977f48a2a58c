"""Two versions of a study: what changed, how much it matters, which outcomes were switched."""

from harvester.changes.diff import Change, diff_studies
from harvester.changes.outcomes import OutcomeSwitch, compare_outcomes, registered_before_start
from harvester.changes.significance import is_significant, significance_classes, significant_classes

__all__ = [
    "Change",
    "OutcomeSwitch",
    "compare_outcomes",
    "diff_studies",
    "is_significant",
    "registered_before_start",
    "significance_classes",
    "significant_classes",
]

"""What documents claim of studies, held against the record."""

from harvester.claims.find import ATTRIBUTES, find_claims
from harvester.claims.judge import judge_claims
from harvester.claims.model import Claim, Verdict

__all__ = ["ATTRIBUTES", "Claim", "Verdict", "find_claims", "judge_claims"]

"""The rules: how many opinions become one. Pages, command line and tests iterate over `RULES`.

`rule` says what a rule is; each other module holds one family. `CHIEF` are those that group models are
made by; the others are there for comparison, and for whoever asks for one by name.
"""

from __future__ import annotations

from group_plgl.errors import NotFound
from group_plgl.groups.rules.approvals import APPROVAL, GROUP_INFORMED
from group_plgl.groups.rules.ends import (
    AVERAGE_WITHOUT_MISERY,
    CONSENSUS,
    LEAST_MISERY,
    LEXIMIN,
    MOST_PLEASURE,
)
from group_plgl.groups.rules.middles import MEDIAN, TRIMMED_MEAN, WORST_THIRD
from group_plgl.groups.rules.rule import Rule
from group_plgl.groups.rules.totals import MEAN, NASH
from group_plgl.groups.rules.votes import BORDA, COPELAND, MAJORITY_JUDGMENT, PLURALITY

__all__ = ["CHIEF", "DEFAULT_RULE", "RULES", "Rule", "rule_named"]

_ALL = (
    CONSENSUS, MEAN, MEDIAN, TRIMMED_MEAN, LEAST_MISERY, LEXIMIN, WORST_THIRD, NASH, AVERAGE_WITHOUT_MISERY,
    MOST_PLEASURE, APPROVAL, GROUP_INFORMED, BORDA, COPELAND, PLURALITY, MAJORITY_JUDGMENT,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
CHIEF = ("consensus", "mean", "median")
DEFAULT_RULE = "consensus"


def rule_named(name: str) -> Rule:
    """The rule of that name.

    Raises:
        NotFound: There is none; the known ones are listed.
    """
    if name not in RULES:
        raise NotFound(
            "there is no rule '{name}'", advice="Known rules: {known}.", name=name, known=", ".join(RULES)
        )
    return RULES[name]

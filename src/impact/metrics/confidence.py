"""How sure an outcome's result is, in words, by counting the doubts about what it rests on.

Source: `framework-method` (f.5): coverage, n, age, response rate, self-assessed or peer-seen, agreement between parts.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan

from impact.framework.models import Indicator
from impact.metrics.parts import NodePart
from impact.metrics.slots import published

STRONG, FAIR, LIMITED = "strong", "fair", "limited"

MISSING, ALONE, UNRETURNED, OLD = "a measure is missing", "one measure", "services missing", "old figure"
FEW_ANSWERED, WIDE, UNSEEN, DISAGREE = "few answered", "wide limits", "judged by themselves", "parts disagree"
"""The eight doubts: a measure is missing; it is the only one; a tenth or more of services are missing from a part;
a figure is over 9 months old (18 if published); few of those asked answered; a part has no limits, or they are
wider than 60 points; services judged a part themselves and no peer has seen most of it; parts disagree."""

LOW_RESPONSE_RATE = 0.3
"""Below this a survey part carries a caution; `framework-method` (f.5)."""

MOST_STRONG, MOST_FAIR = 1, 3
"""So many doubts at most; judgement."""

WELL_RETURNED, WIDEST = 0.9, 60
"""Share of services returned below which, and width of limits (points of progress) above which, a part is doubted."""

OLD_MONTHS, OLD_MONTHS_PUBLISHED = 9, 18
"""Age from which a figure is doubted; judgement."""


def confidence(
    used: Sequence[NodePart],
    present: float,
    indicators: Mapping[str, Indicator],
    today: date,
    *,
    agree: bool,
    firm: bool,
) -> str:
    """Confidence in words: how many of eight doubts there are: up to one strong, up to three fair.

    used      the parts that enter the result
    present   share of the full weight that is there, 0 to 1
    agree     whether the parts agree: the result is not mixed and does not depend on method
    firm      whether it does not depend on method

    Judgement, like the cut-offs; one measure alone, or a word that depends on method, is never strong.
    """
    many = sum(doubts(used, present, indicators, today, agree=agree).values())
    if many <= MOST_STRONG and len(used) > 1 and firm:
        return STRONG
    return FAIR if many <= MOST_FAIR else LIMITED


def doubts(
    used: Sequence[NodePart], present: float, indicators: Mapping[str, Indicator], today: date, *, agree: bool
) -> dict[str, bool]:
    """Each of the eight doubts that confidence counts, and whether it holds of these parts."""
    return {
        MISSING: present < 1 - 1e-9,
        ALONE: len(used) == 1,
        UNRETURNED: any(part.returned < WELL_RETURNED for part in used),
        OLD: any(_is_old(part, indicators[part.indicator_id], today) for part in used),
        FEW_ANSWERED: any(few_answered(part) for part in used),
        WIDE: any(not part.progress_upper - part.progress_lower <= WIDEST for part in used),
        UNSEEN: any(part.self_assessed for part in used),
        DISAGREE: not agree,
    }


def few_answered(part: NodePart) -> bool:
    """Whether fewer answered than a survey should have; not known is no doubt."""
    return part.response < LOW_RESPONSE_RATE


def _is_old(part: NodePart, indicator: Indicator, today: date) -> bool:
    age = nan if part.period is None else (today - part.period).days / 30.44
    return age > (OLD_MONTHS_PUBLISHED if published(indicator) else OLD_MONTHS)

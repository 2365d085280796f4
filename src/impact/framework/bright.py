"""By which rules a bright spot is looked for, and which measures are looked at together, as data."""

from impact.framework.parts import Model


class Pair(Model):
    """Two measures that are looked at together, so that one is not bought with the other; each stands beside the other.

    indicator, beside   indicator ids
    """

    indicator: str
    beside: str
    why: str = ""


class BrightRules(Model):
    """What makes a candidate and how long a bright spot holds; `framework-method` (f.6), editable.

    smallest_group      fewer services of one sector than this, and a wider group is compared
    smallest_base       the fewest people or answers of a service that lies beyond limits
    smallest_improving  the same for one that improves on its own history
    least_response      answers over people asked, of surveys
    valid_months        how long a checked bright spot holds without being renewed
    """

    smallest_group: int = 6
    smallest_base: float = 30
    smallest_improving: float = 10
    least_response: float = 0.3
    valid_months: int = 18

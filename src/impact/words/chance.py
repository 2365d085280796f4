"""How many of many would be flagged by chance alone, in the sentence that stands beside every list of alerts."""

from impact.metrics.chance import Chance


def chance_sentence(chance: Chance, thing: str, things: str, would: str = "would flag") -> str:
    """'Of 60 charts about 4 would flag by chance alone.'; "" where nothing was looked at.

    thing, things   what was looked at, one and many: "chart", "charts"
    """
    if not chance.looked_at:
        return ""
    many = f"Of {chance.looked_at:,} {thing if chance.looked_at == 1 else things}"
    return f"{many} {_about(chance.expected)} {would} by chance alone."


def _about(expected: float) -> str:
    if expected < 0.05:
        return "almost none"
    if expected < 0.75:
        return "fewer than one"
    return f"about {round(expected):,}"

"""Tells faults of one rule apart by what was written, so that a sender mends each kind in one go."""

import re

import polars as pl

_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
_MONTH = r"(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ay|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ep|[Oo]ct|[Nn]ov|[Dd]ec)[a-z]{0,6}"
_FORMS = {
    "not-a-number": (
        ("formula-error", r"^#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)"),
        ("date", rf"^{_DAY}|^\d{{1,2}}[- /]?{_MONTH}(?:[- /]\d{{2,4}})?$|^{_MONTH}[- /]\d{{2,4}}$"),
        ("range", r"^\d[\d,.]*\s*(?:-|–|to)\s*\d[\d,.]*$"),
        ("small", r"^[<≤>≥]"),
        ("scientific", r"^\d+(?:\.\d+)?[eE][+-]?\d+$"),
        ("comma", r"^\d[\d ]*,[\d, ]*\d(?:\.\d+)?$"),
        ("money", r"[£$€]"),
        ("words", r"[A-Za-z]{2}"),
    ),
    "period-unreadable": (
        ("formula-error", r"^#"),
        ("date", _DAY),
        ("digits", r"^\d+(?:\.\d+)?$"),
    ),
}
"""Rule -> (form, what its cells look like), the first that fits."""


def cause() -> pl.Expr:
    """Over FAULTS: the rule, and after a slash the form of the cell where that tells more: 'not-a-number/date'."""
    found = pl.col("rule")
    for rule, forms in _FORMS.items():
        told = pl.lit(rule)
        for form, pattern in reversed(forms):
            told = pl.when(pl.col("found").str.contains(pattern)).then(pl.lit(f"{rule}/{form}")).otherwise(told)
        found = pl.when(pl.col("rule") == rule).then(told).otherwise(found)
    return found.alias("cause")


def causes() -> list[str]:
    """Every cause with a form."""
    return [f"{rule}/{form}" for rule, forms in _FORMS.items() for form, _ in forms]


def form_of(rule: str, found: str) -> str:
    """The form of one cell that breaks a rule; "" where none tells more."""
    return next((form for form, pattern in _FORMS.get(rule, ()) if re.search(pattern, found)), "")

"""What senders call the columns of a return: words as `plain` writes them -> the column they mean. Judgement."""

import re
import unicodedata
from collections.abc import Mapping

IGNORE = "ignore"
"""The answer that leaves a column out."""


def _by_word(**columns: str) -> dict[str, str]:
    return {word.strip(): column for column, words in columns.items() for word in words.split(",")}


SYNONYMS: Mapping[str, str] = _by_word(
    period="quarter, term, period, reporting period, reporting quarter, reporting term, return period, time period, "
    "time identifier, period covered, period code, date, month, year, reporting year, financial year, academic year, "
    "school year",
    service_id="service, service id, service code, service number, service reference, service ref, organisation, "
    "organization, organisation id, organisation code, organization code, provider, provider code, provider id, "
    "school, school code, team, team code, agency, setting, area, area code, local authority, gss code",
    indicator_id="indicator, measure, metric, kpi, code, indicator id, indicator code, indicator ref, "
    "indicator reference, indicator number, indicator no, measure id, measure code, measure ref, kpi code, kpi ref",
    breakdown="breakdown, group, characteristic, subgroup, sub group, breakdown group, population group, "
    "equality group, protected characteristic, cohort",
    numerator="numerator, num, count, number, no, number of people, top number, numerator count",
    denominator="denominator, denom, den, total, out of, base, of, total number, bottom number, number eligible, "
    "denominator count, total people",
    value="value, percent, percentage, pct, percentage value, rate, score, average, mean, mean score, average score, "
    "result, figure, level",
    n="n, sample size, responses, respondents, number of responses, number of respondents, answered",
    sd="sd, s d, standard deviation, std dev, stdev, std deviation, st dev",
    asked="asked, number asked, people asked, invited, surveys sent, number invited",
    marker="marker, flag, status, symbol, mark, data marker, suppression, suppression flag",
    note="note, notes, comment, comments, remark, remarks, commentary, explanation, narrative, free text",
)
"""Headings that name a column of a return."""

NAMES: Mapping[str, str] = _by_word(
    service_id="service name, organisation name, organization name, provider name, school name, team name, "
    "area name, local authority name",
    indicator_id="indicator name, indicator title, measure name, measure title, kpi name, metric name",
)
"""Headings that name a column by names instead of codes: taken where no column of codes is there."""

COUNTED = frozenset({"count", "number", "no", "number of people"})
"""Headings that are the numerator beside a column for the denominator, and could be either number without it."""

ALSO_CELLS = frozenset(
    _by_word(
        cells="total, school, area, agency, setting, team, no, of, base, number, count, level, figure, result, rate, "
        "score, average, mean, percent, percentage, status, flag, mark, month, year, term, group, cohort, answered, "
        "invited, n, academic year, financial year, school year, reporting year, local authority"
    )
)
"""Headings that stand in cells as often: a row that has them may be data."""

PART_WORDS: Mapping[str, str] = {
    **{word: column for word, column in SYNONYMS.items() if column in ("numerator", "denominator", "value")},
    **{word: word for word in ("n", "sd", "asked", "marker", "note")},
}
"""What may follow an indicator, a period or a service in a heading of a wide sheet."""

SAID: Mapping[str, str] = {
    "period": "the period",
    "service_id": "the service",
    "indicator_id": "the indicator",
    "breakdown": "the group of people (breakdown)",
    "numerator": "the numerator: how many did",
    "denominator": "the denominator: out of how many",
    "value": "the value: a score, a rate, a percentage or one count",
    "n": "how many answers a mean rests on (n)",
    "sd": "the standard deviation (sd)",
    "asked": "how many people were asked",
    "marker": "marks such as c, x or p",
    "note": "notes",
}
"""The columns of a return in the words of a question."""

_FOOTNOTE = re.compile(
    r"(?:[\u00b9\u00b2\u00b3\u2070-\u2079]+|(?<=[^\W\d_]{4})\d{1,2}|\s*[\[(](?:note\s*)?\d{1,2}[\])]|\s*[*†‡]+)$"
)


def plain(text: str) -> str:
    """A heading as words alone: lower case, no punctuation, one space between words; % is 'percent'."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("%", " percent ").replace("#", " number ")
    return " ".join(re.findall(r"[^\W_]+", folded))


def without_footnote(text: str) -> str:
    """A heading without the sign of a footnote at its end: 'Total¹', 'Total (1)', 'Comments2'."""
    return _FOOTNOTE.sub("", text.strip())

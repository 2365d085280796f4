"""What was asked of a return and what came of it, as one HTML page that stands alone.

Great Expectations' own pages load files and a beacon from outside; this one has no address in it, no script
and no picture, and can be kept beside the return or printed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from impact.plausibility import SEVERITIES, Judged
from impact.plausibility.suites import Outcome
from impact.problems import Problem

SEVERITY_WORDS = {"warning": "Please explain or correct", "info": "Worth a look"}
"""What a severity means to the sender."""

_ASKED, _ANSWERED = ("Where", "Question"), ("Where", "Question", "Answered by")
_LOOKED_AT = ("Expected", "Holds", "Judged", "Asked about")
_HOW = (
    "Judged: the rows that have something to be compared with; "
    "what is said of a sender, or of one of its periods, counts as one row."
)
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption, th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; }
th, td { border-bottom: 1px solid #767676; }
caption { padding-left: 0; color: #444; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""


def html(
    judged: Judged, about: Mapping[str, str], when: datetime, answered: Mapping[Problem, str] | None = None
) -> str:
    """A whole page of what was asked and what came of it, in plain words.

    about     what the return is, shown as given: {"File": "SV19.csv", "Sender": "..."}
    when      the moment of the check, shown in its own time zone
    answered  the doubts that were explained before, so that nobody is asked again: by whom, when and how
    """
    before = answered or {}
    asked = [doubt for doubt in judged.doubts if doubt not in before]
    facts = {
        **about,
        "Checked": f"{when.day} {when:%B %Y, %H:%M} {when:%Z}".strip(),
        "Suites": _suites(judged.outcomes),
    }
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(fact)}</dd>" for name, fact in facts.items())
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Is this return believable?</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Is this return believable?</h1>\n<p>{escape(_summary(judged, len(asked)))}</p>\n<dl>{listed}</dl>\n"
        f"{_asked(judged, asked)}{_answered(before)}{_looked_at(judged.outcomes)}"
        "<p>Nothing here stops a return from being kept. A figure may be unusual and right: then say why.</p>\n"
        "</main>\n</body>\n</html>\n"
    )


def _summary(judged: Judged, asked: int) -> str:
    looked_at = [one for one in judged.outcomes if one.judged]
    held = sum(not one.unusual for one in looked_at)
    if not looked_at:
        return "Nothing in this return could be compared with anything."
    unlike = len(judged.outcomes) - len(looked_at)
    rest = f"; for {unlike} there was nothing to compare" if unlike else ""
    return f"{held} of {len(looked_at)} expectations held{rest}. {_count(asked, 'question')} to the sender."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}" if number else f"No {word}s"


def _suites(outcomes: Sequence[Outcome]) -> str:
    return ", ".join(dict.fromkeys(f"{one.suite} (version {one.version})" for one in outcomes)) or "none"


def _asked(judged: Judged, doubts: Sequence[Problem]) -> str:
    severity = {one.rule: one.severity for one in judged.outcomes}
    parts = ["<h2>Questions to the sender</h2>\n"]
    for word in SEVERITIES:
        asked = [(doubt.place, doubt.remedy) for doubt in doubts if severity[doubt.rule] == word]
        if asked:
            parts.append(_table(f"{SEVERITY_WORDS[word]}: {_count(len(asked), 'question')}", _ASKED, asked))
    return "".join(parts if doubts else [*parts, "<p>None.</p>\n"])


def _answered(answered: Mapping[Problem, str]) -> str:
    if not answered:
        return ""
    rows = [(doubt.place, doubt.remedy, said) for doubt, said in answered.items()]
    return f"<h2>Answered before</h2>\n{_table('The same question about the same figure', _ANSWERED, rows)}"


def _looked_at(outcomes: Sequence[Outcome]) -> str:
    rows = [(one.holds, _came_of(one), f"{one.judged:,}", f"{one.unusual:,}") for one in outcomes]
    return f"<h2>Everything that was looked at</h2>\n{_table(_HOW, _LOOKED_AT, rows)}"


def _came_of(outcome: Outcome) -> str:
    if not outcome.judged:
        return "nothing to compare"
    return "no" if outcome.unusual else "yes"


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    caption = f"<caption>{escape(caption)}</caption>"
    return f"<table>{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n"

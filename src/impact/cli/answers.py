"""Commands that answer: figures and outcomes. All pass the gate."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.asked import ScopeKind, in_period, indicator_of, period_about, place_of, scope_name
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    said_plainly,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from impact.framework import Framework
    from impact.metrics.outcomes import NodeResult


ScopeOption = Annotated[
    ScopeKind | None,
    typer.Option("--scope", help="What the figures are about. Without it: what --of names, else the whole."),
]
OfOption = Annotated[
    str, typer.Option("--of", help="Which sector, service or area, by id or name (SEC6). Without it: all of them.")
]
PeriodOption = Annotated[
    str, typer.Option("--period", help="One period, as in returns: '2026-27 Q2', '2025-26 Spring', 2024-25, 2025.")
]


def figures(
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", help="Which indicator, by id or title; may be repeated.")
    ] = None,
    scope: ScopeOption = None,
    of: OfOption = "",
    period: PeriodOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show figures with their 95% interval, counts and coverage; a hidden one says why it is hidden.

    why_hidden is the exact reason, for those who may read it: leave it out of what you publish.

    Exit codes: 0 shown (also when there is nothing to show), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        wanted = [indicator_of(desk.rules, word) for word in indicator or []]
        kind, scope_id = place_of(desk.rules, scope, of)
        from impact import answers  # scientific libraries are slow to load, and --help needs none

        shown = answers.figures(desk.sources, desk.view, wanted or None, (kind.value,))
        frame = shown.frame[shown.frame.scope_id == scope_id] if scope_id else shown.frame
        why = shown.why(desk.view.viewer).to_dict()
        rows = [figure_row(row, desk.rules, why[at]) for at, row in in_period(frame, period).iterrows()]
    show(rows, desk, form, ("title", "scope", "period", "value", "interval", "coverage", *hidden_or_why(rows)))


def outcomes(
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show whether each outcome that is measured is moving, in words, with the range of its score and how sure we are.

    The score is how far the outcome has come from where it started to its target, in per cent.
    Exit codes: 0 shown, 2 the record or the framework could not be read.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact import answers, words

        rows: list[dict[str, Any]] = []
        since = answers.since(desk.sources, desk.view)
        for one in answers.nodes(desk.sources, desk.view):
            node = desk.rules.node[one.node_id]
            if not node.scored:
                continue
            said = {"score": one.score, "lower": one.lower, "upper": one.upper, "confidence": one.confidence}
            about = {"reason": one.reason, "notes": "; ".join(one.notes), **_rests_on(one)}
            compared = {"since_last_quarter": since[one.node_id].said if one.node_id in since else ""}
            word = words.look_of(one.word).word
            rows.append({"node": one.node_id, "outcome": node.title, "result": word, **said, **compared, **about})
    brief = ("node", "outcome", "result", "score", "lower", "upper", "since_last_quarter", "confidence", "measures")
    show(rows, desk, form, (*brief, "notes", "reason"))


def _rests_on(one: "NodeResult") -> dict[str, Any]:
    """What a result rests on: its measures with their weights, its coverage, its dates, and how else it could be."""
    from impact.words.results import seen_words  # slow to load, and --help needs none

    used = [part for part in one.parts if part.used]
    return {
        "measures": f"{len(used)} of {len(one.parts)}",
        "rests_on": " ".join(part.indicator_id for part in used),
        "weights": " ".join(f"{part.weight:.3f}" for part in used),
        "least_returned": min((part.returned for part in used), default=None),
        "oldest_figure": min((part.period for part in used if part.period), default=None),
        "seen": "; ".join(f"{part.indicator_id} {said}" for part in used if (said := seen_words(part))),
        "lowest": one.lowest,
        "by_lowest": one.by_lowest,
        "least": one.least,
        "most": one.most,
        "draws": one.draws,
        "seed": one.seed,
    }


def hidden_or_why(rows: "Sequence[Mapping[str, Any]]") -> tuple[str, ...]:
    """The columns in which a table says why figures are hidden: the exact reason only where it says more."""
    more = any(row["why_hidden"] != row["hidden"] for row in rows)
    return ("hidden", "why_hidden") if more else ("hidden",)


def figure_row(row: "pd.Series", rules: "Framework", why: str) -> dict[str, Any]:
    """One protected figure as every command prints it.

    why   the reason why it is hidden, as exactly as this viewer may read it
    """
    from impact import words

    indicator = rules.indicator[row["indicator_id"]]
    period = period_about(row)
    return {
        "indicator_id": indicator.id,
        "title": indicator.title,
        "scope_kind": row["scope_kind"],
        "scope_id": row["scope_id"],
        "scope": scope_name(rules, row["scope_kind"], row["scope_id"]),
        "period_code": period.code,
        "period": period.label,
        "value": words.marked_text(row, indicator),
        "interval": words.interval_text(row, indicator),
        "unit": indicator.unit,
        **{name: row[name] for name in ("numerator", "denominator", "n", "lower", "upper", "marker", "hidden")},
        "why_hidden": why,
        "number": row["value"],
        "coverage": words.coverage_sentence(row, indicator, rules),
    }

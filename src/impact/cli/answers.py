"""Commands that answer: figures, outcomes, stages, and where one figure comes from. All pass the gate."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.asked import ScopeKind, in_period, indicator_of, period_about, place_of, scope_name, scopes_of
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    said_plainly,
)
from impact.problems import ImpactError

if TYPE_CHECKING:
    import pandas as pd

    from impact.framework import Framework


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

    Exit codes: 0 shown (also when there is nothing to show), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        wanted = [indicator_of(desk.rules, word) for word in indicator or []]
        kind, scope_id = place_of(desk.rules, scope, of)
        from impact import answers  # scientific libraries are slow to load, and --help needs none

        frame = answers.figures(desk.sources, desk.view, wanted or None, (kind.value,)).frame
        frame = frame[frame.scope_id == scope_id] if scope_id else frame
        rows = [_figure(row, desk.rules) for _, row in in_period(frame, period).iterrows()]
    show(rows, desk, form, ("title", "scope", "period", "value", "interval", "coverage", "hidden"))


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
        for one in answers.nodes(desk.sources, desk.view):
            node = desk.rules.node[one.node_id]
            if not node.scored:
                continue
            used = [part.indicator_id for part in one.parts if part.used]
            said = {"score": one.score, "lower": one.lower, "upper": one.upper, "confidence": one.confidence}
            about = {"reason": one.reason, "notes": "; ".join(one.notes), "rests_on": " ".join(used)}
            word = words.look_of(one.word).word
            rows.append({"node": one.node_id, "outcome": node.title, "result": word, **said, **about})
    show(rows, desk, form, ("node", "outcome", "result", "score", "lower", "upper", "confidence", "notes", "reason"))


def stages(
    service: Annotated[str, typer.Option("--service", help="One service, by id or name (SV05). Without it: all.")] = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show the stage each service has reached, the one it claims, and what its next step waits for.

    Exit codes: 0 shown (also where the framework has no stages), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        rules = desk.rules
        only = known_one(service, {one.id: one.name for one in rules.services}, rules.words.service) if service else ""
        from impact import answers

        texts = {one.id: one.text.rstrip(".") for one in rules.criteria}
        rows = [
            {
                "service_id": one.service_id,
                "service": rules.service[one.service_id].name,
                "stage": rules.stage[one.stage_id].name,
                "claimed": rules.stage[one.claimed_stage_id].name,
                "review_due": one.review_due,
                "waits_for": "; ".join(texts[criterion] for criterion in one.blocks),
            }
            for one in answers.stages(desk.sources, desk.view)
            if only in ("", one.service_id)
        ]
    show(rows, desk, form, ("service_id", "service", "stage", "claimed", "review_due", "waits_for"))


def trace(
    indicator: Annotated[str, typer.Option("--indicator", help="Which indicator, by id or title (S01).")],
    scope: ScopeOption = None,
    of: OfOption = "",
    period: PeriodOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Walk one figure back: how it was worked out, and every row behind it with its file, line and cell.

    Without --period the newest figure is taken. A row that could show a person says why it is hidden.
    Exit codes: 0 shown, 2 something asked for is not known or was never sent.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        rules = desk.rules
        id = indicator_of(rules, indicator)
        kind, scope_id = place_of(rules, scope, of)
        if kind is not ScopeKind.whole and not scope_id:
            raise ImpactError(
                f"Say which {kind.value} with --of, such as --of {next(iter(scopes_of(rules)[kind]), 'ID')}."
            )
        from impact import answers
        from impact.words.lineage import formula_sentence

        series = answers.figures(desk.sources, desk.view, [id], (kind.value,)).one(id, kind.value, scope_id).frame
        chosen = in_period(series, period)
        if chosen.empty:
            raise ImpactError(f"There is no figure for '{rules.indicator[id].title}' there: nothing was sent by then.")
        newest = period_about(chosen.iloc[-1])
        key = answers.FigureKey(id, kind.value, scope_id, newest.start, newest.kind)
        found = answers.trace(desk.sources, desk.view, key)
        figure = _figure(found.figure.frame.iloc[0], rules)
        formula = formula_sentence(found.figure.frame.iloc[0], found.indicator)
        rows = [_observation(row, rules) for _, row in found.rows.frame.iterrows()]
    if form is Format.table:
        typer.echo(f"{figure['title']}, {figure['scope']}, {figure['period']}\n{formula}\n")
    brief = ("file", "line", "cell", "sender", "period", "numerator", "denominator", "value", "n", "received", "hidden")
    show(rows, desk, form, brief, figure=figure, formula=formula)


def _figure(row: "pd.Series", rules: "Framework") -> dict[str, Any]:
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
        "value": words.value_text(row, indicator),
        "interval": words.interval_text(row, indicator),
        "unit": indicator.unit,
        **{name: row[name] for name in ("numerator", "denominator", "n", "lower", "upper", "marker", "hidden")},
        "number": row["value"],
        "coverage": words.coverage_sentence(row, indicator, rules),
    }


def _observation(row: "pd.Series", rules: "Framework") -> dict[str, Any]:
    from impact.sources import LOCAL_TIME

    sender = rules.service.get(row["service_id"]) or rules.area.get(row["service_id"])
    received: datetime = row["received_at"]
    numbers = ("numerator", "denominator", "value", "n", "sd", "asked", "marker", "hidden", "note")
    return {
        "file": row["filename"],
        "line": row["line"],
        "cell": row["cell"],
        "sender_id": row["service_id"],
        "sender": sender.name if sender else "",
        "period": period_about(row).label,
        **{name: row[name] for name in numbers},
        "received": f"{received.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
        "sent_by": row["sent_by"],
        "publisher": row["publisher"],
        "sha256": row["sha256"],
    }

"""Commands that walk back and forth: where a figure, an outcome or a stage comes from, and what a row enters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.answers import OfOption, PeriodOption, ScopeOption, figure_row, hidden_or_why
from impact.cli.asked import ScopeKind, in_period, indicator_of, period_about, place_of, scopes_of
from impact.cli.passed import passed, row_passes, rulebooks, rules_named
from impact.cli.printing import show
from impact.cli.results_back import node_back, stage_back
from impact.cli.rows import observation_row
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    JsonOption,
    desk_at,
    said_plainly,
)
from impact.problems import ImpactError

if TYPE_CHECKING:
    import pandas as pd

    from impact.answers import FigureKey, Trace

BRIEF = ("file", "line", "cell", "sender", "period", "numerator", "denominator", "value", "n", "received")


def trace(
    indicator: Annotated[str, typer.Option("--indicator", help="Which indicator, by id or title (S01).")] = "",
    scope: ScopeOption = None,
    of: OfOption = "",
    period: PeriodOption = "",
    node: Annotated[str, typer.Option("--node", help="In place of a figure: an outcome, by id or title (SO1).")] = "",
    stage: Annotated[
        str, typer.Option("--stage", help="In place of a figure: the stage of a service, by id or name (SV05).")
    ] = "",
    with_rules: Annotated[
        bool, typer.Option("--rules", help="Name in words every rule that the rows were held to before they were kept.")
    ] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Walk one figure back: how it was worked out, and every row behind it with its file, line and cell.

    Without --period the newest figure is taken. A row that could show a person says why it is hidden; why_hidden is
    the exact reason, for those who may read it. rules_passed says which rules a row was held to before it was kept,
    and which of them asked about it. With --node or --stage: the figures that an outcome rests on, or the rows that
    a service's stage was judged by.
    Exit codes: 0 shown, 2 something asked for is not known or was never sent.
    """
    form = Format.json if as_json else form
    with said_plainly():
        if sum(map(bool, (indicator, node, stage))) != 1:
            raise ImpactError(
                "Say what to walk back: a figure (--indicator), an outcome (--node) or a stage (--stage)."
            )
        desk = desk_at(home, framework, as_at)
        if node:
            node_back(desk, node, form)
        elif stage:
            stage_back(desk, stage, form)
        else:
            _figure_back(desk, _key(desk, indicator, scope, of, period), form, with_rules)


def _key(desk: Desk, indicator: str, scope: ScopeKind | None, of: str, period: str) -> "FigureKey":
    from impact import answers

    rules = desk.rules
    id = indicator_of(rules, indicator)
    kind, scope_id = place_of(rules, scope, of)
    if kind is not ScopeKind.whole and not scope_id:
        raise ImpactError(f"Say which {kind.value} with --of, such as --of {next(iter(scopes_of(rules)[kind]), 'ID')}.")
    series = answers.figures(desk.sources, desk.view, [id], (kind.value,)).one(id, kind.value, scope_id).frame
    chosen = in_period(series, period)
    if chosen.empty:
        raise ImpactError(f"There is no figure for '{rules.indicator[id].title}' there: nothing was sent by then.")
    newest = period_about(chosen.iloc[-1])
    return answers.FigureKey(id, kind.value, scope_id, newest.start, newest.kind)


def _figure_back(desk: Desk, key: "FigureKey", form: Format, with_rules: bool) -> None:
    from impact import answers
    from impact.words.lineage import behind_sentence, formula_sentence

    found = answers.trace(desk.sources, desk.view, key)
    why = found.rows.why(desk.view.viewer).to_dict()
    figure = figure_row(found.figure.frame.iloc[0], desk.rules, found.figure.why(desk.view.viewer).iloc[0])
    formula = formula_sentence(found.figure.frame.iloc[0], found.indicator)
    rows = [
        observation_row(row, desk.rules, why[at]) | row_passes(found.held, row) | _asked(found, row)
        for at, row in found.rows.frame.iterrows()
    ]
    behind = behind_sentence(found.behind.rows, found.behind.hidden, found.behind.closed)
    outcome = desk.rules.node[found.node_id].title
    if form is Format.table:
        typer.echo(f"{figure['title']}, {figure['scope']}, {figure['period']}\n{formula}")
        typer.echo(f"It measures the outcome “{outcome}” ({found.node_id}).\n{behind} {passed(found.held)}\n")
        typer.echo("".join(f"{line}\n" for line in rules_named(found.held)) if with_rules else "", nl=False)
    about = {"node": found.node_id, "outcome": outcome, "behind": behind, **rulebooks(found.held)}
    explained = ("explanation",) if any(row["explanation"] for row in rows) else ()
    brief = (*BRIEF, *hidden_or_why(rows), "rules_passed", *explained)
    show(rows, desk, form, brief, figure=figure, formula=formula, **about)


def _asked(found: "Trace", row: "pd.Series") -> dict[str, Any]:
    """What was asked about a row and still waits, and the explanation that holds."""
    from impact.answers.evidence import Asked

    asked = found.asked.get(int(row["observation_id"]), Asked())
    told = asked.explanation
    by = {"explanation": told.reason if told else "", "explained_by": told.given_by if told else ""}
    return {"waits_for_an_answer": " ".join(asked.waiting), "rules_explained": " ".join(asked.explained), **by}

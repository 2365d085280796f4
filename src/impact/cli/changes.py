"""The command that says what changed since the last board, and why."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli import shared
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
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
    from impact.answers.changes import Changes

BRIEF = 25
"""Changes and causes that a table for people names; CSV and JSON hold all. Judgement: one screen of each."""


def changes(
    since: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The earlier day, such as that of the last board.")
    ],
    to: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The later day. Without it: today.")
    ] = None,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Say what is shown otherwise than on an earlier day, and why: returns, definitions, decisions, what ran out.

    Each day's figures are those shown at its end; what was hidden and still is, is not told.
    Exit codes: 0 told (also where nothing changed), 2 the days or the record cannot be used.
    """
    with said_plainly():
        desk = desk_at(home, framework, to)
        day, until = since.date(), to.date() if to else shared.today()
        _refuse_future(until)
        from impact.answers.changes import changes as changed  # slow to load, and --help needs none
        from impact.sources import view_on

        found = changed(desk.sources, view_on(framework, shared.today(), day), desk.view)
        rows = _rows(found)
    form = Format.json if as_json else form
    if form is Format.table:
        typer.echo(f"{found.sentence}\n")
        _tell(rows, found, desk)
        return
    show(rows, desk, form, BRIEF_COLUMNS, sentence=found.sentence, causes=_causes(found))


BRIEF_COLUMNS = ("change", "why")


def _refuse_future(day: date) -> None:
    from impact.words import uk_date

    if day > shared.today():
        raise ImpactError(f"{uk_date(day)} has not come yet. Name a day up to today.")


def _tell(rows: list[dict[str, Any]], found: "Changes", desk: Desk) -> None:
    """Both tables for people, each no longer than a screen."""
    if found.causes:
        typer.echo("What came in, was decided or ran out:")
        for one in _causes(found)[:BRIEF]:
            typer.echo(f"  {one['cause']}")
        _more(len(found.causes) - BRIEF)
        typer.echo("")
    if rows:
        show(rows[:BRIEF], desk, Format.table, BRIEF_COLUMNS)
        _more(len(rows) - BRIEF)


def _more(many: int) -> None:
    if many > 0:
        typer.echo(f"  ... and {many:,} more: --format csv and --json hold all of them.")


def _rows(found: "Changes") -> list[dict[str, Any]]:
    """Outcomes and stages first, since there are few of them; then figures and charts."""
    from impact.words.changed import why_text

    rows = [
        _row("outcome", one.what.node_id, one.what.before, one.what.after, one.what.sentence, one.why, one.returns)
        for one in found.nodes
    ]
    rows += [
        _row("stage", one.what.service_id, one.what.before, one.what.after, one.what.sentence, one.why, one.returns)
        for one in found.stages
    ]
    for one in found.figures:
        key, what = one.what.key, one.what
        row = _row("figure", key.indicator_id, *what.marked, what.sentence, one.why, one.returns)
        place = {"scope_kind": key.scope_kind, "scope_id": key.scope_id}
        rows.append(row | place | {"period_start": key.period_start, "period_kind": key.period_kind})
    for icon in found.icons:
        row = _row("icon", icon.indicator_id, "", "", icon.sentence, (), ())
        place = {"scope_kind": icon.scope_kind, "scope_id": icon.scope_id, "period_kind": icon.period_kind}
        rows.append(row | place)
    return [row | {"why": why_text(row["why"], row["returns"])} for row in rows]


def _row(
    what: str, id: str, before: str, after: str, sentence: str, why: tuple[str, ...], returns: tuple[int, ...]
) -> dict[str, Any]:
    place = dict.fromkeys(("scope_kind", "scope_id", "period_start", "period_kind"), "")
    said = {"before": before, "after": after, "change": sentence, "why": why, "returns": returns}
    return {"what": what, "id": id, **place, **said}


def _causes(found: "Changes") -> list[dict[str, Any]]:
    return [{"kind": one.kind, "when": one.when, "return": one.number, "cause": one.sentence} for one in found.causes]

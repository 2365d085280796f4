"""Commands that compare like with like: the same services then and now, and groups of people beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.asked import indicator_of, period_about
from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    said_plainly,
)

if TYPE_CHECKING:
    from impact.answers.comparing import Beside
    from impact.metrics.equity import Division

IndicatorArgument = Annotated[str, typer.Argument(help="Which indicator, by id or title (S01).")]


def like_for_like(
    indicator: IndicatorArgument,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show what the same services sent a year before and now, beside the headline of all who sent.

    Shown only where it could be worked out from what is shown anyway: the headline is, and each service left out.
    Exit codes: 0 shown (or a reason why not), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        id = indicator_of(desk.rules, indicator)
        from impact import answers  # scientific libraries are slow to load, and --help needs none
        from impact.words.comparing import same_sentence

        found = answers.beside_headline(desk.sources, desk.view, id)
        said = same_sentence(found.same, found.indicator, desk.rules)
        rows = _then_and_now(found)
    if form is Format.table:
        typer.echo(f"{said}\n")
    show(rows, desk, form, ("who", "services", "period", "value", "hidden"), said=said)


def equity(
    indicator: IndicatorArgument,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show groups of people beside each other, with the interval of each difference; for the whole place alone.

    Groups are the breakdowns of returns. Those of fewer than 30 answers, or from fewer than three services, are
    not told, nor any from which a hidden figure could be worked out.
    Exit codes: 0 shown (or a reason why not), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        id = indicator_of(desk.rules, indicator)
        from impact import answers
        from impact.metrics.equity import NO_GROUPS, NOT_A_SHARE, comparable
        from impact.words.comparing import NO_CAUSE

        one = desk.rules.indicator[id]
        found = answers.equity_gap(desk.sources, desk.view, id)
        why_not = "" if found else NO_GROUPS if comparable(one) else NOT_A_SHARE
        rows = [row for division in found for row in _groups(division)]
        said = [f"{one.title}: no comparison of groups, since {why_not}."] if why_not else _told(found, id, desk)
    if form is Format.table:
        typer.echo("\n".join([*said, *([NO_CAUSE] if rows else []), ""]))
    brief = ("division", "group", "value", "lower", "upper", "answers", "difference", "from", "to", "said")
    show(rows, desk, form, brief, said=said, caution=NO_CAUSE)


def _told(found: "tuple[Division, ...]", id: str, desk: Desk) -> list[str]:
    from impact.metrics.chance import outside_limits
    from impact.words.chance import chance_sentence
    from impact.words.comparing import division_sentence, gap_sentence

    indicator = desk.rules.indicator[id]
    said = [f"{division_sentence(one, indicator, desk.rules)} {gap_sentence(one)}".rstrip() for one in found]
    chance = outside_limits(sum(len(one.groups) for one in found))
    by_chance = chance_sentence(chance, "group", "groups", "would differ clearly")
    return [*said, *([by_chance] if by_chance else [])]


def _groups(division: "Division") -> list[dict[str, Any]]:
    return [
        {
            "division": division.name,
            "group": one.name,
            "value": one.value,
            "marker": one.marker,
            "lower": one.lower,
            "upper": one.upper,
            "answers": one.denominator,
            "difference": one.difference,
            "from": one.difference_lower,
            "to": one.difference_upper,
            "said": one.said,
            "services": len(division.services),
        }
        for one in division.groups
    ]


def _then_and_now(found: "Beside") -> list[dict[str, Any]]:
    from impact import words

    both = (("before", found.headline_before, found.same.before), ("now", found.headline_now, found.same.now))
    rows = []
    for who, at in (("all who sent", 1), ("the same services", 2)):
        for when in both:
            row: Any = when[at]
            if row is not None and len(row):
                hidden = row.get("hidden", "")
                services = row["parts"] if who == "all who sent" else found.same.services
                value = {"period": period_about(row).label, "value": words.marked_text(row, found.indicator)}
                marks = {"hidden": hidden, "number": row["value"], "marker": row["marker"]}
                rows.append({"who": who, "when": when[0], "services": int(services), **value, **marks})
    return rows

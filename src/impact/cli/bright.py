"""Commands for bright spots: what is on show, nominate, write down what was found, agree to be named, renew."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.acts import ByOption
from impact.cli.asked import indicator_of
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
    known_one,
    now,
    said_plainly,
    user,
)

if TYPE_CHECKING:
    from impact.answers import BrightSpot, PointedTo
    from impact.metrics.bright import Pointer

app = typer.Typer(help="Write down what becomes of a nomination: looks, the service's agreement, renewal.")
NumberArgument = Annotated[int, typer.Argument(help="The nomination's number, from impact bright-spots.")]


class Who(StrEnum):
    """Who looked."""

    champion = "champion"
    lived_experience = "lived-experience"


class Found(StrEnum):
    """What a look found."""

    confirmed = "confirmed"
    promising = "promising"
    not_this_time = "not-this-time"


def bright_spots(
    pointers: Annotated[
        bool, typer.Option("--pointers", help="Show what the numbers point to instead: places to start asking.")
    ] = False,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show bright spots by feature: those on show, and for the programme team what waits for a check.

    With --pointers: services that the numbers point to, by service, without values, order or score.
    Exit codes: 0 shown (also when there is none), 2 the record or the framework could not be read.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact import answers  # scientific libraries are slow to load, and --help needs none

        if pointers:
            _show_pointers(answers.pointed_to(desk.sources, desk.view), desk, form)
        else:
            _show_register(answers.bright_spots(desk.sources, desk.view), desk, form)


def nominate(
    service: Annotated[str, typer.Argument(help="The service, by id or name (SV05).")],
    feature: Annotated[str, typer.Argument(help="The feature of good practice, by id or name (FP1).")],
    done: Annotated[str, typer.Option("--done", help="What was done.")],
    changed: Annotated[str, typer.Option("--changed", help="What changed for people.")],
    known_by: Annotated[str, typer.Option("--known-by", help="How we know.")],
    indicator: Annotated[str, typer.Option("--indicator", help="The indicator that points to it, if one does.")] = "",
    by: ByOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Nominate a bright spot, as anyone may; it is shown once two people have looked and the service agrees.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import nominating

        rules = desk.rules
        id = known_one(service, {one.id: one.name for one in rules.services}, rules.words.service)
        about = known_one(feature, {one.id: one.name for one in rules.features}, "feature")
        pointed = indicator_of(rules, indicator) if indicator else ""
        texts = (done, changed, known_by)
        number = nominating.nominate(desk.sources, desk.view, id, about, *texts, by or user(), now(), pointed)
    typer.echo(
        f"Kept as number {number}: {rules.service[id].name}. "
        "A champion of another sector and someone with lived experience look next."
    )


@app.callback()
def _group() -> None:
    """Write down what becomes of a nomination: looks, the service's agreement, renewal."""


@app.command("look")
def look(
    number: NumberArgument,
    who: Annotated[Who, typer.Option("--who", help="Who looked.")],
    found: Annotated[Found, typer.Option("--found", help="What was found.")],
    note: Annotated[str, typer.Option("--note", help="What was seen, in a few words; nothing about a person.")],
    sector: Annotated[str, typer.Option("--sector", help="The champion's own sector; not the service's.")] = "",
    by: ByOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Write down what a champion of another sector, or someone with lived experience, found.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import nominating

        sectors = {one.id: one.name for one in desk.rules.sectors}
        own = known_one(sector, sectors, desk.rules.words.sector) if sector else ""
        said = (who.value.replace("-", " "), found.value.replace("-", " "), note)
        spot = nominating.look(desk.sources, desk.view, number, *said, by or user(), now(), own)
    _kept(spot)


@app.command("agree")
def agree(
    number: NumberArgument,
    agreed: Annotated[bool, typer.Option("--named/--not-named", help="Whether the service agrees to be named.")],
    by: ByOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Write down whether the service agrees to be named; --not-named takes a card down at once.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import nominating

        spot = nominating.agree(desk.sources, desk.view, number, agreed, by or user(), now())
    _kept(spot)


@app.command("renew")
def renew(
    number: NumberArgument,
    reason: Annotated[str, typer.Option("--reason", help="What was looked at again.")],
    by: ByOption = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Let a confirmed or promising bright spot hold on from today.

    Exit codes: 0 kept, 2 not (the message says why).
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import nominating

        spot = nominating.renew(desk.sources, desk.view, number, reason, by or user(), now())
    _kept(spot)


def _kept(spot: "BrightSpot") -> None:
    typer.echo(f"Kept. Number {spot.number}: {_standing(spot)}")


def _standing(one: "BrightSpot") -> str:
    from impact.words.bright import standing_sentence

    looked = [look.who for look in one.looks]
    return standing_sentence(
        one.result, agreed=one.agreed, holds_until=one.holds_until, expired=one.expired, looked=looked
    )


def _show_register(spots: "Sequence[BrightSpot]", desk: Desk, form: Format) -> None:
    from impact.answers.bright_spots import TO_CHECK
    from impact.words import bright as words

    features = {one.id: one.name for one in desk.rules.features}
    rows: list[dict[str, Any]] = [
        {
            "number": one.number,
            "feature": features.get(one.feature_id, one.feature_id),
            "service": desk.rules.service[one.service_id].name,
            "done": one.done,
            "changed": one.changed,
            "known_by": one.known_by,
            "stands": _standing(one),
            "on_show": one.on_show,
            "indicator_id": one.indicator_id,
            "nominated_on": one.nominated_on,
            "holds_until": one.holds_until,
        }
        for one in spots
    ]
    shown, waiting = sum(one.on_show for one in spots), sum(one.result == TO_CHECK for one in spots)
    said = words.on_show_sentence(shown, waiting)
    if form is Format.table:
        typer.echo(f"{said} {words.NAME_CLASH}\n")
    show(rows, desk, form, ("number", "feature", "service", "done", "changed", "known_by", "stands"), said=said)


def _place(one: "Pointer", desk: Desk) -> tuple[tuple[str, ...], str]:
    """By feature and then by name: never by a value."""
    return desk.rules.indicator[one.indicator_id].features, desk.rules.service[one.service_id].name


def _show_pointers(pointed: "PointedTo", desk: Desk, form: Format) -> None:
    from impact.words import bright as words
    from impact.words.chance import chance_sentence

    services = desk.rules.words
    chances = [
        chance_sentence(pointed.beyond, f"figure of a {services.service}", f"figures of {services.services}"),
        chance_sentence(pointed.improving, "figure beside its own start", "figures beside their own start"),
    ]
    groups = (("candidate", pointed.found.candidates), ("held back", pointed.found.held_back))
    rows: list[dict[str, Any]] = [
        {
            "what": what,
            "service_id": one.service_id,
            "indicator_id": one.indicator_id,
            "features": " ".join(desk.rules.indicator[one.indicator_id].features),
            "said": words.pointer_sentence(one, desk.rules),
            "rules": "; ".join(one.rules),
            "group": one.group,
            "compared": one.compared,
            "widened": one.widened,
            "held_back": one.held_back,
        }
        for what, some in (*groups, ("offer of help", pointed.found.offers))
        for one in sorted(some, key=lambda one: _place(one, desk))
    ]
    if form is Format.table:
        typer.echo("\n".join([*filter(None, chances), words.CASE_MIX, ""]))
    show(rows, desk, form, ("what", "features", "said"), chance=chances, caution=words.CASE_MIX)

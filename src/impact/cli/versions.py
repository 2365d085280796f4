"""Commands that lay two versions of a framework beside each other, and a draft beside the one in use."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.checking import JsonOption
from impact.cli.printing import plain
from impact.cli.shared import BOROUGH, FrameworkOption, HomeOption, desk_at, said_plainly, sources_in, today
from impact.marks import legend, legend_sentence, marks_in
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.answers.what_if import WhatIf
    from impact.framework.breaks import Version
    from impact.framework.broken import Break
    from impact.framework.diff import Difference

MOST = 40
"""Sentences of one kind that are printed for people; --json holds all. Judgement."""

NAMED = "A folder, 'live', a day such as 2026-10-01, or the start of a version's fingerprint."


def diff(
    a: Annotated[str, typer.Argument(help=f"The earlier version. {NAMED}", show_default=False)],
    b: Annotated[str, typer.Argument(help=f"The later version. {NAMED}", show_default=False)],
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between two versions of a framework, and which indicators count something else [b].

    Exit codes: 0 nothing differs, 1 something does, 2 a version could not be read or is of another framework.
    """
    with said_plainly():
        was, now = (_version(word, home, framework) for word in (a, b))
        if was.framework.id != now.framework.id:
            ids = f"'{was.framework.id}' and '{now.framework.id}'"
            raise ImpactError(f"These are two frameworks, {ids}. Choose two versions of one framework.")
        from impact.framework.breaks import Version, breaks
        from impact.framework.diff import differences

        found = differences(was.framework, now.framework)
        broken = breaks([was, Version(now.framework, now.kept)])
        said = _differing(found, broken, now)
    if as_json:
        rows = {"differences": [_difference(one) for one in found], "breaks": [_break(one, now) for one in broken]}
        _print_json({"from": _about(a, was), "to": _about(b, now), "sentence": said[0], **rows})
    else:
        typer.echo("\n".join(said))
    raise typer.Exit(bool(found))


def what_if(
    folder: Annotated[Path, typer.Argument(help="Folder of the changed framework.", file_okay=False)],
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_json: JsonOption = False,
) -> None:
    """Say every figure, outcome and stage that would move if this framework were in use; nothing is kept.

    What is hidden now stays hidden here, whatever the folder's policy says.
    Exit codes: 0 nothing would move, 1 something would, 2 the folder or the record could not be read.
    """
    with said_plainly():
        from impact.framework import load

        draft = load(_existing(folder))
        desk = desk_at(home, framework, None)
        from impact.answers.what_if import what_if as found_by  # scientific libraries are slow, and --help needs none

        found = found_by(desk.sources, desk.view, draft)
        told = _told(found, draft)
    if as_json:
        label = {"label": desk.rules.demonstration, "framework": draft.id, "sentence": found.sentence}
        marks = legend(letters for one in found.figures for letters in one.marks)
        _print_json(
            {
                **label,
                **({"marks": marks} if marks else {}),
                **{name: list(rows) for name, rows in _rows(found).items()},
            }
        )
    else:
        typer.echo("\n".join(told))
        if meant := legend_sentence(map(marks_in, told)):
            typer.echo(f"\n{meant}")
        if desk.rules.demonstration:
            typer.echo(f"\n{desk.rules.demonstration}.")
    raise typer.Exit(found.moves)


def _version(word: str, home: Path, framework_id: str) -> "Version":
    from impact.framework import load
    from impact.framework.breaks import Version

    if Path(word).is_dir():
        return Version(load(Path(word)), today())
    from impact.answers.named_versions import named_version
    from impact.sources import View

    return named_version(sources_in(home), View(framework_id, today()), word)


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise ImpactError(f"There is no folder '{folder}'. Write the folder of a changed framework.")
    return folder


def _differing(found: "Sequence[Difference]", broken: "Sequence[Break]", now: "Version") -> list[str]:
    from impact.words.versions import break_sentence, difference_sentence, versions_sentence

    said = [versions_sentence(len(found), len({one.indicator_id for one in broken}))]
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(difference_sentence(one))
    for group, sentences in groups.items():
        said += ["", group.capitalize(), *(f"  {one}" for one in sentences)]
    if broken:
        said += ["", "Breaks [b]", *(f"  {break_sentence(one, now.framework)}" for one in broken)]
    return said


def _told(found: "WhatIf", draft: Any) -> list[str]:
    from impact.words.versions import NEIGHBOURS, break_sentence

    lists = {
        "Breaks [b]": [break_sentence(one, draft) for one in found.breaks],
        "Policies": found.loosened,
        "Returns": [one.sentence for one in found.unfit],
        "Figures": [one.sentence for one in found.figures],
        "Outcomes": [one.sentence for one in found.nodes],
        "Stages": [one.sentence for one in found.stages],
        "Charts": [one.sentence for one in found.icons],
    }
    said = [found.sentence]
    for head, sentences in lists.items():
        more = [f"  and {len(sentences) - MOST:,} more: see --json."] if len(sentences) > MOST else []
        said += ["", head, *(f"  {one}" for one in sentences[:MOST]), *more] if sentences else []
    hides = any(one.after == "[c]" and one.before not in ("", "[c]") for one in found.figures)
    return [*said, "", NEIGHBOURS] if hides else said


def _rows(found: "WhatIf") -> dict[str, Iterator[dict[str, Any]]]:
    def figure(one: Any) -> dict[str, Any]:
        key = {name: getattr(one.key, name) for name in type(one.key).__slots__}
        before, after = one.marked
        return {**key, "kind": one.kind, "before": before, "after": after, "sentence": one.sentence}

    def named(one: Any) -> dict[str, Any]:
        return {name: getattr(one, name) for name in type(one).__slots__}

    return {
        "figures": (figure(one) for one in found.figures),
        **{
            name: (named(one) for one in getattr(found, name))
            for name in ("nodes", "stages", "icons", "breaks", "unfit")
        },
        "policies": ({"sentence": one} for one in found.loosened),
    }


def _about(word: str, version: "Version") -> dict[str, Any]:
    from impact.framework import fingerprint

    one = version.framework
    return {"asked": word, "framework": one.id, "fingerprint": fingerprint(one), "effective": one.effective}


def _difference(one: "Difference") -> dict[str, Any]:
    from impact.words.versions import difference_sentence

    return {**{name: getattr(one, name) for name in type(one).__slots__}, "sentence": difference_sentence(one)}


def _break(one: "Break", now: "Version") -> dict[str, Any]:
    from impact.words.versions import break_sentence

    said = break_sentence(one, now.framework)
    return {"indicator_id": one.indicator_id, "since": one.since, "scope_kinds": one.scope_kinds, "sentence": said}


def _print_json(whole: dict[str, Any]) -> None:
    typer.echo(json.dumps(plain(whole), default=_data, indent=1, ensure_ascii=False))


def _data(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)

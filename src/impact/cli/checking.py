"""Commands that say what is in a file and keep nothing: check and inspect."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.answering import refuse_unasked
from impact.cli.files import content_of, with_framework
from impact.cli.shared import BOROUGH, FrameworkOption, HomeOption, now, said_plainly, user
from impact.cli.telling import said_of
from impact.problems import ImpactError, nearest

if TYPE_CHECKING:
    import polars as pl

    from impact.intake import Envelope, Receipt
    from impact.ledger import Choices
    from impact.sources import Sources

CLEAN, FAULTS, UNREADABLE, DOUBTS = 0, 1, 2, 3
OUTCOMES = {CLEAN: "clean", FAULTS: "faults", UNREADABLE: "unreadable", DOUBTS: "doubts"}
_WORST_LAST = (CLEAN, DOUBTS, FAULTS, UNREADABLE)

MOST_MOVED = 20
"""Figures and results that would change which are printed; JSON holds the same."""

FilesArgument = Annotated[list[Path], typer.Argument(help="The files to read.", show_default=False)]
FileArgument = Annotated[Path, typer.Argument(help="The file to read.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print everything as JSON, for another program.")]
SheetOption = Annotated[str, typer.Option("--sheet", help="The sheet of a workbook to read.")]
AnswerOption = Annotated[
    list[str] | None, typer.Option("--answer", help="Answer a question about the file, as QUESTION=ANSWER.")
]
LeaveOption = Annotated[
    list[str] | None,
    typer.Option("--leave", help="Take a fix back, as RULE:COLUMN (RULE alone for rows or the whole file)."),
]


def check(
    files: FilesArgument,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_json: JsonOption = False,
    sheet: SheetOption = "",
    answer: AnswerOption = None,
    leave: LeaveOption = None,
    marked: Annotated[
        Path | None, typer.Option("--marked", help="Write the file back with its faults marked, as CSV or XLSX.")
    ] = None,
) -> None:
    """Say everything that is wrong or doubtful in some FILES, and what they would change; keep nothing.

    Exit codes: 0 ready to send, 1 something must be mended or answered, 2 a file could not be read or what was chosen
    is not in it, 3 doubts only.
    Of several files, the code of the one that needs most.
    """
    with said_plainly():
        chosen = choices(sheet, answer, leave)
        _refuse_marking(marked, files)
        sources = with_framework(home, framework)
        refuse_unasked(sources, framework, files, chosen)
        said = []
        with typer.progressbar(
            files, label="Checking", file=sys.stderr, hidden=len(files) < 2 or not sys.stderr.isatty()
        ) as each:
            for file in each:
                said.append(_checked(sources, framework, file, chosen, marked, with_rest=len(files) == 1))
    code = max((one["exit_code"] for one in said), key=_WORST_LAST.index)
    if as_json:
        typer.echo(json.dumps({"files": said, "summary": _summary(said)}, default=str, indent=1, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(one["said"] for one in said))
        if len(said) > 1:
            typer.echo(f"\n{_summary_sentence(said)}")
    raise typer.Exit(code)


def inspect(
    file: FileArgument,
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_json: JsonOption = False,
    sheet: SheetOption = "",
    answer: AnswerOption = None,
    leave: LeaveOption = None,
) -> None:
    """Say what was understood of FILE: how it is written, its headings, its rows, what would be set right by itself.

    Exit codes: 0 it was read, 2 it could not be read, or what was chosen is not in it.
    """
    with said_plainly():
        from impact.cli.shared import today
        from impact.intake import Envelope
        from impact.intake import as_json as understood_json
        from impact.intake import inspect as understood
        from impact.sources import View
        from impact.sources import framework as rules_of

        content = content_of(file)
        chosen, sources = choices(sheet, answer, leave), with_framework(home, framework)
        refuse_unasked(sources, framework, [file], chosen)
        rules = rules_of(sources, View(framework, today()))
        made = understood(rules, content, Envelope(file.name, user(), choices=chosen))
    if as_json:
        whole = {"file": file.name, **understood_json(made)}
        typer.echo(json.dumps(whole, default=str, indent=1, ensure_ascii=False))
    else:
        from impact.words.reading import reading_lines

        typer.echo("\n".join([f"{file.name}:", *(f"  {line}" for line in reading_lines(made))]))


def _refuse_marking(marked: Path | None, files: list[Path]) -> None:
    if marked is not None and len(files) > 1:
        raise ImpactError("--marked takes one file at a time. Name one file, or leave --marked out.")
    if marked is not None and marked.resolve() == files[0].resolve():
        raise ImpactError(f"'{marked}' is the file itself. Name another file with --marked, so that it stays as it is.")


def choices(sheet: str, answers: list[str] | None, left: list[str] | None) -> "Choices":
    """What was chosen about a file at the command line."""
    from impact.ledger import Choices

    pairs = [one.partition("=") for one in answers or []]
    unnamed = next((one for one, equals, _ in pairs if not equals), None)
    if unnamed is not None:
        raise ImpactError(f"Write --answer as QUESTION=ANSWER; '{unnamed}' has no '='.")
    taken_back = [one.strip().partition(":") for one in left or []]
    for rule, _, _ in taken_back:
        _refuse_unknown_rule(rule)
    declined = frozenset((rule, column.upper()) for rule, _, column in taken_back)
    return Choices(sheet, {id: answer for id, _, answer in pairs}, declined)


def _refuse_unknown_rule(rule: str) -> None:
    from impact.words.fixes import RULES

    if rule not in RULES:
        close = nearest(rule, tuple(RULES))
        hint = f" Did you mean '{close}'?" if close else ""
        raise ImpactError(f"There is no fix called '{rule}'.{hint} 'impact inspect FILE' lists those of a file.")


def _checked(
    sources: "Sources", framework_id: str, file: Path, chosen: "Choices", marked: Path | None, *, with_rest: bool
) -> dict[str, Any]:
    """One file's answer, for people (`said`) and for programs."""
    from impact.intake import Envelope, examine

    try:
        content = content_of(file)
        envelope = Envelope(file.name, user(), choices=chosen)
        receipt = examine(sources, framework_id, content, envelope, now())
    except ImpactError as error:
        return {"file": file.name, "outcome": OUTCOMES[UNREADABLE], "exit_code": UNREADABLE, "said": str(error)}
    code = FAULTS if receipt.blocked else DOUBTS if receipt.doubts else CLEAN
    told = {"file": file.name, "outcome": OUTCOMES[code], "exit_code": code, **_for_programs(receipt)}
    lines = said_of(receipt, chosen)
    if with_rest and receipt.rows is not None:
        moved = _moved(sources, framework_id, receipt.rows)
        told["consequences"] = moved
        lines += moved
    if marked is not None:
        lines.append(_write_marked(marked, sources, framework_id, (content, envelope, receipt)))
    return told | {"said": "\n".join(lines)}


def _moved(sources: "Sources", framework_id: str, rows: "pl.DataFrame") -> list[str]:
    """What would be other on the board's screens, in sentences."""
    from impact.answers.consequences import WITHIN_A_SECOND, consequences
    from impact.cli.shared import today
    from impact.sources import View

    if rows.height > WITHIN_A_SECOND:
        return [f"What the board's screens would show is worked out for up to {WITHIN_A_SECOND:,} rows at a desk."]
    found = consequences(sources, View(framework_id, today()), rows)
    said = [one.sentence for one in found.nodes if one.told]
    said += [one.sentence for one in found.stages if one.moves]
    said += [one.sentence for one in found.icons] + [found.charts_note] * bool(found.icons)
    said += [one.sentence for one in found.figures if one.seen]
    told = [f"  {sentence}" for sentence in said[:MOST_MOVED]]
    more = [f"  ... and {len(said) - MOST_MOVED:,} more."] if len(said) > MOST_MOVED else []
    return [found.sentence, *told, *more, found.packs_sentence, *(f"  {one.sentence}" for one in found.packs)]


def _write_marked(
    out: Path, sources: "Sources", framework_id: str, checked: tuple[bytes, "Envelope", "Receipt"]
) -> str:
    """Write a checked file back with its faults in it; answers what was written."""
    from impact.cli.shared import today
    from impact.intake import given_back
    from impact.sources import View
    from impact.sources import framework as rules_of

    rules = rules_of(sources, View(framework_id, today()))
    _, marked = given_back(rules, *checked, out.suffix.lstrip(".").lower())
    out.write_bytes(marked)
    return f"{out}: the file with everything that is said above in its cells."


def _for_programs(receipt: "Receipt") -> dict[str, Any]:
    from impact.compared import changed_as_json
    from impact.intake import as_json, doubts_as_json

    compared = receipt.compared
    return {
        "sha256": receipt.sha256,
        "understood": as_json(receipt.understood),
        "problems": [asdict(problem) for problem in receipt.problems],
        "groups": [
            {"cause": group.cause, "column": group.column, "heading": group.heading, "count": group.count}
            for group in receipt.problems.groups()
        ],
        "questions": [asdict(question) for question in receipt.questions],
        "doubts": doubts_as_json(receipt.judged.doubts, receipt.answered),
        "takes_back": [one.as_json() for one in receipt.taken_back],
        "rows": {name: getattr(compared, name) for name in ("new", "changed", "unchanged", "missing")},
        "changed_rows": changed_as_json(compared),
    }


def _summary(said: list[dict[str, Any]]) -> dict[str, int]:
    outcomes = [one["outcome"] for one in said]
    return {"files": len(said)} | {outcome: outcomes.count(outcome) for outcome in OUTCOMES.values()}


def _summary_sentence(said: list[dict[str, Any]]) -> str:
    told = _summary(said)
    return (
        f"{told['files']} files: {told['clean']} ready to send, {told['doubts']} with doubts only, "
        f"{told['faults']} to be mended, {told['unreadable']} that could not be read."
    )

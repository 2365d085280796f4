"""Commands about the theory of change: where it is held up."""

from pathlib import Path
from typing import Any

import typer

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


def stuck(
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show where the theory of change is held up: the earliest outcomes not moved, and what each step assumes.

    Exit codes: 0 shown (also where nothing can be judged yet), 2 the record or the framework could not be read.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        from impact import answers  # scientific libraries are slow to load, and --help needs none
        from impact.words import stuck as words

        found = answers.where_stuck(desk.sources, desk.view)
        rules = desk.rules
        links = {one.id: one for one in rules.links}
        said = words.stuck_sentence(found, rules)
        rows: list[dict[str, Any]] = []
        for halt in found.halts:
            steps = [links[one] for one in halt.links]
            about = {"outcome": rules.node[halt.node_id].title, "result": halt.word}
            order = {"moved": " ".join(halt.moved), "through": " ".join(halt.through), "links": " ".join(halt.links)}
            told = {
                "said": words.halt_sentence(halt, rules),
                "steps": [words.link_sentence(one, rules) for one in steps],
            }
            rows.append({"node": halt.node_id, **about, **order, **told, "seen": words.through_sentence(halt, rules)})
    if form is Format.table:
        typer.echo("\n".join([said, *(line for row in rows for line in _told(row)), "", words.CONTRIBUTION, ""]))
    rows = rows if form is Format.json else [{**row, "steps": " ".join(row["steps"])} for row in rows]
    brief = ("node", "outcome", "result", "moved", "links")
    show(rows, desk, form, brief, said=said, caution=words.CONTRIBUTION, not_yet=" ".join(found.not_yet))


def _told(row: dict[str, Any]) -> list[str]:
    return ["", row["said"], *(f"  {step}" for step in row["steps"]), *([f"  {row['seen']}"] if row["seen"] else [])]

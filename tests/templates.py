"""Every piece of text that is written into the product, as its readers may meet it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from impact.words.glossary import glossary

REPO = Path(__file__).resolve().parents[1]
SAID = ("words", "charts")
AROUND = ("screen", "packs", "cli", "kit", "answers")

HOLE = "this"
"""What stands where a template is filled in."""


def templates() -> list[tuple[str, str]]:
    """Every piece of text in what is shown, docstrings left out: words and charts whole, elsewhere what has a space."""
    found = []
    said = [file for one in SAID for file in (REPO / "src/impact" / one).glob("*.py")]
    around = [REPO / "pages", *(REPO / "src/impact" / one for one in AROUND)]
    for file in [*said, *(one for folder in around for one in folder.rglob("*.py"))]:
        found += [(file.name, text) for text in texts_in(file) if file in said or " " in text]
    return [*found, *(("glossary.csv", f"{word}: {meaning}") for word, meaning in glossary().items())]


def texts_in(file: Path) -> Iterator[str]:
    """The texts of a module without its docstrings; an f-string is one text, with a word in each of its holes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value

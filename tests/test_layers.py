"""Imports point down only, a library stays with its owner, and nothing of one machine is kept in the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]

LEVELS = [
    ["app", "pages"],
    ["impact.screen", "impact.cli", "impact.serve"],
    [
        "impact.loading",
        "impact.guard",
        "impact.document",
        "impact.acts",
        "impact.deciding",
        "impact.audit",
        "impact.nominating",
        "impact.minutes",
        "impact.packs",
        "impact.said_before",
        "impact.settled_before",
    ],
    ["impact.answers", "impact.kit", "impact.intake"],
    ["impact.sources"],
    ["impact.charts", "impact.words"],
    ["impact.disclosure", "impact.compared", "impact.marked"],
    [
        "impact.metrics",
        "impact.recipes",
        "impact.reading",
        "impact.tidy",
        "impact.contract",
        "impact.plausibility",
        "impact.store",
        "impact.projection",
        "impact.demo_data",
        "impact.layout",
    ],
    ["impact.framework", "impact.access", "impact.standing", "impact.named_periods"],
    ["impact.problems", "impact.ledger", "impact.periods", "impact.marks", "impact.columns"],
]
"""From the screens down. A module belongs to the longest entry that is its name or a package around it."""

NEIGHBOURS = {
    ("impact.access", "impact.framework"),
    ("impact.charts", "impact.words"),
    ("impact.cli", "impact.screen"),
    ("impact.cli", "impact.serve"),
    ("impact.contract", "impact.reading"),
    ("impact.contract", "impact.tidy"),
    ("impact.intake", "impact.answers"),
    ("impact.kit", "impact.answers"),
    ("impact.tidy", "impact.reading"),
    ("impact.plausibility", "impact.metrics"),
    ("impact.projection", "impact.store"),
    ("impact.deciding", "impact.acts"),
    ("impact.nominating", "impact.acts"),
    ("impact.minutes", "impact.acts"),
    ("impact.loading", "impact.said_before"),
    ("impact.loading", "impact.settled_before"),
    ("impact.said_before", "impact.acts"),
    ("impact.said_before", "impact.minutes"),
    ("impact.said_before", "impact.nominating"),
    ("impact.said_before", "impact.settled_before"),
    ("impact.settled_before", "impact.deciding"),
}
"""On one level modules do not know each other, but for these: who imports whom."""

OWNERS = {
    "streamlit": ["app", "pages", "impact.screen", "impact.serve", "impact.document"],
    "starlette": ["impact.serve", "impact.guard", "impact.document"],
    "uvicorn": ["impact.serve"],
    "typer": ["impact.cli"],
    "plotly": ["impact.charts"],
    "sqlmodel": ["impact.store"],
    "sqlalchemy": ["impact.store"],
    "alembic": ["impact.store"],
    "psycopg": ["impact.store"],
    "duckdb": ["impact.projection"],
    "pandera": ["impact.contract"],
    "great_expectations": ["impact.plausibility"],
}
"""Library -> where alone it may be imported."""

SLOW = {"great_expectations"}
"""Imported inside the function that needs it: seconds on the way to every screen otherwise."""

CLOCK = {"now", "today", "utcnow", "time", "monotonic"}
MAY_READ_THE_CLOCK = 1
"""The lowest level that may ask what time it is; below it, the moment is an argument."""

LONGEST = 300


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name; database migrations stand outside the layers."""
    files = [REPO / "app.py", *REPO.glob("pages/**/*.py"), *REPO.glob("src/**/*.py")]
    ours = {_dotted(file): file for file in files if file.exists() and "migrations" not in file.parts}
    return {name: file for name, file in ours.items() if name != "impact"}


def _dotted(file: Path) -> str:
    inside = file.relative_to(REPO / "src") if file.is_relative_to(REPO / "src") else file.relative_to(REPO)
    parts = inside.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def entry(module: str) -> tuple[int, str] | None:
    """The level of a module (0 is the screens) and the entry of LEVELS it falls under."""
    around = [(level, name) for level, names in enumerate(LEVELS) for name in names if within(module, name)]
    return max(around, key=lambda found: len(found[1]), default=None)


def within(module: str, name: str) -> bool:
    """Whether a dotted name is another one or lies inside it."""
    return module == name or module.startswith(f"{name}.")


def imported(module: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every import, wherever it stands: the statement and the dotted name of what it brings in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*module.split(".")[: -node.level], node.module or ""]) if node.level else node.module or ""
            yield from ((node, f"{base.strip('.')}.{name.name}") for name in node.names)


def arrows(module: str, tree: ast.Module) -> Iterator[str]:
    """What is wrong with the direction of a module's imports."""
    here = entry(module)
    if here is None:
        yield f"{module} has no level yet: add it to LEVELS in tests/test_layers.py"
        return
    for node, target in imported(module, tree):
        there = entry(target)
        if there is None or there[1] == here[1] or (here[1], there[1]) in NEIGHBOURS:
            continue
        if there[0] < here[0]:
            yield f"{module}, line {node.lineno}: {target} lies above it; imports point down only"
        elif there[0] == here[0]:
            yield f"{module}, line {node.lineno}: {target} lies beside it; neighbours do not know each other"


def strangers(module: str, tree: ast.Module) -> Iterator[str]:
    """Libraries used outside their owner, or imported where their slowness reaches a screen."""
    for node, target in imported(module, tree):
        library = target.split(".")[0]
        owners = OWNERS.get(library)
        if owners and not any(within(module, owner) for owner in owners):
            yield f"{module}, line {node.lineno}: {library} belongs to {' and '.join(owners)}"
        if library in SLOW and node in tree.body:
            yield f"{module}, line {node.lineno}: import {library} inside the function that needs it; it is slow"


def clocks(module: str, tree: ast.Module) -> Iterator[str]:
    """Where a module below the screens asks what time it is."""
    here = entry(module)
    if here is None or here[0] <= MAY_READ_THE_CLOCK:
        return
    for node in ast.walk(tree):
        call = node.func if isinstance(node, ast.Call) else None
        if isinstance(call, ast.Attribute) and call.attr in CLOCK and ast.unparse(call.value) in TIMEKEEPERS:
            yield f"{module}, line {call.lineno}: reads the clock; take the moment as an argument"


TIMEKEEPERS = {"datetime", "datetime.datetime", "date", "datetime.date", "time", "dt", "dt.datetime", "dt.date"}


@pytest.mark.parametrize("rule", [arrows, strangers, clocks])
def test_every_module_keeps_the_layers(rule):
    faults = [fault for name, file in modules().items() for fault in rule(name, ast.parse(file.read_bytes()))]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "module", "source", "said"),
    [
        (arrows, "impact.words", "import impact.screen", "lies above it"),
        (arrows, "impact.metrics.rollup", "def f():\n    from impact.store import recall", "lies beside it"),
        (arrows, "impact.metrics.rollup", "from ..disclosure import protect", "lies above it"),
        (arrows, "impact.gadget", "", "add it to LEVELS"),
        (strangers, "impact.words", "import plotly.graph_objects as go", "belongs to impact.charts"),
        (strangers, "pages.borough.change", "from duckdb import connect", "belongs to impact.projection"),
        (strangers, "impact.plausibility", "import great_expectations", "it is slow"),
        (clocks, "impact.intake", "from datetime import datetime\nnow = datetime.now()", "reads the clock"),
    ],
)
def test_each_rule_finds_its_fault(rule, module, source, said):
    (fault,) = rule(module, ast.parse(source))

    assert said in fault


@pytest.mark.parametrize(
    ("rule", "module", "source"),
    [
        (arrows, "impact.screen.cache", "from impact.answers import figures\nfrom impact.screen import link"),
        (arrows, "impact.metrics.rollup", "from impact.metrics import intervals\nimport pandas"),
        (strangers, "impact.plausibility", "def doubt():\n    import great_expectations"),
        (clocks, "impact.cli", "from datetime import datetime\nnow = datetime.now()"),
    ],
)
def test_no_rule_minds_what_is_right(rule, module, source):
    assert list(rule(module, ast.parse(source))) == []


def test_no_screen_lies_directly_in_pages():
    in_reach = [file.name for file in REPO.glob("pages/*") if file.is_file()]

    assert in_reach == [], "these can be opened without app.py: move them into pages/<audience>/"


def test_no_module_has_outgrown_two_screens():
    lengths = {name: len(file.read_bytes().splitlines()) for name, file in modules().items()}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}, "a second idea inside?"


NOT_OURS = {".git", ".venv", "var", "build", "dist", "__pycache__"}
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:home|Users|root|work)/\w"  # a folder that only one machine has
    r"|https?://[^\s\"']+/simple\b|--(?:extra-)?index-url|\"resolved\": *\"https?:"  # where one machine gets packages
    r"|py" + r"pi\.org|python" + r"hosted\.org|registry\.npm" + r"js"
)


def kept() -> Iterator[Path]:
    """The files that are kept with the project: all but what .gitignore names."""
    for file in REPO.rglob("*"):
        parts = file.relative_to(REPO).parts
        passing = NOT_OURS.intersection(parts) or any(part.endswith(("_cache", ".egg-info")) for part in parts)
        if file.is_file() and not passing and ".hypothesis" not in parts:
            yield file


def test_nothing_kept_names_one_machine_or_an_index_of_packages():
    found = [
        f"{file.relative_to(REPO)}, line {number}: {line.strip()[:100]}"
        for file in kept()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if OF_ONE_MACHINE.search(line)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line", ["open('/" + "home/ann/x.csv')", "--" + "index-url https://x", "https://mirror.local/" + "simple/"]
)
def test_what_names_one_machine_is_seen(line):
    assert OF_ONE_MACHINE.search(line)


def test_an_address_that_has_such_a_word_in_it_is_let_be():
    assert not OF_ONE_MACHINE.search("https://www.example.gov.uk/ho" + "me/page and team/wo" + "rk/plan")

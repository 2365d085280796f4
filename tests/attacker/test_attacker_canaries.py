"""A guard that nothing is overlooked: hidden numbers that cannot be mistaken are looked for in all that is put out.

Where a figure is hidden its counts are large primes. Every command, every screen and every public answer is asked,
and none of these numbers may stand in what comes back: in no text, picture, hover, table, download or workbook. A
command, a screen or an answer that is new must be named here, with how it is asked or why it tells no figure.
"""

import base64
import inspect
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import typer
from typer.testing import CliRunner

import records
import visiting
from impact import answers, packs, store
from impact.access import Viewer
from impact.answers.figures import computed
from impact.cli import app, shared
from impact.framework import fingerprint, load, to_json
from impact.periods import between
from impact.sources import Sources, View, open_sources

REPO = Path(__file__).resolve().parents[2]
RULES = load(records.BOROUGH)
QUARTERS = between(date(2025, 4, 1), date(2026, 9, 30), "quarter")
SENDERS = ("SV05", "SV06", "SV07", "SV08", "SV09", "SV10", "SV11", "SV13", "SV14", "SV15", "SV19", "SV20")
SHARES = ("W01", "S01", "W02", "S03")
PRIMES = [at for at in range(10_000_001, 10_016_000, 2) if all(at % one for one in range(3, 3_170, 2))]
"""Of eight digits: no time, line or fingerprint is taken for one."""
LEADER = Viewer("leader")


@dataclass(frozen=True)
class Place:
    """A record whose hidden counts are primes; `secret` is every number that may be nowhere."""

    home: Path
    secret: frozenset[int]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("canaries") / "record"
    home.mkdir()
    sources = open_sources(home)
    start = records.NOW - timedelta(days=90)
    adopted = (RULES.id, fingerprint(RULES), RULES.effective, to_json(RULES), start)
    store.keep_framework(sources.engine, *adopted)
    draw = iter(np.random.default_rng(5).permutation(PRIMES).tolist())
    for number, (sender, period) in enumerate((one, two) for two in QUARTERS for one in SENDERS):
        rows = [_row(at, sender, id, period, draw) for at, id in enumerate(SHARES, start=2)]
        frame = pl.DataFrame(rows, schema=store.CLEAN_SCHEMA, orient="row")
        parcel = store.Parcel(
            RULES.id,
            fingerprint(RULES),
            sender,
            "an analyst",
            f"{sender}.csv",
            str(number).encode(),
            "utf-8",
            ",",
            frame,
        )
        store.keep(sources.engine, parcel, start + timedelta(days=1 + number))
    yield Place(home, _secret(sources))
    sources.engine.dispose()


def _row(line: int, sender: str, id: str, period: Any, draw: Iterator[int]) -> tuple[Any, ...]:
    """A share of a prime number of people; at every third there are three others, so that it is hidden."""
    part, others = next(draw), next(draw)
    few = (line + int(sender[2:]) + period.start.month) % 3 == 0
    about = (line, f"E{line}", sender, id, period.start, period.end, period.kind, "")
    return (*about, float(part), float(part + (3 if few else others)), None, None, None, None, "", "")


def _secret(sources: Sources) -> frozenset[int]:
    """The counts, groups and other sides of all figures that are hidden, but for those that are shown elsewhere."""
    view = View(RULES.id, records.TODAY)
    table = computed(sources, view, RULES)
    hidden = answers.figures(sources, view).frame.hidden.reindex(table.index) != ""
    numbers = {"part": table.numerator, "whole": table.denominator, "others": table.denominator - table.numerator}
    told = {int(one) for column in numbers.values() for one in column[~hidden].dropna()}
    secret = {int(one) for column in numbers.values() for one in column[hidden].dropna() if one > 1_000}
    assert len(secret - told) > 100
    return frozenset(secret - told)


def found(place: Place, put_out: str) -> list[int]:
    """The secret numbers that stand in a text, with or without a comma."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", put_out)
    return sorted({int(one) for one in re.findall(r"\d+", plain)} & place.secret)


FEW = ["--indicator", "W01", "--scope", "service", "--of", "SV05"]
ASKED: dict[str, list[list[str]]] = {
    "figures": [
        ["--format", "json"],
        *([["--scope", one, "--format", "csv"] for one in ("whole", "sector", "service")]),
    ],
    "outcomes": [["--format", "json"]],
    "stages": [["--format", "json"], ["--over-time", "--format", "json"]],
    "trace": [
        [*FEW, "--format", "json"],
        ["--indicator", "W01", "--format", "csv"],
        ["--indicator", "W02", "--format", "json"],
    ],
    "feeds": [["1:E2", "--format", "json"], ["61:E3", "--format", "json"]],
    "changes": [["--from", "2026-10-01", "--format", "json"]],
    "stuck": [["--format", "json"]],
    "like-for-like": [[one, "--format", "json"] for one in SHARES],
    "equity": [["W01", "--format", "json"]],
    "bright-spots": [["--format", "json"], ["--pointers", "--format", "json"]],
    "due": [["--all", "--format", "json"]],
    "doubts": [["--format", "json"]],
    "shown": [["--format", "json"]],
    "meeting decisions": [["--format", "json"]],
}
TELLS_NO_FIGURE = {
    "serve": "it serves the screens, which are opened below",
    **dict.fromkeys(("check", "inspect", "submit", "report", "template"), "a sender's own numbers, said to the sender"),
    **dict.fromkeys(("decide", "explain", "withdraw", "nominate"), "what was done, not what was counted"),
    **dict.fromkeys(("bright-spot look", "bright-spot agree", "bright-spot renew"), "what was done"),
    **dict.fromkeys(("load", "import", "demo-data"), "what came in"),
    **dict.fromkeys(("funnel", "spc"), "a file of the asker's own"),
    **dict.fromkeys(("meeting write", "meeting done"), "what was decided"),
    "pack": "tried below, in every form",
    "compare": "published figures alone",
    "audit": "it is this intruder, and for a data-protection officer alone",
    "framework diff": "two frameworks, and no counts",
    "framework lint": "a framework, and no counts",
    "framework what-if": "tried through the answers it calls: the figures after the gate, under two frameworks",
}
OF_A_DESK = "interval "
"""Commands that work out what their asker types in."""


def commands() -> Iterator[str]:
    """Every command by its full name."""
    ahead: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while ahead:
        name, one = ahead.pop()
        inside = getattr(one, "commands", None)
        if inside is None:
            yield name
        else:
            ahead += [(f"{name} {more}".strip(), command) for more, command in inside.items()]


def test_every_command_is_either_tried_or_tells_no_figure() -> None:
    named = ASKED.keys() | TELLS_NO_FIGURE.keys()

    new = [one for one in commands() if one not in named and not one.startswith(OF_A_DESK)]
    assert new == [], "say in ASKED how they are tried, or in TELLS_NO_FIGURE why they tell no figure"


@pytest.mark.parametrize("command", sorted(ASKED))
def test_no_command_prints_a_hidden_number(place, command, monkeypatch) -> None:
    monkeypatch.setattr(shared, "now", lambda: records.NOW)
    for words in ASKED[command]:
        done = CliRunner().invoke(app, [*command.split(), *words, "--home", str(place.home)])

        assert done.exit_code in (0, 1), done.output
        assert done.output
        assert found(place, done.output) == [], (command, words)


@pytest.mark.parametrize("ending", sorted(packs.KINDS))
def test_no_pack_holds_a_hidden_number(place, ending, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shared, "now", lambda: records.NOW)
    file = tmp_path / f"pack.{ending}"
    done = CliRunner().invoke(
        app, ["pack", "--out", str(file), "--home", str(place.home), "--figures", ",".join(SHARES)]
    )

    assert done.exit_code == 0, done.output
    assert found(place, written(file)) == []


def written(file: Path) -> str:
    """Everything that stands in a file: as it is, and each part of it where it is a parcel of parts."""
    content = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, flags=re.DOTALL)
        return "\n".join(one.decode("latin-1") for one in (content, *map(_inflated, streams)))
    parts = []
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        for name in parcel.namelist():
            inner = file.with_name(Path(name).name)
            inner.write_bytes(parcel.read(name))
            parts.append(written(inner))
    return "\n".join(parts)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


KEY = answers.FigureKey("W01", "service", "SV05", QUARTERS[2].start, "quarter")
CALLED: dict[str, Any] = {
    "figures": lambda s, v: answers.figures(s, v).frame,
    "trace": lambda s, v: [
        answers.trace(s, v, KEY),
        answers.trace(s, v, answers.FigureKey("W01", "whole", "", KEY.period_start, "quarter")),
    ],
    "story": lambda s, v: [answers.story(s, v, RULES.indicator[one], "service", "SV05") for one in SHARES],
    "stories": lambda s, v: answers.stories(s, v, [(one, "sector", "SEC2") for one in SHARES]),
    "stories_from": lambda s, v: answers.stories_from(
        answers.numbers(s, v, SHARES), answers.framework(s, v), v, [(one, "service", "SV05") for one in SHARES]
    ),
    "beside_headline": lambda s, v: [answers.beside_headline(s, v, one) for one in SHARES],
    "equity_gap": lambda s, v: answers.equity_gap(s, v, "W01"),
    "submission": lambda s, v: answers.submission(s, v, 1),
    "pointed_to": lambda s, v: answers.pointed_to(s, v),
    **{
        name: (lambda s, v, name=name: getattr(answers, name)(s, v))
        for name in (
            *("bright_spots", "calendar", "nodes", "publications", "received", "returns_calendar", "since", "stages"),
            *("stages_over_time", "waiting_doubts", "where_stuck", "locked"),
        )
    },
}
NOT_FIGURES = {
    *("adopt", "beside", "framework", "framework_titles", "open_sources", "version", "view_on"),
    *("newest_entry", "newest_framework"),
}
BEFORE_THE_GATE = {
    "knowledge": "what consequences are worked out from; never shown by itself",
    "numbers": "what stories are told from; never shown by itself",
    "consequences": "for whoever may send the rows that it is asked about",
    "original": "the bytes of a return, for its sender",
}


def test_every_answer_is_either_tried_or_tells_no_figure() -> None:
    public = {name for name in answers.__all__ if inspect.isfunction(getattr(answers, name))}

    assert public - CALLED.keys() - NOT_FIGURES - BEFORE_THE_GATE.keys() == set(), "say in CALLED how they are tried"


@pytest.mark.parametrize("name", sorted(CALLED))
@pytest.mark.parametrize("day", [records.TODAY, date(2026, 10, 15)])
def test_no_answer_holds_a_hidden_number(place, name, day) -> None:
    sources = open_sources(place.home)
    view = answers.view_on(RULES.id, records.TODAY, day, LEADER)

    assert found(place, said(CALLED[name](sources, view))) == []


def said(one: Any) -> str:
    """Everything that an answer holds, down to the last number of the last table in it."""
    if isinstance(one, pd.DataFrame | pl.DataFrame):
        table = one if isinstance(one, pd.DataFrame) else one.to_pandas()
        return table.select_dtypes("number").map(lambda number: f"{number:.0f}").to_csv() + table.to_csv()
    if isinstance(one, pd.Series):
        return said(one.to_frame())
    if isinstance(one, dict):
        return "\n".join(said(part) for pair in one.items() for part in pair)
    if isinstance(one, list | tuple | set | frozenset):
        return "\n".join(map(said, one))
    if hasattr(one, "__dataclass_fields__"):
        return "\n".join(said(getattr(one, name)) for name in one.__dataclass_fields__ if name != "detail")
    return f"{one:.0f}" if isinstance(one, float) else str(one)


OPENED: dict[str, list[dict[str, str]]] = {
    "pages/borough/overview.py": [{}],
    "pages/borough/indicator.py": [
        {"indicator": "W01"},
        {"indicator": "W01", "scope": "service:SV05"},
        {"indicator": "S01", "scope": "sector:SEC2"},
    ],
    "pages/borough/theory_of_change.py": [{}, {"node": RULES.indicator["W01"].node}],
    "pages/borough/context.py": [{}],
    "pages/borough/outcome.py": [{"node": RULES.indicator[one].node} for one in SHARES],
    "pages/sectors/sectors.py": [{"indicator": "W01"}, {"sector": "SEC2", "indicator": "W02"}, {"service": "SV05"}],
    "pages/sectors/over_time.py": [{}, {"scope": "sector:SEC2"}, {"scope": "service:SV05"}],
    "pages/sectors/bright_spots.py": [{}],
    "pages/services/service.py": [{"service": "SV05"}, {"service": "SV09"}],
    "pages/services/roadmap.py": [{}, {"service": "SV05"}],
    "pages/returns/returns.py": [{}],
    "pages/returns/calendar.py": [{}],
    "pages/returns/receipt.py": [{"return": "1"}],
    "pages/returns/template.py": [{"service": "SV05"}],
    "pages/returns/sign_off.py": [{}],
    "pages/returns/data_quality.py": [{}, {"sector": "SEC2"}],
    "pages/board/agenda.py": [{}],
    "pages/board/meeting.py": [{}],
    "pages/board/since_last_board.py": [{}],
    "pages/board/packs.py": [{}],
    "pages/framework/definitions.py": [{"indicator": "W01"}],
    "pages/framework/method.py": [{}],
    "pages/framework/glossary.py": [{}],
}


def test_every_screen_is_opened() -> None:
    assert {str(file.relative_to(REPO)) for file in REPO.glob("pages/*/*.py")} == OPENED.keys()


@pytest.mark.parametrize("page", sorted(set(OPENED) - {"pages/returns/receipt.py", "pages/returns/template.py"}))
def test_no_screen_shows_a_hidden_number(place, page, monkeypatch) -> None:
    """But for a return's own receipt and template, which are for those who send it."""
    monkeypatch.setenv("IMPACT_HOME", str(place.home))
    for _ in visiting.on_the_day(place.home, monkeypatch):
        for chosen in OPENED[page]:
            visit = visiting.opened(page, **chosen)

            put_out = "\n".join(_put_out(visit.main))
            assert len(put_out) > 500
            assert found(place, put_out) == [], (page, chosen)


def _put_out(block: Any) -> Iterator[str]:
    """What every element holds, pictures unpacked."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _put_out(child)
        else:
            text = str(child.proto)
            yield text
            yield from _unpacked(text)


def _unpacked(text: str) -> Iterator[str]:
    """The numbers of a picture that lie packed in its description, where a stroke is written as its code."""
    plain = re.sub(r"\\+u002f", "/", text)
    for kind, packed in re.findall(r"dtype\W+([fiu]\d).{1,20}?bdata[\\\": ']+([A-Za-z0-9+/=]+)", plain):
        yield " ".join(f"{one:.0f}" for one in np.frombuffer(base64.b64decode(packed), dtype=f"<{kind}"))


def test_what_has_not_passed_the_gate_would_be_found(place) -> None:
    before_the_gate = computed(open_sources(place.home), View(RULES.id, records.TODAY), RULES)

    assert set(found(place, said(before_the_gate))) <= place.secret
    assert len(found(place, said(before_the_gate))) > 100


def test_a_secret_is_found_in_whatever_it_is_wrapped(place) -> None:
    secret = min(place.secret)
    packed = base64.b64encode(np.array([1.0, secret]).tobytes()).decode()

    for wrapped in (
        f"It was {secret:,} people",
        said([{"a": (pd.DataFrame({"n": [float(secret)]}),)}]),
        said(answers.FigureKey("W01", "whole", str(secret), datetime(2026, 1, 1).date(), "quarter")),
        *_unpacked(f'"dtype":"f8","bdata":"{packed}"'),
    ):
        assert found(place, wrapped) == [secret]

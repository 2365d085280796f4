"""How good the data is: what was set right and asked in each return, what the suites judged, traps of published files.

Counts of rows, cells and returns are told, which are no counts of people; what a cell said is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from impact import store
from impact.answers.passed import SUITES
from impact.framework import Framework
from impact.plausibility import PUBLISHED_RETURN
from impact.recipes import RECIPES, Recipe, load_recipe, recipe_names
from impact.sources import Sources, View, framework
from impact.store import Passage, Rulebook

PUBLISHER = "publisher:"
"""How the sender of a published file begins; the name of its recipe follows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One kept return, and what came of its checks.

    set_right   rule -> cells that it set right by itself
    asked       questions raised; `waiting` have no answer yet, `answered` have one that holds
    judged      whether the plausibility suites were run over it, and this was written down
    """

    number: int
    sender: str
    rows: int
    withdrawn: bool
    set_right: Mapping[str, int]
    asked: int
    answered: int
    waiting: int
    judged: bool

    @property
    def settled(self) -> int:
        """Questions that need no answer any more: a later return took the rows' place, or the same was answered."""
        return self.asked - self.answered - self.waiting


@dataclass(frozen=True, slots=True)
class Expectation:
    """One rule of a suite over all returns: of `judged` rows that could be judged it asked about `asked`.

    The two are None where too few services sent the rows, as one could tell whose row was asked about; and for a
    viewer who may not open every return.
    """

    suite: str
    version: str
    rule: str
    holds: str
    judged: int | None
    asked: int | None


@dataclass(frozen=True, slots=True)
class Trap:
    """Something in a published file that misleads whoever does not know of it, and what was done about it."""

    title: str
    publisher: str
    published: date
    trap: str
    done: str


def checked(sources: Sources, view: View) -> tuple[Checked, ...]:
    """Every return kept by the view's moment, oldest first, and what came of its checks."""
    kept = store.submissions(sources.engine, view.framework_id, view.as_at)
    ids = [row["id"] for row in kept]
    fixes: dict[int, dict[str, int]] = {}
    for number, rule, cells in store.set_right(sources.engine, ids).iter_rows():
        fixes.setdefault(number, {})[rule] = cells
    asked = store.asked_then(sources.engine, ids).select("doubt_id", "submission_id")
    opened = set(store.open_doubts(sources.engine, view.framework_id, view.as_at, view.today)["doubt_id"])
    explained = store.answered(sources.engine, ids, view.as_at) - opened
    all_asked, has_answer, waits = (_by_return(asked, some) for some in (None, explained, opened))
    passages = store.passages(sources.engine, ids)
    return tuple(
        Checked(
            row["id"],
            row["sender"],
            row["row_count"],
            row["withdrawn_at"] is not None,
            fixes.get(row["id"], {}),
            all_asked.get(row["id"], 0),
            has_answer.get(row["id"], 0),
            waits.get(row["id"], 0),
            any(one.rulebook.name in SUITES for one in passages.get(row["id"], ())),
        )
        for row in kept
    )


def _by_return(asked: pl.DataFrame, some: set[int] | None) -> dict[int, int]:
    """Return number -> how many of its questions are among some; None: all of them."""
    ours = asked if some is None else asked.filter(pl.col("doubt_id").is_in(list(some)))
    return dict(ours.group_by("submission_id").len().iter_rows())


def expectations(sources: Sources, view: View) -> tuple[Expectation, ...]:
    """What each rule of each suite asked about, over all returns kept by the view's moment; never of one sector.

    A sector with few services would tell which of them sent an unlikely number, which may be a hidden one.
    """
    kept = {row["id"]: row["sender"] for row in store.submissions(sources.engine, view.framework_id, view.as_at)}
    found: dict[Rulebook, list[tuple[str, Passage]]] = {}
    for number, passages in store.passages(sources.engine, list(kept)).items():
        for one in passages:
            if one.rulebook.name in SUITES:
                found.setdefault(one.rulebook, []).append((kept[number], one))
    rules = framework(sources, view)
    told = all(view.viewer.may_open_return_of(sender) for sender in kept.values())
    ordered = sorted(found, key=lambda book: (SUITES.index(book.name), book.version))
    return tuple(_told(book, rule, found[book], rules, told) for book in ordered for rule in book.rules)


def _told(
    book: Rulebook, rule: str, passages: Sequence[tuple[str, Passage]], rules: Framework, told: bool
) -> Expectation:
    outcomes = [(sender, *one.outcomes[rule]) for sender, one in passages if one.outcomes.get(rule, (0, 0))[0]]
    fewest = max((one.fewest_services for one in rules.policies), default=0)
    few = book.name != PUBLISHED_RETURN and 0 < len({sender for sender, *_ in outcomes}) < fewest
    judged, asked = sum(row[1] for row in outcomes), sum(row[2] for row in outcomes)
    shown = told and not few
    about = (book.name, book.version, rule, book.rules[rule])
    return Expectation(*about, judged if shown else None, asked if shown else None)


def traps(sources: Sources, view: View) -> tuple[Trap, ...]:
    """The known traps of the published files taken in by the view's moment, and what was done about each."""
    rules = framework(sources, view)
    senders = {row["sender"] for row in store.submissions(sources.engine, view.framework_id, view.as_at)}
    taken = [load_recipe(one) for one in recipe_names(RECIPES) if f"{PUBLISHER}{one}" in senders]
    return tuple(
        Trap(recipe.title, recipe.publisher, recipe.published, *one)
        for recipe in taken
        for one in _known(recipe, rules)
    )


def _known(recipe: Recipe, rules: Framework) -> Iterator[tuple[str, str]]:
    """A file's traps as its recipe has them: written down, figures never let in, years that begin a new series."""
    yield from ((one.trap, one.done) for one in recipe.traps)
    yield from ((one.reason, "It is not let in.") for one in recipe.refuse if one.indicator in rules.indicator)
    for measure in recipe.measures:
        fed = [rules.indicator[one].title for one in measure.indicators if one in rules.indicator]
        for year in measure.breaks if fed else ():
            yield f"{' and '.join(fed)}: the year that ends in {year} begins a new series.", "It is marked [b]."

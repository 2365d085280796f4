"""Which figures would be other than they are, each with what becomes of it in a sentence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from impact.answers.knowledge import Knowledge
from impact.answers.lineage import FigureKey
from impact.disclosure import NUMBERS, Protected
from impact.framework import Framework
from impact.marks import with_marks
from impact.metrics.rollup import EVERY_SCOPE
from impact.metrics.slots import Scope, in_scope, known_rows
from impact.words.consequences import (
    CHANGED,
    FIGURES,
    FIRST,
    GONE,
    HIDDEN,
    MARKED,
    NEW,
    SLIGHT,
    UNSAID,
    UNSAID_NEW,
    moved_figure_sentence,
)
from impact.words.numbers import NO_FIGURE, Row, value_text

SLOT = ["scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"]
"""What a figure is about."""

SEEN = (NEW, FIRST, MARKED, CHANGED, GONE)
"""What becomes of a figure so that a reader of the board's screens sees another."""

UNTOLD = "Hidden: it is told once this return is kept"
"""The reason for a figure that is hidden now and rests on others' rows too, whatever would become of it."""


_UNTOLD = (UNSAID, UNSAID_NEW)

ROUNDING = 1e-9
"""Sums that differ by less than this share of themselves were added in another order. Judgement."""


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """One figure that would be other than it is.

    kind           what becomes of it: a key of `impact.words.consequences.FIGURES`
    before, after  as a table shows it: '52.5%', '[c]', or "" where there is none
    marks          the marks of the figure before and after, those that stand beside a number among them
    """

    key: FigureKey
    kind: str
    before: str
    after: str
    sentence: str
    marks: tuple[str, str] = ("", "")

    @property
    def marked(self) -> tuple[str, str]:
        """The figure before and after with its marks, as tables and exports show it."""
        return with_marks(self.before, self.marks[0]), with_marks(self.after, self.marks[1])

    @property
    def seen(self) -> bool:
        """Whether a reader of the board's screens would see another figure."""
        return self.kind in SEEN


def moved_figures(
    before: Knowledge,
    pairs: pd.DataFrame,
    was: Protected,
    would: Protected,
    then: Framework | None = None,
    said: Mapping[str, str] = FIGURES,
) -> tuple[MovedFigure, ...]:
    """What becomes of every figure that would be other than it is, in the order of the pairs.

    pairs        from `otherwise`
    was, would   as shown now, and as `untold` leaves what would be shown
    then         the framework by which `was` is shown, where it is not the one that sentences are worded by
    said         kind -> how a sentence says it
    """
    shown_before = set(was.frame.loc[_shows(was.frame), SLOT[:3]].itertuples(index=False, name=None))
    olds, news = _rows(was.frame, pairs["at_before"]), _rows(would.frame, pairs["at_after"])
    rules = (then or before.rules, before.rules)
    moved = (_moved(old, new, rules, shown_before, said) for old, new in zip(olds, news, strict=True))
    return tuple(one for one in moved if one)


def otherwise(before: Knowledge, after: Knowledge, was: Protected, would: Protected) -> pd.DataFrame:
    """The slots in which anything is said otherwise: SLOT, at_before and at_after (places in the frames, or NaN).

    was, would   the figures of the touched indicators in every scope, after the gate

    The whole first, then sectors, services, areas, each in the framework's order. The home area's figures are
    left out: they are the whole's. Sums that differ by rounding are the same.
    """
    pairs = _numbered(before, was).merge(_numbered(after, would), on=SLOT, how="outer", suffixes=("_before", "_after"))
    same = pairs["at_before"].notna() & pairs["at_after"].notna()
    for name in ("levels", "marker", "hidden"):
        same &= pairs[f"{name}_before"] == pairs[f"{name}_after"]
    old, new = (pairs[[f"{name}_{side}" for name in NUMBERS]].to_numpy() for side in ("before", "after"))
    same &= np.isclose(old, new, rtol=ROUNDING, atol=0, equal_nan=True).all(axis=1)
    return _in_order(pairs.loc[~same, [*SLOT, "at_before", "at_after"]], before.rules)


def untold(
    pairs: pd.DataFrame, was: Protected, would: Protected, after: Knowledge, senders: Collection[str]
) -> Protected:
    """What would be shown, without the figures that are hidden now and rest on others' rows too.

    Else whoever may send for one service could try returns until a total shows, and take their own row off.
    What is shown now may be told: whoever knows one part of a shown total knows the rest of it already.
    """
    wide = pairs[pairs["scope_kind"].isin(["whole", "sector"]) & pairs["at_after"].notna()]
    hidden_now = [isnan(at) or was.frame["hidden"].iloc[int(at)] != "" for at in wide["at_before"]]
    asked = wide[hidden_now]
    if asked.empty:
        return would
    others = _slots_of_others(after, senders, asked["indicator_id"].unique())
    kept_back = asked.merge(others, on=SLOT)["at_after"].astype(int).to_numpy()
    frame = would.frame.copy()
    rows = frame.index[kept_back]
    frame.loc[rows, list(NUMBERS)] = np.nan
    frame.loc[rows, ["levels", "marker", "hidden"]] = ["", "c", UNTOLD]
    return Protected(frame, would.policy_note)


def text_of(row: Row | None, rules: Framework) -> str:
    """A protected figure as a table shows it; "" where there is no figure."""
    text = "" if row is None else value_text(row, rules.indicator[row["indicator_id"]])
    return "" if text == NO_FIGURE else text


def key_of(row: Row) -> FigureKey:
    """Which figure a row of FIGURES is."""
    start = row["period_start"].date()
    return FigureKey(row["indicator_id"], row["scope_kind"], row["scope_id"], start, row["period_kind"])


def _moved(
    old: Row | None,
    new: Row | None,
    both: tuple[Framework, Framework],
    shown_before: set[tuple[Any, ...]],
    told: Mapping[str, str],
) -> MovedFigure | None:
    rules = both[1]
    before, after = text_of(old, both[0]), text_of(new, rules)
    row = old if new is None else new
    if row is None or not (before or after):
        return None
    if new is not None and new["hidden"] == UNTOLD:
        kind = UNSAID if before else UNSAID_NEW
        after = before
    elif before == after:
        kind = HIDDEN if after.startswith("[") else SLIGHT
    elif not before:
        first = tuple(row[name] for name in SLOT[:3]) not in shown_before
        kind = MARKED if after.startswith("[") else FIRST if first else NEW
    else:
        kind = CHANGED if after else GONE
    said = moved_figure_sentence(row, rules.indicator[row["indicator_id"]], rules, kind, before, after, told)
    marks = [str(one["marker"]) if one is not None and text else "" for one, text in ((old, before), (new, after))]
    return MovedFigure(key_of(row), kind, before, after, said, (marks[0], "" if kind in _UNTOLD else marks[1]))


def _rows(frame: pd.DataFrame, places: "pd.Series[float]") -> list[Row | None]:
    """The rows in some places; None where there is none."""
    rows = iter(frame.iloc[places.dropna().astype(int)].to_dict("records"))
    return [None if isnan(at) else {str(name): cell for name, cell in next(rows).items()} for at in places]


def _shows(frame: pd.DataFrame) -> "pd.Series[bool]":
    return frame["value"].notna() | (frame["levels"] != "")


def _numbered(known: Knowledge, shown: Protected) -> pd.DataFrame:
    """The figures behind protected ones, before the gate, with what the gate says of them and where they stand."""
    frame = known.figures.loc[shown.frame.index]
    marked = frame["marker"].where(frame["value"].isna(), "")
    said = frame.assign(marker=marked, hidden=shown.frame["hidden"], at=np.arange(len(frame), dtype=float))
    return said[[*SLOT, *NUMBERS, "levels", "marker", "hidden", "at"]]


def _in_order(pairs: pd.DataFrame, rules: Framework) -> pd.DataFrame:
    home = rules.home.id if rules.home else ""
    scopes = ["", *rules.sector, *rules.service, *rules.area]
    place: dict[str, dict[str, int]] = {
        "scope_kind": {kind: at for at, kind in enumerate(EVERY_SCOPE)},
        "scope_id": {scope: at for at, scope in enumerate(scopes)},
        "indicator_id": {indicator: at for at, indicator in enumerate(rules.indicator)},
    }
    ours = pairs[(pairs["scope_kind"] != "area") | (pairs["scope_id"] != home)]
    return ours.sort_values(
        SLOT[:4], key=lambda column: column.map(place[column.name]) if column.name in place else column
    )


def _slots_of_others(after: Knowledge, senders: Collection[str], indicators: Collection[str]) -> pd.DataFrame:
    """The slots of sectors and the whole in which others than the senders have a number."""
    others = set(after.counts["service_id"].unique()) - set(senders)
    rows = known_rows(after.counts_of(others), after.rules).filter(
        nw.col("usable") & nw.col("indicator_id").is_in(list(indicators))
    )
    found = []
    scopes: tuple[Scope, ...] = ("sector", "whole")
    for scope in scopes:
        slots = in_scope(rows, scope, after.rules).select(*SLOT[1:]).unique()
        found.append(slots.collect("pandas").to_pandas().assign(scope_kind=scope))
    table = pd.concat(found, ignore_index=True)
    return table.astype(dict.fromkeys(("period_start", "period_end"), "datetime64[us]"))

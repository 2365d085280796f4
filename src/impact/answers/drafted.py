"""Figures under a draft of the framework, told only as far as they follow from what is shown now.

Whoever may try drafts could otherwise work out what is hidden: with a looser policy, by moving one service to another
sector and looking at what both sectors show, or by a measure that reads other columns. So a figure is told only where
the same figure is shown now and rests on the same rows, or where every service that makes the difference shows its own.
"""

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from impact.answers.knowledge import Knowledge
from impact.answers.moved import SLOT, UNTOLD
from impact.disclosure import NOTHING_DECIDED, NUMBERS, Protected, protect
from impact.framework import Framework
from impact.framework.stricter import stricter
from impact.metrics.slots import Scope, in_scope, known_rows, published

_COUNTED = ("proportion", "rate")


@dataclass(frozen=True)
class Drafted:
    """What is shown now, and what would be shown as far as it may be told.

    withheld   the slots (SLOT columns) of which nothing may be told that is not shown now
    """

    was: Protected
    would: Protected
    withheld: pd.DataFrame

    def unsaid(self) -> set[str]:
        """The indicators of which a figure of the whole, or of an area it is compared with, may not be told."""
        ours = self.withheld[self.withheld["scope_kind"].isin(["whole", "area"])]
        return set(ours["indicator_id"])


def drafted(before: Knowledge, after: Knowledge) -> Drafted:
    """The figures of both versions; after the draft's gate and the one in use, whichever hides more.

    The mark b is left out of both: breaks are told by themselves. Which neighbours would be hidden too hangs on
    hidden figures, and is left to the day on which the draft is in use.
    """
    was = _unbroken(before.shown.frame)
    frame = _unbroken(protect(after.figures, stricter(before.rules, after.rules), decided=NOTHING_DECIDED).frame)
    open_now = was.loc[(was["hidden"] == "") & (was["value"].notna() | (was["levels"] != "")), SLOT]
    slots = pd.concat([was[SLOT], frame[SLOT]]).drop_duplicates()
    shut = _minus(slots, open_now)
    other = _otherwise_made(before, after, open_now)
    wide = _resting_on_open(shut, other, before)
    withheld = pd.concat([_minus(shut, wide), _closed(other), _of_other_columns(slots, before, after)])
    withheld = _minus(withheld.drop_duplicates(), _without_number(before, after))
    return Drafted(Protected(was, ""), Protected(_kept_back(frame, was, withheld), ""), withheld)


def _unbroken(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame["marker"].fillna("").astype(str)
    without = {text: " ".join(mark for mark in text.split() if mark != "b") for text in texts.unique()}
    return frame.assign(marker=texts.map(without))


def _minus(slots: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    beside = slots.merge(others[SLOT].drop_duplicates(), on=SLOT, how="left", indicator=True)
    return beside.loc[beside["_merge"] == "left_only", SLOT]


def _otherwise_made(before: Knowledge, after: Knowledge, open_now: pd.DataFrame) -> pd.DataFrame:
    """The slots of sectors and the whole that rest on other rows: SLOT, and each service that makes the difference.

    known   whether each of the service's own figures of the indicator is shown now
    """
    both = _made_of(before).merge(_made_of(after), how="outer", indicator=True)
    rows = both.loc[both["_merge"] != "both", [*SLOT, "service_id"]].drop_duplicates()
    own = before.figures[before.figures["scope_kind"] == "service"]
    shown = open_now.loc[open_now["scope_kind"] == "service"].groupby(["scope_id", "indicator_id"]).size()
    every = own.groupby(["scope_id", "indicator_id"]).size()
    known = set(every.index[every == shown.reindex(every.index).fillna(0)])
    pairs = zip(rows["service_id"], rows["indicator_id"], strict=True)
    return rows.assign(known=[pair in known for pair in pairs])


def _made_of(known: Knowledge) -> pd.DataFrame:
    """SLOT, service_id and observation_id of every row that a sector's or the whole's figure rests on."""
    rows = known_rows(nw.from_native(known.counts), known.rules).filter(nw.col("usable"))
    found = []
    scopes: tuple[Scope, ...] = ("sector", "whole")
    for scope in scopes:
        placed = in_scope(rows, scope, known.rules).select(*SLOT[1:], "service_id", "observation_id")
        found.append(placed.collect("pandas").to_pandas().assign(scope_kind=scope))
    table = pd.concat(found, ignore_index=True)
    return table.astype(dict.fromkeys(("period_start", "period_end"), "datetime64[us]"))


def _closed(other: pd.DataFrame) -> pd.DataFrame:
    """The slots in which a service makes the difference whose own figures are not all shown."""
    return other.loc[~other["known"].astype(bool), SLOT].drop_duplicates()


def _resting_on_open(shut: pd.DataFrame, other: pd.DataFrame, before: Knowledge) -> pd.DataFrame:
    """Of the slots that are not shown now, those that are new and add up nothing but figures that are shown."""
    mine = _minus(shut, before.figures[SLOT]).merge(other, on=SLOT)
    return _minus(mine[SLOT].drop_duplicates(), _closed(mine))


def _of_other_columns(slots: pd.DataFrame, before: Knowledge, after: Knowledge) -> pd.DataFrame:
    """The slots of indicators that a draft reads from other columns or other senders, or more exactly than is shown."""
    ids = [id for id in after.rules.indicator if id in before.rules.indicator and _reads_other(id, before, after)]
    return slots.loc[slots["indicator_id"].isin(ids)]


def _reads_other(id: str, before: Knowledge, after: Knowledge) -> bool:
    old, new = before.rules.indicator[id], after.rules.indicator[id]
    columns = {one.measure if one.measure not in _COUNTED else "counts" for one in (old, new)}
    rounded = _rounds(before.rules, old.policy) and (old.measure, old.multiplier) != (new.measure, new.multiplier)
    return len(columns) > 1 or published(old) != published(new) or rounded


def _rounds(rules: Framework, policy: str) -> bool:
    return policy in rules.policy and rules.policy[policy].round_to > 0


def _kept_back(frame: pd.DataFrame, was: pd.DataFrame, withheld: pd.DataFrame) -> pd.DataFrame:
    """The frame with withheld rows as they stand now where that is hidden, and else without a number and UNTOLD."""
    marked = frame.merge(withheld.assign(back=True), on=SLOT, how="left")
    marked = marked.merge(was[[*SLOT, "hidden", "marker"]], on=SLOT, how="left", suffixes=("", "_now"))
    back = marked["back"].eq(True).to_numpy()
    stays = back & (marked["hidden_now"].fillna("") != "").to_numpy()
    told = frame.copy()
    told.loc[back, list(NUMBERS)] = np.nan
    told.loc[back, "levels"] = ""
    told.loc[back, "marker"], told.loc[back, "hidden"] = "c", UNTOLD
    told.loc[stays, "marker"] = marked.loc[stays, "marker_now"].to_numpy()
    told.loc[stays, "hidden"] = marked.loc[stays, "hidden_now"].to_numpy()
    return told


def _without_number(before: Knowledge, after: Knowledge) -> pd.DataFrame:
    """The slots of either version in which there is no number in any, so that there is nothing to tell."""
    both = pd.concat([before.figures, after.figures])
    numbered = both.loc[both["value"].notna() | (both["levels"] != ""), SLOT].drop_duplicates()
    return _minus(both[SLOT].drop_duplicates(), numbered)

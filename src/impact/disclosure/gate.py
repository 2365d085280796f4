"""Nobody recognisable: figures go in, protected figures come out, with a reason in place of each hidden number.

First every row is looked at by itself (`rows`), then beside what it adds up to (`relations`, `partners`).
Source of the thresholds: the framework's policies; `framework-method` (g.2), conventions (e.5).
"""

import numpy as np
import pandas as pd

from impact.disclosure.memory import WAITS
from impact.disclosure.protected import KEPT, PROTECTS, Protected
from impact.disclosure.relations import SLOT, partners_of
from impact.disclosure.rows import Sight, applied, said_of, sighted
from impact.framework import Framework
from impact.marks import replaces_number
from impact.metrics.rounding import rounded
from impact.metrics.slots import published

NEIGHBOUR = "Hidden to protect a neighbour"
"""The exact reason of a figure that is hidden because another could be worked out from it."""

WAITING = "Not added up until its returns are in"
"""Why a total is not shown yet: added up again with each return, it would tell each of them from the one before."""

NOTHING_DECIDED = pd.DataFrame(columns=[*SLOT, "state", "neighbour"])
"""For rows that are added up in nothing that is shown."""


def protect(
    figures: pd.DataFrame, framework: Framework, audience: str = "board", decided: pd.DataFrame | None = None
) -> Protected:
    """Figures as they may be shown to an audience: FIGURES columns in, the same and `hidden` out.

    decided   the figures not shown for others' sake by all that was ever shown: SLOT columns, `state` and
              `neighbour` of `replay.hidden_at`; where it is None, they are worked out from these figures alone, as
              if nothing had been shown before

    The order and the index of the rows stay as they were. Every audience is given the same protection; who may
    ask for which rows at all is decided by access, before this. A row that is hidden for a neighbour's sake reads
    like one that is hidden for its own; only `Protected.why` tells them apart.
    """
    sight, unsaid = applied(sighted(figures, framework))
    beside = _alone(sight) if decided is None else _as_decided(sight, decided)
    exact = sight.hidden.where(sight.hidden != "", beside)
    hidden = exact.mask(unsaid | ((sight.hidden == "") & (beside != "") & (beside != WAITING)), PROTECTS)
    frame = rounded(_with_shares_of_shown(_emptied(sight, hidden), framework), framework)
    frame.index, exact.index = figures.index, figures.index
    return Protected(frame, _note(sight.policy, audience), exact)


def protect_rows(rows: pd.DataFrame, framework: Framework, audience: str = "board") -> Protected:
    """Observations as they may be shown where a figure is walked back: COUNTS columns and `hidden`.

    Each row is held to the same rules as a figure of its own service (or published area) would be.
    """
    kinds = rows.service_id.map(lambda sender: "area" if sender in framework.area else "service")
    seen = protect(rows.assign(scope_kind=kinds, scope_id=rows.service_id), framework, audience, NOTHING_DECIDED)
    return Protected(seen.frame.drop(columns=["scope_kind", "scope_id"]), seen.policy_note, seen.detail)


def _alone(sight: Sight) -> pd.Series:
    return pd.Series(np.where(partners_of(sight), NEIGHBOUR, ""), index=sight.hidden.index, dtype=object)


def _as_decided(sight: Sight, decided: pd.DataFrame) -> pd.Series:
    """The exact reason of each figure that is not shown for others' sake."""
    if decided.empty:
        return pd.Series("", index=sight.hidden.index, dtype=object)
    named = sight.framework.service
    keys = decided[list(SLOT)].itertuples(index=False, name=None)
    said = {
        key: WAITING if state == WAITS else f"{NEIGHBOUR}: {named[one].name}" if one in named else NEIGHBOUR
        for key, state, one in zip(keys, decided["state"], decided["neighbour"], strict=True)
    }
    ours = sight.figures[list(SLOT)].itertuples(index=False, name=None)
    return pd.Series([said.get(one, "") for one in ours], index=sight.hidden.index, dtype=object)


def _emptied(sight: Sight, hidden: pd.Series) -> pd.DataFrame:
    """The figures with everything but KEPT taken out of the hidden rows."""
    hide = hidden != ""
    marker = sight.figures.marker.fillna("").astype(str)
    replacing = {letters: replaces_number(letters) for letters in marker.unique()}
    ours = hide & ~said_of(marker, replacing).astype(bool)
    broken = {letters: "b" in letters.split() for letters in marker.unique()}
    letter = pd.Series(np.where(hidden == WAITING, "x", "c"), index=hidden.index, dtype=object)
    marked = marker.mask(ours, letter).mask(ours & said_of(marker, broken).astype(bool), letter + " b")
    frame = sight.figures.assign(hidden=hidden.astype(str), marker=marked)
    for name in [name for name in frame if name not in KEPT]:
        column = frame[name]
        numeric = pd.api.types.is_numeric_dtype(column)
        frame[name] = column.astype(float).mask(hide) if numeric else column.mask(hide, "")
    return frame


def _with_shares_of_shown(frame: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """The figures without the share of the usual total, unless every row that it is taken from is shown exactly.

    What is usual is the middle of all that each service sent since the newest break, and of services never seen the
    middle of the others: one hidden row moves the shares of every total. How many services sent is told in any case.
    """
    if "share" not in frame:
        return frame
    totals = frame["scope_kind"].isin(["sector", "whole"])
    ids = frame["indicator_id"]
    untold = totals & ~ids.isin(_shown_throughout(frame, framework))
    return frame.assign(share=frame["share"].astype(float).mask(untold))


def _shown_throughout(frame: pd.DataFrame, framework: Framework) -> set[str]:
    """The indicators of which all that services sent since the newest break is shown exactly, or that are published."""
    own = frame[(frame["scope_kind"] == "service") & (frame["parts"] > 0)]
    hidden = own[own["hidden"] != ""]
    if "stretch" in own and own["stretch"].any():
        series = ["scope_id", "indicator_id"]
        newest = own.groupby(series)["stretch"].max()
        hidden = hidden[hidden["stretch"] == newest.reindex(pd.MultiIndex.from_frame(hidden[series])).to_numpy()]
    exact = {id for id, one in framework.indicator.items() if not framework.policy[one.policy].round_to}
    found = set(own["indicator_id"]) - set(hidden["indicator_id"])
    return (found & exact) | {one.id for one in framework.indicators if published(one)}


def _note(policies: pd.Series, audience: str) -> str:
    titles = sorted({policy.title for policy in policies if policy.title})
    return f"Protected for the {audience}. " + ". ".join(titles) + ("." if titles else "")

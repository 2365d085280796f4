"""Figures as they may be shown, each hidden number with its reason in place."""

from dataclasses import dataclass, field

import pandas as pd

from impact.access import Viewer

KEPT = (
    *("scope_kind", "scope_id", "sector_id", "service_id", "indicator_id", "breakdown"),
    *("period_start", "period_end", "period_kind", "parts", "parts_hidden", "carried", "expected", "stretch"),
    *("marker", "hidden", "observation_id", "submission_id", "line", "cell"),
    *("filename", "sent_by", "received_at", "label", "publisher", "sha256", "framework_sha256"),
)
"""What a hidden row still says: what and whom it is about, and who sent. Every other column is emptied."""

NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "n", "sd", "asked")

PROTECTS = "Hidden to protect people"
"""What a board reads wherever a number is hidden for its own or a neighbour's sake: the two cannot be told apart."""


def _nothing() -> "pd.Series[str]":
    return pd.Series(dtype=object)


@dataclass(frozen=True)
class Protected:
    """Figures that may be shown.

    frame         the FIGURES columns, numbers missing where hidden, and `hidden`: the reason in words that everybody
                  may read, "" where the number is shown
    policy_note   which policies were applied, for the foot of a table or a pack
    detail        the exact reason of each row, by the frame's index; read it by `why`
    """

    frame: pd.DataFrame
    policy_note: str
    detail: "pd.Series[str]" = field(default_factory=_nothing, repr=False)

    def one(self, indicator_id: str, scope_kind: str = "whole", scope_id: str = "") -> "Protected":
        """One indicator of one scope, oldest period first."""
        at = self.frame
        ours = (at.indicator_id == indicator_id) & (at.scope_kind == scope_kind) & (at.scope_id == scope_id)
        return Protected(at[ours].sort_values("period_end"), self.policy_note, self.detail)

    def where(self, mask: pd.Series) -> "Protected":
        """The rows for which a mask over `frame` holds."""
        return Protected(self.frame[mask], self.policy_note, self.detail)

    def why(self, viewer: Viewer) -> "pd.Series[str]":
        """Why each row is hidden, as exactly as a viewer may read it: '' where it is shown.

        The programme team and its analysts read the exact reason, a service's own people that of their service;
        everybody else reads what stands in `hidden`.
        """
        hidden = self.frame["hidden"]
        exact = self.detail.reindex(self.frame.index).fillna("")
        rows = "service_id" in self.frame
        own = self.frame["service_id" if rows else "scope_id"]
        own = own if rows else own.where(self.frame["scope_kind"] == "service", "")
        may = own.map(viewer.may_read_why_hidden).astype(bool)
        told: pd.Series[bool] = may & (exact != "") & (hidden != "")
        return hidden.mask(told, exact)

"""A kept row as the commands that walk back print it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from impact.cli.asked import period_about

if TYPE_CHECKING:
    import pandas as pd

    from impact.framework import Framework


def observation_row(row: "pd.Series", rules: "Framework", why: str) -> dict[str, Any]:
    """One protected row of a return, with where it stood and who kept it, as every command prints it.

    why   the reason why it is hidden, as exactly as this viewer may read it
    """
    from impact.sources import LOCAL_TIME

    sender = rules.service.get(row["service_id"]) or rules.area.get(row["service_id"])
    received: datetime = row["received_at"]
    numbers = ("numerator", "denominator", "value", "n", "sd", "asked", "marker", "hidden")
    return {
        "return": row["submission_id"],
        "file": row["filename"],
        "line": row["line"],
        "cell": row["cell"],
        "sender_id": row["service_id"],
        "sender": sender.name if sender else "",
        "period": period_about(row).label,
        **{name: row[name] for name in numbers},
        "why_hidden": why,
        "note": row["note"],
        "received": f"{received.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}",
        "sent_by": row["sent_by"],
        "publisher": row["publisher"],
        "sha256": row["sha256"],
        "framework_version": row["framework_sha256"],
    }

"""Small places for the tests of what compares services: so many of each sector and reach, and what they sent."""

from datetime import date
from typing import Any

from impact.framework import Framework, Service
from impact.periods import Period, containing
from metrics_cases import default_framework

QUARTER = containing(date(2026, 7, 1), "quarter")


def place(*groups: tuple[str, str, int], **parts: Any) -> Framework:
    """The borough with other services: (sector, reach, how many); named A00, A01, ..."""
    kinds = [(sector, reach) for sector, reach, many in groups for _ in range(many)]
    services = tuple(
        Service(
            id=f"A{at:02}",
            name=f"Service {at}",
            sector=sector,
            rhythm="quarter",
            reach=reach,
            tags=("asks_people", "meets_public"),
        )
        for at, (sector, reach) in enumerate(kinds)
    )
    whole = {name: getattr(default_framework(), name) for name in Framework.model_fields}
    return Framework.model_validate(whole | {"services": services} | parts)


def sent(
    framework: Framework,
    shares: dict[str, tuple[float, float]],
    period: Period = QUARTER,
    indicator: str = "S01",
    **more: Any,
) -> list[dict[str, Any]]:
    """Counts of one indicator and period: service -> (numerator, denominator)."""
    days = {"period_start": period.start, "period_end": period.end, "period_kind": period.kind}
    return [
        {
            "service_id": one,
            "sector_id": framework.service[one].sector,
            "indicator_id": indicator,
            "breakdown": "",
            "marker": "",
            "numerator": x,
            "denominator": n,
        }
        | days
        | more
        for one, (x, n) in shares.items()
    ]

"""What is invented about each demonstration service, and what happens to some of them.

The services are those of the default framework. A service that is not here has an ordinary story.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Story:
    """One service: how far it has come, and how many people it meets.

    readiness  0 to 1: where its indicators stand in the last period
    step       the furthest roadmap step whose evidence it sends: starting, aware, sensitive, responsive
    answers    people who answer its questions in a period
    response   share of those asked who answer
    families   families (or people) with an open plan in a period
    """

    readiness: float = 0.4
    step: str = "aware"
    answers: int = 80
    response: float = 0.45
    families: int = 60


STORIES: dict[str, Story] = {
    "SV01": Story(0.38, "aware", 150, 0.48, 40),
    "SV02": Story(0.44, "aware", 420, 0.62, 120),
    "SV03": Story(0.34, "starting", 360, 0.24, 110),
    "SV04": Story(0.62, "sensitive", 60, 0.52, 70),
    "SV05": Story(0.42, "aware", 160, 0.38, 150),
    "SV06": Story(0.60, "sensitive", 110, 0.44, 130),
    "SV07": Story(0.40, "aware", 140, 0.41, 90),
    "SV08": Story(0.16, "starting", 95, 0.27, 60),
    "SV09": Story(0.84, "responsive", 130, 0.55, 180),
    "SV10": Story(0.36, "aware", 90, 0.33, 160),
    "SV11": Story(0.60, "sensitive", 75, 0.50, 110),
    "SV12": Story(0.58, "sensitive", 65, 0.57, 80),
    "SV13": Story(0.14, "starting", 0, 0.0, 70),
    "SV14": Story(0.40, "aware", 0, 0.0, 60),
    "SV15": Story(0.62, "sensitive", 32, 0.54, 36),
    "SV16": Story(0.96, "responsive", 120, 0.58, 60),
    "SV17": Story(0.58, "sensitive", 70, 0.51, 90),
    "SV18": Story(0.82, "responsive", 66, 0.64, 40),
    "SV19": Story(0.34, "aware", 300, 0.31, 70),
    "SV20": Story(0.60, "sensitive", 20, 0.48, 34),
    "SV21": Story(0.62, "sensitive", 85, 0.46, 95),
    "SV22": Story(0.84, "responsive", 48, 0.60, 44),
    "SV23": Story(0.40, "aware", 190, 0.29, 0),
    "SV24": Story(0.46, "aware", 0, 0.0, 0),
}

PUPILS = {"SV01": 1500, "SV02": 9200, "SV03": 7400, "SV04": 240}
"""Pupils on roll, for suspensions."""


@dataclass(frozen=True, slots=True)
class Own:
    """A course that is a service's own: level in the last period, and change since the first."""

    end: float
    gain: float


OWN_COURSES: dict[tuple[str, str], Own] = {
    # The bright spot: beyond the 99.8% limit among specialist services.
    ("SV18", "S01"): Own(95, 5),
    ("SV16", "S01"): Own(90, 6),
    ("SV16", "S03"): Own(93, 5),
    # The service that truly worsens.
    ("SV10", "W13"): Own(38, 20),
    ("SV10", "W12"): Own(7.6, 2.2),
    ("SV10", "S01"): Own(50, -18),
    ("SV10", "S03"): Own(64, -5),
    # Two services of one sector whose sum is 168 of 320, and not the mean of their two percentages.
    ("SV19", "S01"): Own(50, 3),
    ("SV20", "S01"): Own(89, 2),
    # Trained, and yet without a named lead.
    ("SV03", "W01"): Own(56, 44),
    # All but the outside review.
    ("SV16", "L13"): Own(0, 0),
    ("SV16", "L08"): Own(1.2, 0.5),
    ("SV01", "S17"): Own(0.1, 0),
    ("SV02", "S17"): Own(0.9, -0.1),
    ("SV03", "S17"): Own(7.3, -0.9),
    ("SV04", "S17"): Own(11, -1.5),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A known change after which an indicator stands at another level in one service."""

    begins: date
    size: float
    note: str


STEPS: dict[tuple[str, str], Step] = {
    ("SV09", "S06"): Step(date(2025, 1, 1), 21, "One shared record with schools and health since January 2025."),
    ("SV06", "S14"): Step(date(2025, 4, 1), -14, "Self-referral opened in April 2025."),
}

PINNED: dict[tuple[str, str, str], tuple[int, int]] = {
    ("SV19", "S01", "2026-27 Q2"): (150, 300),
    ("SV20", "S01", "2026-27 Q2"): (18, 20),
}
"""(service, indicator, period) -> numerator and denominator that are given and not drawn."""

NEVER_SENT = frozenset({("SV08", "2024-25 Q3"), ("SV12", "2026-27 Q2"), ("SV14", "2026-27 Q2")})
"""(service, period): one that never came, and two of the newest quarter that have not come yet."""

LATE = {("SV21", "2025-26 Q2"): 52}
"""(service, period) -> days after the period's end."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A second file for a period already sent: which numerators changed, by what factor, when and why."""

    after_days: int
    changes: dict[str, float]
    note: str


REVISIONS: dict[tuple[str, str], Revision] = {
    ("SV11", "2024-25 Q4"): Revision(164, {"W12": 1.09, "W07": 0.92}, "Agency staff were left out of the first count."),
    ("SV05", "2025-26 Q3"): Revision(
        131, {"S05": 0.94, "S13": 0.95, "W12": 1.05}, "Recounted after two teams joined their records."
    ),
    ("SV02", "2025-26 Spring"): Revision(86, {"S17": 1.12, "W12": 1.03}, "One school's figures came late."),
}

MARKED: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("SV24", "S10"): ("z", "We run no public places.", ()),
    ("SV23", "S06"): ("x", "The question was not asked.", ("2023-24 Q3", "2023-24 Q4", "2024-25 Q1")),
    ("SV07", "W12"): ("p", "Payroll had not closed.", ("2026-27 Q2",)),
}
"""(service, indicator) -> mark, note, and the periods it holds for (none named: every one)."""

EVIDENCE: dict[str, dict[str, float]] = {
    "starting": {"E03": 0.5},
    "aware": {"E01": 0.1, "E02": 0.35, "E03": 0.55, "E04": 0.75},
    "sensitive": {"E01": 0.0, "E02": 0.2, "E03": 0.3, "E04": 0.4, "E05": 0.6, "E06": 0.75},
    "responsive": {"E01": 0.0, "E02": 0.1, "E03": 0.15, "E04": 0.2, "E05": 0.4, "E06": 0.5, "E07": 0.8},
}
"""Step -> evidence sent and the moment of it (0 first period, 1 last); renewed once a year."""

NO_LEAD = {"SV03": "No lead is named yet.", "SV13": "The lead's post is vacant."}
"""Services that say, once a year, that nobody leads this work yet (E01 answered with 0)."""

EVIDENCE_NOTES = {
    "E01": "The lead is named on the staff page and at induction.",
    "E02": "Done as a team in one afternoon, with notes kept.",
    "E03": "Told at team meetings, with a page on where to turn.",
    "E04": "Two people with lived experience spoke at a team day.",
    "E05": "Interviews held by practitioners; themes shared with the team.",
    "E06": "Agreed with a partner service from another sector.",
    "E07": "A peer from another sector has read the evidence and agrees.",
}

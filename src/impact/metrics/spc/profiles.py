"""The ways of reading a chart that are in use: which moving ranges count, and which rule has the word."""

from dataclasses import dataclass

RUN, TREND = 7, 7
"""Points of a run on one side of the mean and of a trend (Making Data Count; its Excel tool also offers 6)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of reading a chart; every setting in which the tools in use differ.

    name                how it is written in a framework and at a desk
    title               how it is named beside a chart: "Limits by <title> rules."
    screened            moving ranges that are out of the ordinary do not widen the limits
    outside_counts      a point outside the limits is one of the two of three
    improvement_first   where rules contradict each other, the one that shows improvement names the point
    run, trend          how many points make a run on one side, and a trend
    """

    name: str
    title: str
    screened: bool = True
    outside_counts: bool = False
    improvement_first: bool = False
    run: int = RUN
    trend: int = TREND


NHSR = Profile("nhsr-0.2.2", "NHSRplotthedots 0.2.2")
MDC = Profile("mdc-2023", "Making Data Count 2023", screened=False, outside_counts=True, improvement_first=True)

PROFILES = {one.name: one for one in (NHSR, MDC)}
"""The profiles that can be chosen, by name; the first is the usual one."""

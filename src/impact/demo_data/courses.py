"""How each indicator runs in the demonstration: its level, its change and what it is counted on.

All of it is invented. Levels were chosen to be plausible beside the published figures and surveys that
the framework names, and so that the outcomes show every kind of result, among them one that goes back.
"""

from dataclasses import dataclass
from typing import Literal

Base = Literal["staff", "answers", "families", "few", "one", "pupils"]


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator's run over the three years. Units: the indicator's.

    low, high   level in the last period of a service of readiness 0 and of readiness 1; for base "one"
                the moment (0 first period, 1 last) from which the answer is yes
    gain        change from the first period to the last, at an ordinary pace
    base        what it is counted on: staff in post, people who answer, families, a few things, the one service
    share       of that base, in one period
    few         smallest and largest number of things (base "few")
    noise       1: varies as a random sample would; 0: not at all
    winter      added from October to March, taken off from April to September
    sd          spread of single scores (means)
    sent_by     share of the services in scope that send it, where it is not a core indicator
    """

    low: float
    high: float
    gain: float
    base: Base = "answers"
    share: float = 1.0
    few: tuple[int, int] = (3, 8)
    noise: float = 1.0
    winter: float = 0.0
    sd: float = 0.0
    sent_by: float = 0.6


COURSES: dict[str, Course] = {
    "W01": Course(20, 96, 46, "staff", noise=0.15),
    "W02": Course(42, 92, 24, "staff", share=0.05, noise=0.6),
    "W03": Course(35, 100, 45, "few", few=(3, 5), noise=0.1),
    "W04": Course(25, 70, 10, "staff", share=0.55, noise=0.4),
    "W05": Course(32, 68, 12, "staff", share=0.16, noise=0.5),
    "W06": Course(4.2, 5.6, 0.22, "staff", share=0.5, noise=0.4, sd=0.8),
    "W07": Course(12, 76, 22, "staff", share=0.75, noise=0.3),
    "W08": Course(42, 72, 3.5, "staff", share=0.55, noise=0.4),
    "W09": Course(36, 78, 9, "staff", share=0.54, noise=0.4),
    "W10": Course(26, 21.5, 1.1, "staff", share=0.35, noise=0.4, sd=6),
    "W11": Course(46, 93, 18, "few", few=(8, 30)),
    "W12": Course(6.2, 4.2, 0.7, "staff", share=55, noise=2, winter=0.6),
    "W13": Course(22, 13, 2.6, "staff", noise=0.8),
    "L01": Course(1.25, -0.3, 0, "one"),
    "L02": Course(30, 92, 25, "few", few=(2, 5), noise=0.2),
    "L03": Course(36, 72, 0.8, "staff", share=0.55, noise=0.4),
    "L04": Course(1.3, -0.1, 0, "one"),
    "L05": Course(45, 95, 15, "few", few=(2, 4), noise=0.3),
    "L06": Course(10, 92, 45, "few", few=(6, 14), noise=0.05),
    "L07": Course(0, 2.9, 1),
    "L08": Course(-0.1, 1.7, 0.6),
    "L09": Course(26, 75, 12, "staff", share=0.55, noise=0.4),
    "L10": Course(0.4, 4, 1),
    "L11": Course(1.5, -0.2, 0, "one"),
    "L12": Course(0, 2, 0.8),
    "L13": Course(-0.6, 1.5, 0.5, sent_by=0.2),
    "S01": Course(55, 88, 13, noise=0.8),
    "S02": Course(62, 80, 2.4, share=0.8, sd=18),
    "S03": Course(68, 94, 10),
    "S04": Course(64, 88, 2, share=0.6),
    "S05": Course(50, 76, 2.5, "families", noise=0.6),
    "S06": Course(42, 78, 0.4, share=0.6),
    "S07": Course(3, 30, 6),
    "S08": Course(30, 90, 25, "few", few=(4, 10), noise=0.25),
    "S09": Course(15, 6, 3.2, share=0.8),
    "S10": Course(12, 92, 35, "few", few=(2, 9), noise=0.05),
    "S11": Course(42, 86, 14, "few", few=(12, 25), noise=0.6),
    "S12": Course(1.2, 2.5, 0.4, "few", few=(8, 20), noise=0.6, sd=0.6),
    "S13": Course(32, 74, 0.8, "families", share=0.6, noise=0.6),
    "S14": Course(46, 14, -4, "families", share=0.4),
    "S15": Course(22, 9, -0.6, "families", share=0.5, noise=0.8),
    "S16": Course(34, 76, 5, "families", share=0.25, sent_by=0.4),
    "S17": Course(8, 4, -0.6, "pupils", winter=0.4),
}
"""Indicator id -> its course; an indicator that is not here is not sent."""

SENTENCES: dict[str, tuple[str, ...]] = {
    "L07": (
        "Not yet: we will ask people how they would like to take part.",
        "We asked for views through a group that meets each term.",
        "Two people with lived experience sit on our steering group, paid and supported.",
        "People with lived experience share the lead of our steering group.",
    ),
    "L08": (
        "Nothing is agreed beyond this year.",
        "The post and the training budget are approved for next year.",
    ),
    "L13": (
        "No peer review so far.",
        "Reviewed by a peer from another sector with a person with lived experience.",
    ),
}
"""Maturity indicator -> the sentence of evidence for each level."""

"""By which rules a framework judges, in sentences: results of outcomes, stages, charts, what is hidden."""

from impact.framework import Framework, Policy
from impact.framework.parts import OutcomeRules
from impact.words.numbers import number

Told = tuple[tuple[str, str], ...]
"""Pairs of a term and what holds for it."""

CHART_RULES = {
    "nhsr-0.2.2": "as NHSRplotthedots 0.2.2: moving ranges that are out of the ordinary do not widen the limits",
    "mdc-2023": "as NHS England's Making Data Count tools since the end of 2023: an improvement wins a conflict",
}


def result_rules(framework: Framework) -> Told:
    """When an outcome is called what; the first that fits. Source: framework method (f.5), editable."""
    rules = framework.outcome_rules
    return (
        ("not enough evidence yet", _evidence(rules)),
        ("mixed", "some measures move clearly forward and others clearly back"),
        ("going back", f"{number(rules.going_back, 0)}% of the way or less: it lies behind where it started"),
        ("moving well", f"{number(rules.moving_well, 0)}% of the way to the target or more"),
        ("moving", f"{number(rules.moving, 0)}% of the way or more"),
        ("little change", "anything between"),
    )


def _evidence(rules: OutcomeRules) -> str:
    return (
        f"fewer than {rules.least_indicators} measures with figures (or all of them, where there are fewer), less than "
        f"{_share(rules.least_weight)} of their weight, fewer than {_share(rules.least_services)} of the senders or "
        f"less than {_share(rules.least_denominator)} of the usual number of people (where none of it is hidden), or "
        f"figures older than {rules.oldest_months} months ({rules.oldest_months_published} for published ones); "
        "a measure whose figure, or whose start, is hidden to protect people does not count"
    )


def figure_rules(framework: Framework) -> Told:
    """How figures are worked out, and what chance leaves them. Sources: statistics of the method; editable in part."""
    words = framework.words
    return (
        (
            "Adding up",
            f"Counts of {words.services} are added first and divided then. Shares and rates are never averaged.",
        ),
        ("Interval of a share", "Wilson, 95%: a share of few people has a wide interval."),
        ("Interval of a rate", "Poisson: exact below 10 events, Byar's way from 10 on, 95%."),
        ("Interval of a mean", "Student's t with the spread within and between senders, 95%."),
        (
            "A change",
            "Two figures differ if the interval of their difference leaves out nought (Newcombe, rate ratio, Welch).",
        ),
        ("Progress", "Per cent of the way from baseline to target; counted between -100 and 100."),
        (
            "An outcome's score",
            "The mean of its measures' progress, each with its weight; its interval is drawn by simulation.",
        ),
        ("Charts over time", f"XmR charts {CHART_RULES.get(framework.chart_rules, framework.chart_rules)}."),
    )


def stage_rules(framework: Framework) -> Told:
    """When a stage is reached and left. Source: framework method (b.3), editable."""
    rules, words = framework.stage_rules, framework.words
    return (
        ("Reached", f"all criteria that must be met, and {_share(rules.share_met)} of the others that apply"),
        ("Judged", f"if {_share(rules.share_applying)} of its criteria apply to the {words.service}"),
        ("Left", f"after {rules.reviews_before_going_down} reviews in a row below it; a step up counts at once"),
        ("Sectors", f"{words.services.capitalize()} are counted at each stage; stages are never averaged."),
    )


def policy_rules(policy: Policy) -> str:
    """When a number is hidden under one policy, in one sentence."""
    said = []
    if policy.least_shown > 1:
        said.append(f"counts from 1 to {policy.least_shown - 1} are hidden")
    if policy.complement:
        said.append("so is the other side of the split")
    if policy.smallest_base:
        said.append(f"nothing is shown of fewer than {policy.smallest_base:g}")
    if policy.round_to:
        said.append(f"counts are rounded to {policy.round_to}")
    return ("; ".join(said) or "nothing is hidden") + "."


def _share(share: float) -> str:
    named = {0.5: "half", 2 / 3: "two thirds", 0.75: "three quarters", 1.0: "all"}
    return next((word for value, word in named.items() if abs(value - share) < 1e-9), f"{100 * share:.0f}%")

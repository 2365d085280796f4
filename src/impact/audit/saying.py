"""What an audit found, in sentences for a data-protection officer."""

from math import ceil, floor, inf

from impact.audit.problem import ALMOST
from impact.audit.verdict import COUNTED, GROUP, Finding, Verdict
from impact.framework import Framework
from impact.periods import containing

TAKEN_IN = (
    "Taken in: figures of every place with their intervals, the words in place of hidden ones, which rows they rest "
    "on, each step of the roadmap reached now and at past reviews, where outcomes started, publishers' totals."
)
"""Everything shown that is among the lines of the problem."""

LEFT_OUT = (
    "Some of it is left out, since tests show that it stays the same whatever a hidden number is. That is: words and "
    "scores of outcomes, which share of the usual total came in, control charts, funnels, stories, like for like, "
    "groups, bright spots, changes, traces, what a row enters, drafts of the framework, calendars, meetings and packs. "
    "Not looked at: how many questions each return raised, and what a sender reads about a return before it is kept."
)
"""Everything shown that is not; the test is that of other numbers in the place of hidden ones. Questions were asked
when a return came in, about the numbers as they were sent."""

WHAT = {COUNTED: "number counted", GROUP: "size of the group"}


def finding_sentence(one: Finding, rules: Framework, knows: str = "") -> str:
    """Who could work out what, how nearly, and from which published figures."""
    indicator = rules.indicator[one.indicator_id]
    period = containing(one.period_start, one.period_kind).label
    who = f"{rules.service[knows].name}, which knows its own numbers," if knows else "Anybody who sees these figures"
    what = WHAT.get(one.what, "number not counted, the other side of the split,")
    place = place_of(one, rules)
    told = f"{who} can tell that in {place}, {period}, the {what} of “{indicator.title}” is {_ends(one)}"
    wanted = f"{one.needed} numbers should remain possible" if one.needed > 1 else "it should not be known"
    return f"{told}; {wanted}. {_from(one)}"


def verdict_sentence(verdict: Verdict, shown: int, days: int) -> str:
    """How much was tried, and what came of it, in one or two sentences."""
    tried = (
        f"{verdict.asked:,} hidden figures were tried against {shown:,} published numbers, "
        f"as known on {days} {'day' if days == 1 else 'days'}."
    )
    if not verdict.asked:
        return "Nothing is hidden, so there is nothing to work out."
    ours, theirs = (sum(one.publishers is which for one in verdict.findings) for which in (False, True))
    said = [tried]
    if ours:
        times = "once" if ours == 1 else f"{ours:,} times"
        said.append(f"Too much can be worked out {times}: see below what, and from which figures.")
    elif theirs:
        said.append("Nothing that this framework hides can be worked out.")
    else:
        said.append("Nothing that is hidden can be worked out.")
    if theirs:
        said.append(f"Of what publishers hid themselves, {theirs:,} can be narrowed down by their own totals.")
    if verdict.contradictory:
        said.append(
            f"{len(verdict.contradictory):,} figures could not be judged: what is published contradicts itself."
        )
    return " ".join(said)


def place_of(one: Finding, rules: Framework) -> str:
    """The place that a finding is about, by name."""
    names = {service.id: service.name for service in rules.services} | {area.id: area.name for area in rules.areas}
    if one.scope_kind == "sector":
        return rules.sector[one.scope_id].name
    return names.get(one.scope_id, rules.place)


def _ends(one: Finding) -> str:
    low = ceil(one.low - ALMOST)
    if one.high == inf:
        return f"at least {low:,}"
    high = floor(one.high + ALMOST)
    return f"exactly {low:,}" if low == high else f"{low:,} to {high:,}"


def _from(one: Finding) -> str:
    return f"Taken from: {'; '.join(one.sources)}." if one.sources else "Taken from what is shown beside it."

"""Whether a disclosure policy can protect anybody: what is wrong with its numbers, and what to write."""

from collections.abc import Iterator

from impact.framework.parts import Policy

MOST_SHOWN, MOST_BASE, MOST_STEP = 50, 200, 100
"""No publisher hides counts or groups of this many, or rounds as coarsely; more is a slip of the key. Judgement."""


def unsafe(policy: Policy) -> Iterator[tuple[str, str]]:
    """Each setting that cannot be meant, with what to do: (key, remedy).

    Source: `framework-method` (g.2), conventions (e.5); the bounds above are judgement.
    """
    slips = list(_bounds(policy))
    yield from slips or _contradictions(policy)


def _contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    """Settings that undo one another."""
    if policy.publisher_shown > 1 and policy.publisher_shown <= policy.smallest_shown:
        said = f"the publisher's smallest count ({policy.publisher_shown}) is no stricter than smallest_shown"
        yield "publisher_shown", f"{said} ({policy.smallest_shown}). Leave it out."
    counts_people = policy.least_shown > 1
    if counts_people and 0 < policy.smallest_base < policy.least_shown:
        said = f"a group of {policy.smallest_base:g} is shown though a count of {policy.least_shown - 1} is hidden"
        yield "smallest_base", f"{said}. Write {policy.least_shown} or more, or 0 for a group of any size."
    if policy.complement and not counts_people:
        yield "complement", "no count is hidden (smallest_shown is 1), so the other side hides nothing. Write false."
    if policy.round_to and not counts_people:
        yield "round_to", "counts are rounded and none is hidden. Write smallest_shown 2 or more, or leave it out."
    if policy.round_to == 1:
        yield "round_to", "rounding to 1 changes nothing. Write 5 or 10, or leave it out."
    if policy.round_to > 1 and 0 < policy.smallest_base < policy.round_to:
        said = f"a group of {policy.smallest_base:g} would be rounded to nearest {policy.round_to}"
        yield "smallest_base", f"{said}. Write {policy.round_to} or more."


def _bounds(policy: Policy) -> Iterator[tuple[str, str]]:
    """Settings outside what any of them can mean."""
    if not 1 <= policy.smallest_shown <= MOST_SHOWN:
        yield (
            "smallest_shown",
            f"{policy.smallest_shown} is not from 1 (nothing hidden) to {MOST_SHOWN}. Write 6 or so.",
        )
    for key in ("smallest_base", "all_or_nothing_base"):
        if not 0 <= getattr(policy, key) <= MOST_BASE:
            yield key, f"{getattr(policy, key):g} is not from 0 (any group) to {MOST_BASE}. Write 10 or so."
    if policy.publisher_shown > MOST_SHOWN:
        yield "publisher_shown", f"{policy.publisher_shown} is more than {MOST_SHOWN}. Write the publisher's own."
    if policy.round_to > MOST_STEP:
        yield "round_to", f"{policy.round_to} is more than {MOST_STEP}. Write 5 or 10."
    if policy.fewest_services > MOST_SHOWN:
        yield "fewest_services", f"{policy.fewest_services} is more than {MOST_SHOWN}. Write 3 or so."

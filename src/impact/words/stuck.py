"""Where the theory of change is held up, in sentences: what moved, what has not, and what the step assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.framework import Framework, Link
from impact.words.results import look_of

if TYPE_CHECKING:
    from impact.metrics.stuck import Halt, Stuck

CONTRIBUTION = "A step contributes to the next. It is never its only cause, and order in time is no proof."
"""Said wherever steps are told in order; `framework-method` (c.1)."""

STRENGTH = {
    "moderate": "a study or a large survey supports this step, as an association only",
    "some": "evaluators or practitioners report this step",
    "weak": "reviews say that the evidence for this step is thin",
    "untested": "this step is an assumption that nobody has tested yet",
}
"""How strong the evidence for a link is, in words; `framework-method` (c.3)."""


def stuck_sentence(found: Stuck, framework: Framework) -> str:
    """The first line: how many outcomes hold a way up, and how many could not be judged."""
    if not framework.links:
        return "This framework has no links between outcomes, so no order can be told."
    if not found.judged:
        return "We cannot yet say where it is held up: no outcome has enough evidence."
    passed = len(found.not_yet)
    rest = f" {passed} {'outcome' if passed == 1 else 'outcomes'} on the way cannot be judged yet." if passed else ""
    many = len(found.halts)
    if not many:
        return f"On no way is an outcome seen that has not moved.{rest}"
    return f"{'One outcome is' if many == 1 else f'{many} outcomes are'} the first on a way that has not moved.{rest}"


def halt_sentence(halt: Halt, framework: Framework) -> str:
    """One outcome that has not moved, and whether what leads to it has."""
    look = look_of(halt.word)
    title = framework.node[halt.node_id].title
    if not halt.links:
        return f"{title} {look.one}. This is where a way begins."
    if not halt.moved:
        return f"{title} {look.one}. Nothing that leads to it can be judged yet."
    before = _listed([framework.node[one].title for one in halt.moved])
    return f"{title} {look.one}. Yet what leads to it has moved: {before}."


def link_sentence(link: Link, framework: Framework) -> str:
    """What one step assumes, how well that is known, and what would show it."""
    said = f"From “{framework.node[link.source].title}”: "
    said += f"the step assumes that {_lowered(link.assumption)}. " if link.assumption else "no assumption is noted. "
    strength = STRENGTH.get(link.evidence, f"the evidence for this step is {link.evidence}")
    said += f"{strength[:1].upper()}{strength[1:]}."
    return f"{said} To look at: {_lowered(link.test)}." if link.test else said


def through_sentence(halt: Halt, framework: Framework) -> str:
    """What lies between without a result of its own; "" where nothing does."""
    if not halt.through:
        return ""
    return f"Seen only through what it feeds: {_listed([framework.node[one].title for one in halt.through])}."


def _lowered(text: str) -> str:
    """A sentence as part of another one; a word in capitals stays as it is."""
    text = text.strip().rstrip(".")
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; and {parts[-1]}"

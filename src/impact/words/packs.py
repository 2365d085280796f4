"""What a board pack says beside its figures: what it was made from, what hides numbers, and how it was worked out."""

from collections.abc import Sequence
from datetime import date

from impact.framework import Framework, Indicator
from impact.words.numbers import uk_date

HIDING = "Numbers that could point to a person are hidden and marked [c]."
"""What hides numbers, in one plain sentence for the foot of every page."""

SHORT = 12
"""Characters of a fingerprint at the foot of a page; the last page has it whole. Judgement."""

LATER = (
    "A pack is put together when you ask for it, which takes some seconds. Made again for the same day it is the same, "
    "byte for byte. Each page says what it was made from."
)
"""Said beside the buttons."""

NO_BOARD = "No earlier board is noted, so this is what changed in the last three months."
NOTHING_BEFORE = "Nothing was known three months before, so there is nothing to compare with."

METHOD = (
    "Counts of people are added up and then divided; per cents are never averaged.",
    "In brackets stands the 95% interval: how far a figure could be from the one shown by chance alone.",
    "“Clearly better” and “a clear step back” are said only where chance is a poor explanation.",
    "An outcome's result says how far it has come from where it started to its target, with how sure we are.",
    "A gap in a line is a period without a figure that can be shown; its mark says why.",
    "What is compared with a dotted line is the target, and with a dash-and-dot line another area.",
)
"""How figures are made, for whoever reads the pack away from the screens; `statistics`, `framework-method`."""


def pack_name(day: date) -> str:
    """What a pack is called where nobody named it: 'Board pack, 22 Nov 2026'."""
    return f"Board pack, {uk_date(day)}"


def short(fingerprint: str) -> str:
    """A fingerprint short enough for the foot of a page."""
    return fingerprint[:SHORT]


def made_of(framework: str, chain: str, policy: str, contents: str, cut: bool = True) -> str:
    """What a pack was made from and holds, by fingerprints: the framework, the record, what hides, the contents."""
    named = (("Framework", framework), ("Record", chain), ("Hiding rules", policy), ("Contents", contents))
    return " · ".join(f"{name} {(short(one) if cut else one) or 'empty'}" for name, one in named)


def fingerprints(framework: str, chain: str, policy: str, contents: str) -> tuple[str, ...]:
    """The same in full, a sentence each that says what it proves."""
    return (
        f"Framework version: {framework}.",
        f"Newest link of the record's audit chain: {chain or 'none, since no return is kept yet'}.",
        f"Version of the rules that hide numbers: {policy}.",
        f"SHA-256 of this pack's contents: {contents}. The same pack made again for the same day has the same one.",
    )


def holds_sentence(figures: int, outcomes: int, since: date | None, day: date) -> str:
    """What a pack holds: '20 figures, 24 outcomes and what changed since 30 Aug 2026, as known on 22 Nov 2026.'"""
    parts = [_many(outcomes, "outcome")] if outcomes else []
    parts += [_many(figures, "figure")] if figures else []
    parts += [f"what changed since {uk_date(since)}"] if since else []
    held = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "one sentence"
    return f"This pack holds {held}, as known on {uk_date(day)}."


def none_picked_sentence(usual: int) -> str:
    """What a pack holds where every figure was taken out: 'No figure is chosen, so the usual 20 go in ...'"""
    goes = "one goes" if usual == 1 else f"{usual} go"
    return f"No figure is chosen, so the usual {goes} in. For a pack without any, untick Figures above."


def made_sentence(file: str, kind: str, figures: int, day: date, contents: str) -> str:
    """What was made, for whoever asked for it at a desk."""
    return f"{file}: {kind}, {_many(figures, 'figure')}, as known on {uk_date(day)}. Contents {short(contents)}."


def source_sentence(indicator: Indicator, title: str, published: date | None, framework: Framework) -> str:
    """Whose figures these are.

    title, published   of the publication that they were taken from; "" and None where it is not known
    """
    if indicator.fed_by != "published":
        return f"Source: returns of {framework.words.services}."
    parts = [indicator.publisher or "published figures", f"“{title}”" if title else ""]
    return f"Source: {', '.join(filter(None, [*parts, uk_date(published) if published else '']))}."


def walk_back_sentence(indicator: Indicator, framework: Framework, day: date) -> str:
    """How anyone with the record walks a figure back to its returns and cells."""
    return (
        f"To walk it back to the cells it came from: impact trace --indicator {indicator.id} "
        f"--framework {framework.id} --as-at {day.isoformat()}."
    )


def spot_lines(told: Sequence[str], until: date | None) -> tuple[str, ...]:
    """What a bright spot says below its name: what was done, what changed, how we know, how long it is on show.

    told  in the words of those who nominated it
    """
    said = [_stop(text) for text in told if text.strip()]
    return (*said, f"On show until {uk_date(until)}.") if until else tuple(said)


def more_sentence(many: int) -> str:
    """How many more there are than are told; '' where none is."""
    return f"And {many:,} more, on the screen “Since last board”." if many > 0 else ""


def gone_sentence(many: int) -> str:
    """How many older periods are left out of a chart and its table; '' where none is."""
    return f"{_many(many, 'older period')} {'is' if many == 1 else 'are'} on the screens only." if many > 0 else ""


def marks_sentence(legend: Sequence[tuple[str, str]]) -> str:
    """What the marks in a pack mean: 'Marks: [c] hidden because it could show a person.'; '' where none is used."""
    return f"Marks: {'; '.join(f'[{letter}] {meaning}' for letter, meaning in legend)}." if legend else ""


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."

"""What waits to be accepted or signed off, in sentences."""

from impact.words.standings import questions

BESIDE = {
    "clear improvement": "clearly better",
    "clear worsening": "a clear step back",
    "clear rise": "clearly more",
    "clear fall": "clearly less",
    "no clear change": "could be chance",
    "not compared: the definition changed": "not compared: the definition changed [b]",
}
"""The result of the test of change since last time -> how a cell says it; others say nothing."""


def waiting_sentence(accept: int, sign: int, asked: int) -> str:
    """How many returns wait, and for what: '3 returns wait to be accepted and 1 for a champion's sign-off.'

    accept  returns that wait to be accepted; sign: those that wait for a champion's sign-off
    asked   questions that are open about any of them
    """
    if not accept and not sign:
        return "No return waits to be accepted or to be signed off."
    said = []
    if accept:
        said.append(f"{accept:,} {'return waits' if accept == 1 else 'returns wait'} to be accepted")
    if sign:
        waits = "" if accept else f" {'return waits' if sign == 1 else 'returns wait'}"
        said.append(f"{sign:,}{waits} for a champion's sign-off")
    is_open = f" {questions(asked).capitalize()} about them {'is' if asked == 1 else 'are'} open." if asked else ""
    return f"{' and '.join(said)}.{is_open}"


def figures_sentence(came: int, asked: int, hidden: int, before: str) -> str:
    """What of one return is in, and beside what it stands: '28 of the 30 figures asked for are in; ...'."""
    said = f"{came:,} of the {asked:,} figures asked for {'is' if came == 1 else 'are'} in, beside those of {before}."
    if not hidden:
        return said
    return (
        f"{said} {hidden:,} {'is' if hidden == 1 else 'are'} hidden here ([c]) to protect people, as on every screen."
    )

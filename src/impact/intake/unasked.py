"""Which of the answers that come with a file answer nothing in it, so that a slip in a question's name is said."""

from dataclasses import dataclass, replace

from impact.framework import Framework
from impact.intake.examining import read
from impact.intake.receipt import Envelope
from impact.tidy import Tidied, tidy


@dataclass(frozen=True, slots=True)
class Unasked:
    """The ids of the answers that answer nothing in a file, and of everything that is asked about it."""

    answers: tuple[str, ...]
    asked: tuple[str, ...]


def unasked(rules: Framework, content: bytes, envelope: Envelope) -> Unasked:
    """What comes with a file that nothing in it asks, be it after another answer, and that changes nothing in it.

    Raises UnreadableReturn if the file cannot be read.
    """
    table, choices = read(content, envelope, rules), envelope.choices

    def made(ids: set[str]) -> Tidied:
        answers = {id: answer for id, answer in choices.answers.items() if id in ids}
        return tidy(table, rules, replace(choices, answers=answers), filename=envelope.filename)

    given, asked, answered = set(choices.answers), dict[str, None](), set[str]()
    while True:
        asked |= dict.fromkeys(question.id for question in made(answered).questions)
        if answered == given & asked.keys():
            break
        answered = given & asked.keys()
    rest = [id for id in choices.answers if id not in answered]
    idle = [id for id in rest if _alike(made(given), made(given - {id}))]
    return Unasked(tuple(idle), tuple(asked))


def _alike(one: Tidied, other: Tidied) -> bool:
    same = (one.places, one.questions, one.problems) == (other.places, other.questions, other.problems)
    return same and one.rows.equals(other.rows) and one.fixes.equals(other.fixes)

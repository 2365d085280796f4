"""The period and the service of a file whose rows do not name them: asked for, with what its titles say."""

from dataclasses import dataclass, field

from impact import periods
from impact.framework.models import Framework
from impact.ledger import Choices, Question
from impact.reading import TextTable
from impact.tidy.bare_cells import bared
from impact.tidy.days import days_in
from impact.tidy.headings import Headings
from impact.tidy.hints import hints
from impact.tidy.mapping import FixRow, Mapped
from impact.tidy.period_readings import said_in
from impact.tidy.spelt_periods import period_in
from impact.tidy.synonyms import plain

PERIOD_RULE, SERVICE_RULE = "period-for-all", "service-for-all"

_LISTED = 60
"""So many services are offered behind the one that a title names; more are asked for by id."""


@dataclass(frozen=True)
class Constants:
    """What holds for every row: return column -> cell; and what is asked until it is known."""

    cells: dict[str, str] = field(default_factory=dict)
    fixes: list[FixRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def constants(table: TextTable, mapped: Mapped, framework: Framework, choices: Choices, filename: str) -> Constants:
    """The period and the service that were answered for all rows, and questions for those that were not.

    Nothing is asked about what an open question on a heading may still turn up.
    """
    found = Constants()
    lacking = [name for name in ("period", "service_id") if mapped.lacks(name) and name not in mapped.proposed]
    if not lacking:
        return found
    known = Headings(framework)
    told = hints(table, filename)
    if "period" in lacking:
        answer = "" if (PERIOD_RULE, "") in choices.declined else _period(choices.answers.get("period", ""))
        _settle(found, "period", answer, PERIOD_RULE, _about_period(told))
    if "service_id" in lacking:
        answer = "" if (SERVICE_RULE, "") in choices.declined else known.sender(choices.answers.get("service", ""))
        _settle(found, "service_id", answer, SERVICE_RULE, _about_service(told, known))
    return found


def _settle(found: Constants, name: str, answer: str, rule: str, question: Question) -> None:
    if answer:
        found.cells[name] = answer
        found.fixes.append((rule, None, "", "", "", answer))
    else:
        found.questions.append(question)


def _period(answer: str) -> str:
    """A period as answered, if it is one and nothing else; one in other words is settled as in a cell."""
    if periods.parse(answer):
        return answer
    spelt = period_in(answer)
    if spelt and not plain(spelt.rest):
        return spelt.code
    bare = bared(answer).text
    return answer.strip() if days_in(bare) or said_in(bare, None) else ""


def _about_period(told: list[tuple[str, str]]) -> Question:
    said = {spelt.code: where for where, text in reversed(told) if (spelt := period_in(text))}
    codes = list(reversed(said))
    text = "No column holds the period"
    if not codes:
        return Question("period", f"{text}. Which period are all rows about, such as 2025-26 Q1?")
    where = said[codes[0]]
    period = periods.parse(codes[0])
    around = [period.previous().code, period.next().code] if period else []
    options = [(code, code) for code in dict.fromkeys([*codes, *around])]
    return Question("period", f"{text}, and {where}. Which period are all rows about?", tuple(options))


def _about_service(told: list[tuple[str, str]], known: Headings) -> Question:
    said = {id: where for where, text in reversed(told) if (id := known.sender_in(text))}
    ids = list(reversed(said))
    text = "No column holds the service"
    if not ids:
        return Question("service", f"{text}. Which service are all rows about?")
    others = list(known.names) if len(known.names) <= _LISTED else []
    options = tuple((id, known.names[id]) for id in dict.fromkeys([*ids, *others]))
    return Question("service", f"{text}, and {said[ids[0]]}. Which service are all rows about?", options)

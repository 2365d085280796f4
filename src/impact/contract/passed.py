"""Which rules a kept row has passed: nothing of a return is kept while one of them is broken."""

from datetime import date

from impact.contract.people import PERSON_RULES
from impact.contract.rules_number import number_rules
from impact.contract.rules_row import row_rules
from impact.contract.rules_what import what_rules
from impact.framework.models import Framework


def rules_passed(framework: Framework, day: date) -> tuple[str, ...]:
    """The ids of every rule of the contract that a row taken in on a day was held to, each once, in their order.

    framework   the version it was taken in under
    The rules are those of this version of Impact; the record keeps a return's framework version, not Impact's own.
    """
    rules = [one.id for one in (*what_rules(framework, day), *row_rules(), *number_rules())]
    return tuple(dict.fromkeys((*rules, *PERSON_RULES)))

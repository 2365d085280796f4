"""The columns of a return in long form: the agreement between senders, recipes, the contract and the record."""

NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked")
"""The parts of a row that are numbers."""

RETURN_COLUMNS = ("period", "service_id", "indicator_id", "breakdown", *NUMBERS, "marker", "note")
"""The headings that a return may have, in their order; the first three are obligatory."""

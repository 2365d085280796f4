"""The columns of a return in long form: the agreement between senders, recipes, the contract and the record."""

NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked")
"""The parts of a row that are numbers."""

EVIDENCE = "evidence"
"""The measure of an evidence item, a yes or no, beside those of `Indicator.measure`."""

PARTS: dict[str, tuple[str, ...]] = {
    "proportion": ("numerator", "denominator"),
    "rate": ("numerator", "denominator"),
    "mean": ("value", "n", "sd"),
    "count": ("value",),
    "duration": ("value", "n"),
    "maturity": ("value",),
    EVIDENCE: ("value",),
}
"""What a service sends for each measure: the numbers a row cannot do without. A publisher may send the value alone."""

ALSO_ALLOWED: dict[str, tuple[str, ...]] = {"proportion": ("asked",), "mean": ("asked",)}
"""How many were asked, for surveys."""

RETURN_COLUMNS = ("period", "service_id", "indicator_id", "breakdown", *NUMBERS, "marker", "note")
"""The headings that a return may have, in their order; the first three are obligatory."""

FAULT_LIST = ("cell", "row", "column", "heading", "code", "words")
"""The headings of the sheet that lists all faults in a workbook given back marked; it is passed over as well."""

MARK_COLUMNS = ("fault_codes", "what_to_do")
"""The headings that are added to a file given back marked; where it comes in again they are passed over."""

REFERENCE_COLUMNS = ("what_is_asked", "last_time_period", "last_time", "last_time_note")
"""The headings that our template adds for whoever fills it in; what stands under them is never taken for data."""

PASSED_OVER = (*MARK_COLUMNS, *REFERENCE_COLUMNS)
"""Every heading of ours that a file may have beside those of a return."""

"""Numbers are tidied as by plain Python, one cell after another; twice is as once; every change is listed once."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.tidy.numbers import tidy_numbers
from tidying import FRAMEWORK, LETTERS, done, long_rows

# What a cell can say, in plain Python

PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
LOOK_ALIKES = str.maketrans({"\u00a0": " ", "\u2009": " ", "\uff11": "1", "\uff12": "2", "\u2013": "-", "\u200b": ""})
INSTEAD = {"c": "c", "x": "x", "z": "z", "k": "low", "low": "low", "u": "u", "suppressed": "c"}
BESIDE = {"p": "p", "r": "r", "rev": "r", "prov": "p", "e": "e"}
SIGNS = {"*": "*", "..": "..", "-": "-", "n/a": "n/a", "na": "n/a", ":": ":", "~": "~"}
NOTHING = {"x", "z", "..", ":", "-", "n/a"}
NEEDED = {"W01": ("numerator", "denominator"), "S02": ("value", "n", "sd"), "S07": ("value",), "E01": ("value",)}
PUBLISHED = {"P05": True, "P12": False, "P17": True}
"""Whether a value of it is sent in per cent."""
REPLACING, QUALIFYING = ("c", "x", "z", "low", "u"), ("p", "r", "e", "b", "f")


class Cell:
    """One cell that is no plain number, and what it was found to say."""

    def __init__(self, text, name, item):
        self.text, self.name, self.item = text, name, item
        self.number = self.mark = self.sign = self.symbol = None
        self.beside, self.rule, self.comma, self.percent, self.blank = "", "", "", False, False
        self.counted = name in ("numerator", "denominator", "n", "asked") or item == "S07"
        if item in PUBLISHED:
            self.wanted = name in ("numerator", "denominator", "value")
        else:
            self.wanted = item not in NEEDED or name in NEEDED[item]
        self.read(" ".join(text.translate(LOOK_ALIKES).lower().split()))

    def read(self, text):
        self.blank = not text
        bare = text[1:-1] if text[:1] + text[-1:] in ("[]", "()") else text
        self.mark, self.symbol = INSTEAD.get(bare), SIGNS.get(bare)
        few = re.fullmatch("< ?([0-9]+)", text)
        if few and self.counted and int(few[1]) in range(1, 21):
            self.mark = "c"
        text, self.rule = text.removeprefix("+").strip(), "number-spelling"
        for ending in ("\u00b9", "[note 2]"):
            if text.endswith(ending):
                text, self.rule = text.removesuffix(ending).strip(), "footnote-sign"
        if text.endswith("*") and text != "*":
            text, self.sign = text[:-1].strip(), "*"
        marks = re.search(r"((?: ?[\[(](?:p|r|rev|prov|e)[\])])+| (?:p|r|rev|prov|e)|(?<=[0-9.%])[pr])$", text)
        if marks:
            text, self.rule = text[: marks.start()].strip(), "mark-beside-number"
            self.beside = " ".join(dict.fromkeys(BESIDE[word] for word in re.findall("[a-z]+", marks[0])))
        if text.endswith("%"):
            text, self.percent = text[:-1].strip(), True
            self.rule = "percent-sign" if self.rule == "number-spelling" else self.rule
        number, rule = as_number(text, self.counted)
        self.number = number if number and (not self.percent or self.may_be_per_cent) else None
        if number and re.fullmatch("[1-9][0-9]{0,2},[0-9]{3}", text):
            self.comma = "either"
        elif number and re.fullmatch("[0-9]+,[0-9]+", text):
            self.comma = "decimal"
        self.with_point = text.replace(",", ".")
        self.rule = rule if rule and self.rule == "number-spelling" else self.rule

    @property
    def may_be_per_cent(self):
        return self.name == "value" and PUBLISHED.get(self.item, False)


def as_number(text, counted):
    if PLAIN.fullmatch(text):
        return text, ""
    for apart in (",", " "):
        parts = text.split(".")[0].split(apart)
        well_formed = re.fullmatch("[1-9][0-9]{0,2}", parts[0]) and all(
            re.fullmatch("[0-9]{3}", one) for one in parts[1:]
        )
        if len(parts) in range(2, 6) and well_formed and PLAIN.fullmatch(text.replace(apart, "")):
            return text.replace(apart, ""), "thousands"
    if re.fullmatch(r"[0-9]{1,9}\.[0-9]{10,}", text):
        rounded = Decimal(text).quantize(Decimal("1e-9"), ROUND_HALF_UP)
        return f"{rounded:f}".rstrip("0").rstrip("."), "long-decimals"
    if re.fullmatch(r"\.[0-9]{1,9}", text) or re.fullmatch(r"[0-9]{1,15}\.", text):
        return f"0{text}" if text[0] == "." else text[:-1], ""
    if re.fullmatch("[0-9]{1,9},[0-9]{1,9}", text):
        return text.replace(",", "."), ""
    exact = re.fullmatch(r"([1-9])\.?([0-9]*)e\+?([0-9]{1,2})", text)
    if exact and counted and len(exact[2]) == int(exact[3]):
        return exact[1] + exact[2], ""
    return None, ""


# What is made of it beside its column and its row


def plainly(rows, answers, declined, delimiter):
    """Rows, fixes (rule, cell, found, made), ids of questions: as `tidy_numbers`, in loops."""
    made, fixes, asked = [dict(row) for row in rows], [], set()
    markers(made, answers, declined, fixes, asked)
    cells = {
        (place, name): Cell(row[name], name, row["indicator_id"])
        for place, row in enumerate(made)
        for name in NUMBERS
        if row[name] and not (PLAIN.fullmatch(row[name]) and name != "value")
    }
    settle_commas(rows, cells, answers, declined, delimiter, asked)
    for (place, name), cell in cells.items():
        leading = [one for one in ("numerator", "value") if one != name and re.match("[+.]?[0-9]", made[place][one])]
        settle_signs(cell, bool(leading), answers, declined, asked)
    settle_shares(cells, answers, declined, asked)
    moving = []
    for (place, name), cell in cells.items():
        mark = cell.beside if cell.number is not None else (cell.mark or "")
        now = cell.number or ""
        meant = cell.number is not None or mark or cell.blank
        if not meant or (now == cell.text and not mark) or (cell.rule, LETTERS[name]) in declined:
            continue
        if mark:
            moving.append((place, name, cell, now, mark))
        else:
            made[place][name] = now
            fixes.append((cell.rule, f"{LETTERS[name]}{place + 2}", cell.text, now))
    move(made, moving, fixes)
    return made, fixes, asked


def markers(made, answers, declined, fixes, asked):
    for place, row in enumerate(made):
        text = row["marker"]
        bare = text.lower().strip("[]")
        if not text or ({"p r": 1, **INSTEAD, **BESIDE}.get(bare) and bare not in ("suppressed", "rev", "prov")):
            continue
        now, rule = {**INSTEAD, **BESIDE}.get(bare), "mark-spelling"
        if bare in SIGNS:
            answer, rule = answers.get(f"marker:{SIGNS[bare]}"), "sign-answered"
            known = answer in (*REPLACING, *QUALIFYING, "none")
            now = ("" if answer == "none" else answer) if known else None
            if not known and (rule, "K") not in declined:
                asked.add(f"marker:{SIGNS[bare]}")
        if now is not None and (rule, "K") not in declined:
            row["marker"] = now
            fixes.append((rule, f"K{place + 2}", text, now))


def settle_commas(rows, cells, answers, declined, delimiter, asked):
    with_comma = [cell for cell in cells.values() if cell.comma and cell.number is not None]
    used = delimiter == ";" or any(cell.comma == "decimal" for cell in with_comma)
    for name in NUMBERS:
        column = [cell for cell in with_comma if cell.name == name]
        decimal = [cell for cell in column if cell.comma == "decimal"]
        if not column or (not decimal and not (used and name in ("value", "sd"))):
            continue
        point = any(re.search(r"\.[0-9]|,[0-9]{3},[0-9]{3}", row[name]) for row in rows)
        meaning, rule = answers.get(f"decimal-comma:{LETTERS[name]}"), "decimal-comma-answered"
        if point or name in ("n", "asked"):
            meaning = "leave"
        elif delimiter == ";" and len(decimal) == len(column):
            meaning, rule = "point", "decimal-comma"
        elif meaning not in ("point", "thousands", "leave"):
            meaning = None
            if (rule, LETTERS[name]) not in declined:
                asked.add(f"decimal-comma:{LETTERS[name]}")
        for cell in column:
            if meaning is None or (meaning != "point" and cell.comma == "decimal"):
                cell.number = None
            elif meaning == "point":
                cell.number = cell.with_point
                cell.rule = rule if cell.rule in ("thousands", "number-spelling") else cell.rule


def settle_signs(cell, leading, answers, declined, asked):
    taken_back = ("sign-answered", LETTERS[cell.name]) in declined
    if cell.sign:
        answer = answers.get(f"beside:{cell.sign}")
        if answer not in ("footnote", *QUALIFYING):
            if cell.number is not None and not taken_back:
                asked.add(f"beside:{cell.sign}")
            cell.number = None
        else:
            both = [*cell.beside.split(), *([] if answer == "footnote" else [answer])]
            cell.beside = " ".join(dict.fromkeys(both))
        cell.rule = "sign-answered"
    if not cell.wanted and (cell.mark in NOTHING or cell.symbol in NOTHING):
        cell.mark, cell.blank, cell.rule = None, True, "blank-sign"
        return
    if cell.symbol:
        answer = answers.get(f"symbol:{cell.symbol}")
        if answer in REPLACING:
            cell.mark, cell.rule = answer, "sign-answered"
        elif answer == "0":
            cell.number, cell.rule = "0", "sign-answered"
        elif not taken_back and (not leading or cell.symbol == "-"):
            asked.add(f"symbol:{cell.symbol}")
    elif cell.mark and cell.number is None:
        cell.rule = "mark-moved"


def settle_shares(cells, answers, declined, asked):
    for item in (item for item, per_cent in PUBLISHED.items() if per_cent):
        held = [one for one in cells.values() if one.item == item and one.name == "value" and one.number is not None]
        held = [one for one in held if not one.percent]
        numbers = [float(one.number) for one in held]
        between = [number for number in numbers if 0 < number < 1]
        any_share = any(re.match(r"[0+]?\.[0-9]*[1-9]", one.text) for one in cells.values() if one.name == "value")
        if not between or max(numbers) > 1 or not any_share:
            continue
        indicator = FRAMEWORK.indicator[item]
        if not indicator.query_low <= 100 * median(between) <= indicator.query_high:
            continue
        answer = answers.get(f"share:{item}")
        if answer == "share":
            for one in held:
                one.number, one.rule = f"{(Decimal(one.number) * 100):f}", "share-answered"
                one.number = one.number.rstrip("0").rstrip(".") if "." in one.number else one.number
        elif answer != "percent" and ("share-answered", "G") not in declined:
            asked.add(f"share:{item}")


def move(made, moving, fixes):
    for place in {place for place, *_ in moving}:
        row, here = made[place], [one for one in moving if one[0] == place]
        marks, alone = {one[4] for one in here}, {one[1] for one in here if not one[3]}
        stays = any(row[name] and name not in alone for name in ("numerator", "value"))
        (mark, *others) = marks
        there = row["marker"].lower().strip("[]").replace("k", "low")
        if others or there not in ("", mark) or (stays and set(mark.split()) & set(REPLACING)):
            continue
        row["marker"] = row["marker"] or mark
        for _, name, cell, now, _ in here:
            row[name] = now
            said = f"{now}, marker {mark}" if now else f"marker {mark}"
            fixes.append((cell.rule, f"{LETTERS[name]}{place + 2}", cell.text, said))


# Made-up cells

NUMERALS = [
    "12",
    "7",
    "0",
    "1,234",
    "12,345,678",
    "27 480",
    "27\u00a0480",
    "27\u2009480",
    "8,5",
    "0,25",
    "12.",
    "0.5",
    ".5",
]
NUMERALS += [
    "1.23456E+05",
    "1.2E+05",
    "70.33333333333333",
    "0.1999999999999",
    "\uff11\uff12",
    "1,23,456",
    "1,234.5",
    "12\u200b",
]
HEADS, TAILS = (
    ["", "", "", "", "+"],
    ["", "", "", "", "%", " %", "*", "\u00b9", " [p]", "p", " (rev)", "[p][r]", " [note 2]", " people"],
)
OTHERS = [
    "c",
    "[C]",
    "x",
    "*",
    "..",
    "-",
    "\u2013",
    "N/A",
    ":",
    "~",
    "<5",
    "< 10",
    "<50",
    "#N/A",
    "low",
    "[k]",
    "suppressed",
]
OTHERS += ["3-5", "05-Mar", "(12)", "-3", "abc", "[p]", "\u200b", "12x"]
numerals = st.builds("{}{}{}".format, st.sampled_from(HEADS), st.sampled_from(NUMERALS), st.sampled_from(TAILS))
cells = st.one_of(
    *[st.just("")] * 6, st.sampled_from(["9", "12", "0.12", "0.3", "0"]), numerals, st.sampled_from(OTHERS)
)
rows = st.fixed_dictionaries(
    {
        "indicator_id": st.sampled_from([*NEEDED, *PUBLISHED, "no such"]),
        **dict.fromkeys(NUMBERS, cells),
        "marker": st.sampled_from(["", "", "", "", "c", "[P]", "p r", "*", "Suppressed", "<q>", "k"]),
    }
)
MEANINGS = [*REPLACING, *QUALIFYING, "0", "footnote", "none", "point", "leave", "thousands", "share", "percent", "?"]
QUESTIONS = [f"symbol:{sign}" for sign in set(SIGNS.values())] + [f"decimal-comma:{LETTERS[name]}" for name in NUMBERS]
QUESTIONS += ["beside:*", "marker:*", "share:P05", "share:P17"]
RULES = [
    "thousands",
    "number-spelling",
    "mark-moved",
    "mark-beside-number",
    "sign-answered",
    "blank-sign",
    "percent-sign",
]
RULES += [
    "decimal-comma",
    "decimal-comma-answered",
    "share-answered",
    "long-decimals",
    "footnote-sign",
    "mark-spelling",
]
answers = st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(MEANINGS), max_size=8)
declined = st.frozensets(st.tuples(st.sampled_from(RULES), st.sampled_from([*"EFGHIJK"])), max_size=4)


@settings(deadline=None, max_examples=70)
@given(st.lists(rows, min_size=1, max_size=12), answers, declined, st.sampled_from([",", ";"]))
def test_numbers_are_tidied_as_by_plain_python_cell_by_cell(rows, answers, declined, delimiter):
    rows = [{name: row.get(name, "") for name in RETURN_COLUMNS} for row in rows]
    expected, fixes, asked = plainly(rows, answers, declined, delimiter)

    right = done(tidy_numbers, long_rows(*rows), answers=answers, declined=declined, delimiter=delimiter)

    assert right.rows.select(RETURN_COLUMNS).rows(named=True) == expected
    assert Counter(right.fixes) == Counter(fixes)
    assert sorted(right.ids) == sorted(asked)


@settings(deadline=None, max_examples=50)
@given(st.lists(rows, min_size=1, max_size=12), answers, declined)
def test_every_change_is_listed_once_at_its_cell_and_nothing_else_is(rows, answers, declined):
    found = long_rows(*rows)

    right = done(tidy_numbers, found, answers=answers, declined=declined)

    listed = Counter(at for _, at, _, _ in right.fixes)
    marked = {f"K{at[1:]}" for rule, at, _, made in right.fixes if "marker " in made}
    changed = {
        f"{LETTERS[name]}{line}"
        for line, (before, after) in enumerate(zip(found.rows(named=True), right.rows.rows(named=True), strict=True), 2)
        for name in RETURN_COLUMNS
        if before[name] != after[name]
    }
    assert set(listed.values()) <= {1}
    assert changed - set(listed) <= marked
    assert set(listed) <= changed
    by_cell = {
        f"{LETTERS[name]}{line}": cell
        for line, row in enumerate(found.rows(named=True), 2)
        for name, cell in row.items()
        if name in LETTERS
    }
    assert all(by_cell[at] == text for _, at, text, _ in right.fixes)


@settings(deadline=None, max_examples=50)
@given(st.lists(rows, min_size=1, max_size=12), answers, declined)
def test_numbers_tidied_twice_are_as_tidied_once(rows, answers, declined):
    answers = {id: answer for id, answer in answers.items() if answer != "share"}
    once = done(tidy_numbers, long_rows(*rows), answers=answers, declined=declined)

    again = done(tidy_numbers, once.rows, answers=answers, declined=declined)

    assert again.rows.equals(once.rows)
    assert again.fixes == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(NUMBERS), st.text(max_size=10)), min_size=1, max_size=6))
def test_no_text_makes_a_number_that_is_not_plain(rows):
    rows = [{name: cell.strip() for name, cell in row.items()} for row in rows]

    right = done(tidy_numbers, long_rows(*rows))

    for line, (before, after) in enumerate(
        zip(long_rows(*rows).rows(named=True), right.rows.rows(named=True), strict=True), 2
    ):
        for name in NUMBERS:
            unchanged = before[name] == after[name]
            assert unchanged or not after[name] or PLAIN.fullmatch(after[name]), (line, name)

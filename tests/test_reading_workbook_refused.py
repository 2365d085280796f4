"""What is no workbook, or a spoiled, protected or wicked one, is refused in a sentence with the way out."""

import io
import random
import zipfile
from functools import cache

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.reading import UnreadableReturn, read_table
from impact.reading.refusals import SAVE_AS_CSV
from impact.reading.workbook import is_workbook
from workbooks import (
    HEAD,
    ODS_KIND,
    PLAIN,
    ROW,
    book,
    grid,
    ods,
    ods_row,
    ods_table,
    packed,
    refusal,
    unpacked,
    xlsx,
)

SAVE_AGAIN = "Open it in a spreadsheet, save it again as 'Excel Workbook (.xlsx)', and send that file."
SAVE_AS = "Open it, choose 'Save as', then 'Excel Workbook (.xlsx)', and send that file."
SPLIT = "Send one file for each period, with one row for each indicator."


def test_workbooks_with_macros_are_refused():
    macros = f"'q1.xlsx' holds macros, which are programs, and such workbooks are not opened. {SAVE_AS}"
    kinds = '<Types xmlns="x"><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'

    assert refusal(xlsx(PLAIN, **{"xl/vbaProject.bin": b"1"})) == macros
    assert refusal(xlsx(PLAIN, **{"xl/macrosheets/sheet1.xml": b"1"})) == macros
    assert refusal(xlsx(PLAIN, **{"[Content_Types].xml": kinds})) == macros
    assert refusal(ods(ods_table(ods_row("a")), **{"Basic/Standard/Module1.xml": "x"})) == macros


def test_protected_workbooks_are_refused():
    protected = f"'q1.xlsx' is protected with a password, so it cannot be opened. Take the password off. {SAVE_AS}"
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le") + bytes(600)
    manifest = "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"
    with_password = bytearray(xlsx(PLAIN))
    for place in _places(bytes(with_password), b"PK\x03\x04", 6) + _places(bytes(with_password), b"PK\x01\x02", 8):
        with_password[place] |= 1

    assert refusal(encrypted) == protected
    assert refusal(ods("", **{"META-INF/manifest.xml": manifest})) == protected
    assert refusal(bytes(with_password)) == protected


def _places(content: bytes, begins: bytes, offset: int) -> list[int]:
    return [at + offset for at in range(len(content)) if content.startswith(begins, at)]


def test_older_and_binary_workbooks_are_refused():
    older = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook\0".encode("utf-16-le") + bytes(600)

    assert refusal(older) == (
        f"'q1.xlsx' is a workbook of an older Excel (.xls), and returns are CSV files or XLSX workbooks. {SAVE_AS}"
    )
    assert refusal(packed({"xl/workbook.bin": b"1"})) == (
        f"'q1.xlsx' is a binary workbook (.xlsb), and returns are CSV files or XLSX workbooks. {SAVE_AS}"
    )


COPY = "Copy the figures into the template, and send that."
UNPACK = "Unpack it, and send the CSV file or workbook that is in it."


def _older(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "\0".join((*names, "")).encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (packed({"word/document.xml": "x", "[Content_Types].xml": "x"}), ("a Word document", COPY)),
        (packed({"ppt/presentation.xml": "x"}), ("a presentation", COPY)),
        (packed({"Index/Document.iwa": "x"}),
         ("an Apple Numbers file", "In Numbers choose 'Export to', then 'CSV', and send that file.")),
        (packed({"q1.csv": "period,service_id"}), ("a packed (ZIP) file", UNPACK)),
        (packed({"returns/q1.xlsx": xlsx(PLAIN)}, zipfile.ZIP_STORED), ("a packed (ZIP) file", UNPACK)),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}, zipfile.ZIP_STORED),
         ("a text document (ODT)", COPY)),
        (b"PK\x03\x04", ("a packed (ZIP) file", UNPACK)),
        (_older("WordDocument"), ("a Word document", COPY)),
        (_older("PowerPoint Document"), ("a presentation", COPY)),
        (_older("VisioDocument"), ("an older Office file", SAVE_AS_CSV)),
    ],
)  # fmt: skip
def test_what_is_packed_alike_and_no_workbook_is_refused_by_what_it_is(content, what):
    assert not is_workbook(content)
    assert refusal(content) == f"'q1.xlsx' is {what[0]}, and returns are CSV files or XLSX workbooks. {what[1]}"


def _without(part: str) -> bytes:
    return packed({name: held for name, held in unpacked(xlsx(PLAIN)).items() if name != part})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (_without("xl/workbook.xml"), "the part 'xl/workbook.xml'"),
        (_without("xl/worksheets/sheet1.xml"), "the part 'xl/worksheets/sheet1.xml'"),
        (xlsx(PLAIN.replace("a", "&nope;")), "a cell of its sheets"),
        (xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), "a cell of its sheets"),
        (xlsx('<row r="1"><c r="XFE1"><v>0</v></c></row>'), "the part 'xl/worksheets/sheet1.xml'"),
        (xlsx('<row r="1048577"><c r="A1048577"><v>0</v></c></row>'), "the part 'xl/worksheets/sheet1.xml'"),
        (xlsx('<row r="0"><c r="A0"><v>0</v></c></row>'), "the part 'xl/worksheets/sheet1.xml'"),
        (xlsx(PLAIN, around=("<cols>", "")), "the part 'xl/worksheets/sheet1.xml'"),
        (xlsx("", root=b"<worksheet>\xff</worksheet>"), "the part 'xl/worksheets/sheet1.xml'"),
        (packed({"mimetype": ODS_KIND, "content.xml": "<a"}), "the part 'content.xml'"),
        (
            ods(ods_table(ods_row('<table:table-cell table:number-columns-repeated="20000"/>', "a"))),
            "a row or column beyond the last that a sheet can have",
        ),
    ],
)
def test_spoiled_workbooks_are_refused_by_what_is_spoiled(content, what):
    assert refusal(content) == f"'q1.xlsx' is damaged: {what} cannot be read. {SAVE_AGAIN}"


def test_a_workbook_whose_sheets_cannot_be_found_is_refused():
    for content in (_without("xl/_rels/workbook.xml.rels"), ods("")):
        assert refusal(content) == f"'q1.xlsx' has no sheet of cells that can be read. {SAVE_AGAIN}"


def test_a_bad_checksum_is_damage():
    content = packed(unpacked(xlsx(PLAIN)), zipfile.ZIP_STORED).replace(b"<v>2</v>", b"<v>5</v>")

    assert refusal(content).startswith("'q1.xlsx' is damaged: the part 'xl/worksheets/sheet1.xml' cannot be read.")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "content.xml"])
def test_entities_are_refused_unread(part):
    tower = '<!DOCTYPE w [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    sent = ods(ods_table(ods_row("&a9;"))) if part == "content.xml" else xlsx(PLAIN, strings="<si><t>&a9;</t></si>")
    parts = unpacked(sent)
    bare = parts[part].split(b"?>")[-1] if parts[part].startswith(b"<?") else parts[part]

    content = packed({**parts, part: f"{tower}]>".encode() + bare})

    assert refusal(content) == f"'q1.xlsx' declares entities of its own, as no spreadsheet program does. {SAVE_AGAIN}"


# bombs


def test_a_file_that_says_it_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    content = bytearray(xlsx(PLAIN))
    for place in _places(bytes(content), b"PK\x01\x02", 24):
        content[place : place + 4] = (3_000_000_000).to_bytes(4, "little")

    assert refusal(bytes(content)).startswith("'q1.xlsx' unpacks to 12,000 MB; the most that can be read is 400 MB.")


def test_a_part_that_unpacks_to_hundreds_of_times_its_size_is_refused():
    assert refusal(xlsx(" " * 12_000_000)) == (
        "'q1.xlsx' unpacks to more than 200 times its size, as no ordinary workbook does. "
        "Copy its cells into a new workbook, save that, and send it."
    )


def test_a_part_that_is_larger_than_it_says_is_not_unpacked_further():
    content = bytearray(xlsx(" " * 1_000_000))
    for begins, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        for place in _places(bytes(content), begins, offset):
            content[place : place + 4] = (90).to_bytes(4, "little")

    assert "is damaged" in refusal(bytes(content))


def test_a_file_of_too_many_parts_is_refused():
    content = packed({"xl/workbook.xml": "x", **{f"xl/{n}": "" for n in range(5001)}}, zipfile.ZIP_STORED)

    assert refusal(content) == (
        "'q1.xlsx' is packed from more than 5,000 parts, as no ordinary workbook is. "
        "Copy its cells into a new workbook, save that, and send it."
    )


def test_one_long_text_in_very_many_cells_is_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 20_000))
    content = xlsx(rows, strings=f"<si><t>a</t></si><si><t>{'long ' * 6000}</t></si>")

    assert refusal(content) == f"'q1.xlsx' holds more text than can be read. {SPLIT}"


def test_one_long_text_beside_very_many_short_ones_is_read():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{int(n == 9)}</v></c></row>' for n in range(1, 20_000))
    content = xlsx(rows, strings=f"<si><t>a</t></si><si><t>{'long ' * 6000}</t></si>")

    assert grid(content).cells["c0"].str.len_chars().sum() == 19_998 + 29_999


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (ods_row("a", attributes='table:number-rows-repeated="6000000"'), "has more than 5,000,000 cells"),
        (ods_row("long " * 6000, attributes='table:number-rows-repeated="100000"'), "holds more text"),
        (
            ods_row(
                '<table:table-cell table:number-columns-repeated="9999" office:value-type="string"><text:p>a'
                "</text:p></table:table-cell>",
                attributes='table:number-rows-repeated="9999"',
            ),
            "has more than 5,000,000 cells",
        ),
    ],
)
def test_rows_and_cells_repeated_without_end_are_refused(row, what):
    assert what in refusal(ods(ods_table(row)))


# damage


@cache
def samples() -> tuple[bytes, ...]:
    def change(sheet):
        sheet.merge_cells("A2:A4")
        sheet["D3"].number_format, sheet["E3"].number_format = "0%", "dd/mm/yyyy"
        sheet.row_dimensions[4].hidden = True

    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        for line, row in enumerate([HEAD, ROW, ROW]):
            made.get_worksheet_by_name("R") or made.add_worksheet("R")
            made.get_worksheet_by_name("R").write_row(line, 0, row)
    repeated = ods_row("a", 5, attributes='table:number-rows-repeated="3" table:visibility="collapse"')
    return book([HEAD, *[ROW] * 4], change), held.getvalue(), ods(ods_table(ods_row(*HEAD), repeated))


def outcome(content: bytes) -> str:
    """'read', or the sentence of the refusal; anything else that is raised is a fault of ours."""
    try:
        return f"read {read_table(content, 'q1.xlsx').rows.height}"
    except UnreadableReturn as refused:
        return str(refused)


@pytest.mark.parametrize("sample", range(3))
def test_a_workbook_cut_off_anywhere_is_refused(sample):
    whole = samples()[sample]
    cuts = [*range(0, len(whole), 97), *range(len(whole) - 30, len(whole))]

    outcomes = {outcome(whole[:cut]) for cut in cuts}

    assert outcomes <= {
        "'q1.xlsx' is empty. Save the sheet again as 'CSV UTF-8' and send that file.",
        f"'q1.xlsx' is a packed (ZIP) file, and returns are CSV files or XLSX workbooks. {UNPACK}",
        f"'q1.xlsx' is damaged, as a file is that was not sent or saved to its end. {SAVE_AGAIN}",
    }
    assert outcome(whole).startswith("read ")


PIECES = (
    *(b"<", b">", b'"', b"/", b"&", b"1", b"-1", b"99999999", b"XFD", b"ZZZ", b't="s"', b't="e"', b"<!--", b"]]>"),
    *(b"</c>", b"<c>", b"<v>", b"<row>", b"\x00", b"\xff", b"xmlns", b'repeated="9999999"', b"nan", b"1048576"),
)


def spoiled(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at, length = chance.randrange(len(found) + 1), chance.randrange(12)
        found[at : at + length] = chance.choice((b"", chance.choice(PIECES), chance.randbytes(3), found[:40]))
    return bytes(found)


@given(st.integers(0, 2), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_spoiled_bytes_raise_nothing_but_a_refusal(sample, chance):
    assert outcome(spoiled(samples()[sample], chance))


@given(st.integers(0, 2), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=300)
def test_spoiled_xml_raises_nothing_but_a_refusal(sample, chance):
    parts = unpacked(samples()[sample])
    part = chance.choice(sorted(name for name in parts if not name.startswith(("docProps", "xl/theme", "mimetype"))))

    assert outcome(packed({**parts, part: spoiled(parts[part], chance)}))

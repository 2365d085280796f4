"""Says aloud where letters look as if they had been spoiled before the file was sent; nothing is changed."""

import re
from dataclasses import dataclass

from impact.reading.lines import line_of

_TOP, _LOOKED_AT = 4_000_000, 4_000
"""Bytes, and places beyond ASCII in them, at which the two older encodings are compared. Judgement."""

_ENOUGH, _CLEAR = 3, 0.9
"""How many places there must be, and what share must read naturally as Mac Roman, to believe it. Judgement."""

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(128))
_TWICE = (
    b"\xc3\x82\xc2",  # 'Â£', 'Â' and a no-break space: UTF-8 read as Windows-1252 and written again
    b"\xc3\x83\xc2",  # 'Ã©'
    b"\xc3\x83\xe2",
    b"\xc3\x83\xc5",
    b"\xc3\xa2\xe2\x82\xac",  # 'â€™'
    b"\xe2\x88\x9a\xc2",  # '√©': UTF-8 read as Mac Roman
    b"\xc2\xac\xc2\xa3",  # '¬£'
    b"\xe2\x80\x9a\xc3\x84",  # '‚Äô'
)
_DAGGER = b"\xe2\x80\xa0"
_DAGGER_FOR_SPACE = re.compile(rb"(?<![\w)\x80-\xff])\xe2\x80\xa0(?= |\xe2\x80\xa0)")
_LOST = b"\xef\xbf\xbd"


@dataclass(frozen=True, slots=True)
class MacRoman:
    """Whether the bytes beyond ASCII read more naturally as Mac Roman than as Windows-1252.

    at is the place of the first byte that speaks for it, as_mac and as_windows what it would be in each.
    """

    strong: bool = False
    some: bool = False
    at: int = 0
    as_mac: str = ""
    as_windows: str = ""

    def read_as_mac(self, line: int) -> str:
        """The remark when the file was read as Mac Roman."""
        return (
            f"The file is not UTF-8 and was read as Mac Roman, because it then reads '{self.as_mac}' in row {line} "
            f"where Windows-1252 would give '{self.as_windows}'. If that is wrong, save it again as 'CSV UTF-8'."
        )

    def doubted(self, line: int) -> str:
        """The remark when it was read as Windows-1252 all the same."""
        return (
            f"Row {line} reads '{self.as_windows}', which may have been '{self.as_mac}' on an older Mac (Mac Roman). "
            "If so, save the sheet again as 'CSV UTF-8'."
        )


def of_mac_roman(content: bytes) -> MacRoman:
    """What speaks for Mac Roman in a file that is not UTF-8."""
    content = content[:_TOP]
    windows = content.decode("cp1252", errors="replace")
    mac = content.decode("mac_roman")
    natural_windows = natural_mac = places = 0
    against: int | None = None
    for found in _BEYOND_ASCII.finditer(content):
        at = found.start()
        in_windows, in_mac = _natural(windows, at), _natural(mac, at)
        natural_windows, natural_mac, places = natural_windows + in_windows, natural_mac + in_mac, places + 1
        if in_mac and not in_windows and against is None:
            against = at
        if places == _LOOKED_AT:
            break
    if against is None:
        return MacRoman()
    strong = places >= _ENOUGH and natural_mac >= _CLEAR * places and natural_windows <= places / 2
    some = natural_mac > natural_windows
    around = slice(max(0, against - 12), against + 12)
    return MacRoman(strong, some, against, _word(mac[around]), _word(windows[around]))


def _word(around: str) -> str:
    """The word that holds the one character in the middle."""
    words = [word for word in re.split(r'[\s,;|"]+', around) if not word.isascii()]
    return words[0] if words else around.strip()


def _natural(text: str, at: int) -> bool:
    """Whether a character beyond ASCII stands where such a character stands in English text."""
    letter = text[at]
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    if letter.isalpha():
        if letter in "ªºƒ" or not (before.isalpha() or after.isalpha()):
            return False
        return letter.islower() or not before.islower()
    if letter in "’‘":
        return before.isalnum() or after.isalnum()
    if letter == "“":
        return not before.isalnum() and not after.isspace()
    if letter == "”":
        return not before.isspace() and not after.isalnum()
    if letter in "£€":
        return after.isdigit() or not before.isalnum()
    if letter in "–—":
        return before.isalnum() == after.isalnum()
    return letter == "\xa0" or (letter in "•·…©®™°²³½¼¾§" and not (before.isalpha() and after.isalpha()))


def guessed_windows(content: bytes) -> str:
    """The remark that Windows-1252 is a guess, with the first character that shows whether it is right."""
    first = _BEYOND_ASCII.search(content)
    at = first.start() if first else 0
    shown = content[at : at + 1].decode("cp1252")
    named = "a no-break space" if shown == "\xa0" else f"'{shown}'"
    return (
        "The file is not UTF-8, so it was read as Windows-1252, which is a guess. Check the first character that "
        f"depends on it: {named} in row {line_of(content, at)}. If it is wrong, save the sheet again as 'CSV UTF-8'."
    )


def of_text(content: bytes) -> tuple[str, ...]:
    """Remarks on valid UTF-8 that was spoiled before it was sent: read in a wrong encoding, or letters lost."""
    beyond = content.translate(None, _ASCII)  # a hundredth of the text, so that looking costs nothing
    twice = [content.find(letters) for letters in _TWICE if letters in beyond]
    remarks = []
    if twice := [at for at in twice if at >= 0]:
        at = min(twice)
        remarks.append(
            f"Row {line_of(content, at)} holds '{_shown(content, at)}': letters that an earlier program read in the "
            "wrong encoding. They are left as found; save the original again as 'CSV UTF-8'."
        )
    if _DAGGER in beyond and (dagger := _DAGGER_FOR_SPACE.search(content)):
        remarks.append(
            f"Row {line_of(content, dagger.start())} has a dagger (†) beside a space, as where a no-break space was "
            "read in the wrong encoding. Daggers are left as found; take them out if they mean nothing."
        )
    if _LOST in beyond and (lost := content.find(_LOST)) >= 0:
        remarks.append(
            f"Row {line_of(content, lost)} holds '\ufffd': an earlier program lost a letter there. It cannot be "
            "brought back from this file; save the original again as 'CSV UTF-8'."
        )
    return tuple(remarks)


def _shown(content: bytes, at: int) -> str:
    shown = content[at : at + 8].decode("utf-8", errors="ignore")
    return re.split(r'[\s,;|"]', shown, maxsplit=1)[0][:4]

"""A board pack as one HTML page that stands alone: it asks for no other file, needs no script, and prints."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from impact.packs.drawing import svg
from impact.packs.model import Figure, Lines, Pack, Section, Table
from impact.words import look_of, uk_date
from impact.words.packs import fingerprints, made_of, marks_sentence

_STYLE = Path(__file__).with_name("pack.css")
_COLOURS = {name: f"var(--{name})" for name in ("ink", "quiet", "rule", "accent", "target", "beside")}


def html(pack: Pack) -> bytes:
    """The page's bytes in UTF-8; the same pack gives the same ones."""
    style = f"{_STYLE.read_text(encoding='utf-8')}{_every_page(pack)}"
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    page = (
        f'<!DOCTYPE html>\n<html lang="{pack.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(pack.title)} – {escape(pack.stamp.place)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">Go to the pack</a>\n{_header(pack)}\n{_contents(pack)}\n'
        f'<main id="main" tabindex="-1">\n{"".join(_section(one) for one in pack.sections)}</main>\n'
        f"{_footer(pack)}\n</body>\n</html>\n"
    )
    return page.encode()


def _every_page(pack: Pack) -> str:
    """What stands at the foot of every printed page, in the margin where a browser can write there."""
    stamp = pack.stamp
    said = " · ".join(filter(None, (stamp.place, f"as known on {uk_date(stamp.day)}", stamp.label)))
    made = made_of(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
    lines = " \\A ".join(_in_css(one) for one in (said, made, stamp.hiding))
    foot = f'content: "{lines}"; white-space: pre; font: 7.5pt/1.3 sans-serif; text-align: left'
    return f"@page {{ @bottom-left {{ {foot}; }} @bottom-right {{ content: counter(page); font: 9pt sans-serif; }} }}\n"


def _in_css(text: str) -> str:
    """A text as CSS holds it between quotation marks, with nothing in it that could end the style."""
    return "".join(f"\\{ord(one):x} " if one in '\\"<>&\n\r' else one for one in text)


def _header(pack: Pack) -> str:
    stamp = pack.stamp
    label = f'<span class="label">{escape(stamp.label)}</span>' if stamp.label else ""
    return (
        f'<header>\n<p class="plate"><span>{escape(stamp.place)}</span>{label}</p>\n<h1>{escape(pack.title)}</h1>\n'
        f'<p class="quiet">As known on {uk_date(stamp.day)}</p>\n<p class="answer">{escape(pack.sentence)}</p>\n'
        "</header>"
    )


def _contents(pack: Pack) -> str:
    links = "".join(f'<li><a href="#{one.id}">{escape(one.title)}</a></li>' for one in pack.sections)
    return f'<nav aria-label="In this pack"><ul>{links}</ul></nav>' if links else ""


def _footer(pack: Pack) -> str:
    """What the pack was made from, in full."""
    stamp = pack.stamp
    said = (stamp.place, f"As known on {uk_date(stamp.day)}", stamp.label)
    about = ". ".join(one.rstrip(".") for one in said if one)
    prints = fingerprints(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
    lines = [f"{about}.", stamp.hiding, marks_sentence(pack.marks), *prints]
    told = "".join(f"<p>{escape(one)}</p>" for one in lines if one)
    return f'<footer class="stamp">\n<h2>What this pack was made from</h2>\n{told}\n</footer>'


def _section(section: Section) -> str:
    leads = "".join(f'<p class="lead">{escape(one)}</p>' for one in section.sentences)
    lists = "".join(_list(one) for one in section.lists)
    tables = "".join(_table(one, "results" if one.result >= 0 else "") for one in section.tables)
    figures = "".join(_figure(one) for one in section.figures)
    heading = f'<h2 id="{section.id}-title">{escape(section.title)}</h2>'
    return (
        f'<section id="{section.id}" aria-labelledby="{section.id}-title">\n{heading}\n{leads}{lists}{tables}{figures}'
        "</section>\n"
    )


def _list(lines: Lines) -> str:
    heading = f"<h3>{escape(lines.heading)}</h3>" if lines.heading else ""
    return f"{heading}<ul>{''.join(f'<li>{escape(one)}</li>' for one in lines.lines)}</ul>\n"


def _figure(figure: Figure) -> str:
    """Heading, sentence, picture, its numbers as a table, what they rest on, the way back."""
    id = f"figure-{figure.indicator_id}"
    picture = ""
    if figure.chart:
        drawn = svg(figure.chart, _COLOURS, id=id)
        picture = (
            f'<div class="wide" role="region" tabindex="0" aria-label="Chart: {escape(figure.title)}">{drawn}</div>'
        )
    table = _table(figure.table, "narrow") if figure.table else ""
    notes = _quiet(figure.notes)
    back = _quiet(figure.back, "quiet back")
    return (
        f'<article aria-labelledby="{id}-title">\n<h3 id="{id}-title">{escape(figure.title)}</h3>\n'
        f'<p class="lead">{escape(figure.lead)}</p>\n{picture}\n{table}{notes}{back}</article>\n'
    )


def _quiet(lines: Iterable[str], kind: str = "quiet") -> str:
    return "".join(f'<p class="{kind}">{escape(one)}</p>\n' for one in lines)


def _table(table: Table, look: str) -> str:
    heads = "".join(
        f'<th scope="col"{_kind(table, at)}>{escape(one.text)}</th>' for at, one in enumerate(table.headings)
    )
    rows = "".join(f"<tr>{''.join(_cell(table, at, cell) for at, cell in enumerate(row))}</tr>" for row in table.rows)
    caption = escape(table.caption)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{caption}"><table{_class(look)}>'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>\n"
    )


def _cell(table: Table, at: int, text: str) -> str:
    if at == 0:
        return f'<th scope="row">{escape(text)}</th>'
    return f"<td{_kind(table, at)}>{_result(text) if at == table.result else escape(text)}</td>"


def _result(word: str) -> str:
    look = look_of(word)
    shade = f"color:light-dark({look.light},{look.dark})"
    return f'<span class="result" style="{shade}"><span aria-hidden="true">{look.mark}</span> {escape(word)}</span>'


def _kind(table: Table, at: int) -> str:
    return _class("number" if table.headings[at].number else "")


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""

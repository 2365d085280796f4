"""Which columns have cells with spaces around their text: looked for first, for trimming copies every cell."""

from collections.abc import Collection

from impact.reading import Different


def loose(different: Different, names: Collection[str]) -> frozenset[str]:
    """The columns that have a cell that begins or ends with a space of any kind; only these need trimming."""
    different.look(names)
    texts = {name: different.of(name) for name in names}
    return frozenset(name for name, some in texts.items() if (some.str.strip_chars() != some).any())

"""Files that are zip packages inside (PPTX, XLSX), made byte for byte the same whenever they are written."""

import io
import re
import zipfile
from datetime import date

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The moment that every part of a package carries: the first that a zip can hold."""

_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def same_bytes(content: bytes, day: date) -> bytes:
    """A package with one moment for all its parts and a day as the one it was made on; so too those inside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(out, "w") as written:
        for name in found.namelist():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            written.writestr(part, _part(name, found.read(name), day))
    return out.getvalue()


def _part(name: str, content: bytes, day: date) -> bytes:
    if name.endswith(".xlsx"):
        return same_bytes(content, day)
    if name == "docProps/core.xml":
        return _MOMENT.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode() + rb"\g<2>", content)
    return content

"""Documents on paper: a template in Typst and values in JSON become a PDF/A-2a file, without any network.

Values reach a template as data, never as source: nothing that a seller wrote can become markup.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from lycaon.errors import DataError, SetupError
from lycaon.look import look_file


def pdf(
    template: str,
    values: Mapping[str, object],
    *,
    at: datetime | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a document as PDF/A-2a.

    Args:
        template: Typst source, set below the house's own (``house.typ``), which defines ``sheet`` and its parts; it
            reads its values from ``data``.
        values: what JSON can hold.
        at: the time that the file names as that of its making; the start of 1970 unless said, so that equal values
            give equal bytes.
        pictures: PNG or JPEG by the name under which the template asks for it.

    Raises:
        SetupError: the typesetter is not installed.
        DataError: the values hold a sign that no font here can show, or a picture is none.
    """
    try:
        import typst  # noqa: PLC0415 - only who prints needs it
    except ImportError as error:
        raise SetupError("printing needs the typst package; pip install 'lycaon[workbench]'") from error
    made_at = at or datetime(1970, 1, 1, tzinfo=UTC)
    source = f"{look_file('house.typ')}\n{template}"
    written = json.dumps(values, ensure_ascii=False, default=str)
    try:
        # Pictures are read from files only; the typesetter sees this folder and nothing beside it.
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "main.typ").write_text(source, encoding="utf-8")
            for name, data in (pictures or {}).items():
                Path(folder, name).write_bytes(data)
            return typst.compile(
                Path(folder, "main.typ"),
                root=Path(folder),
                sys_inputs={"data": written},
                pdf_standards=["a-2a"],
                timestamp=int(made_at.timestamp()),
            )
    except typst.TypstError as error:
        raise DataError(f"the document cannot be printed: {error.message}") from error

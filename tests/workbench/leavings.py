"""Everything that can be read out of bytes which left: text, metadata, embedded files, archives within archives."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def read_out(data: bytes, name: str = "") -> Iterator[str]:
    """Yield the bytes themselves as text, and what they hold if they are a PDF, a ZIP or a mail."""
    yield f"{name}\n{data.decode('utf-8', 'replace')}"
    if data.startswith(b"%PDF"):
        yield from _pdf(data)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield f"{entry.filename} {entry.comment!r} {entry.extra!r}"
                yield from read_out(archive.read(entry), entry.filename)


def read_mail(raw: bytes) -> Iterator[str]:
    """Yield the headers, decoded, and every part of a mail."""
    mail = message_from_bytes(raw)
    yield raw.decode("utf-8", "replace")
    for part in mail.walk():
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield from read_out(data, str(part.get_filename() or ""))


def _pdf(data: bytes) -> Iterator[str]:
    document = pdfium.PdfDocument(data)
    yield " ".join(page.get_textpage().get_text_range() for page in document)
    yield str(document.get_metadata_dict())
    for number in range(pdfium_c.FPDFDoc_GetAttachmentCount(document)):
        attached = document.get_attachment(number)
        yield from read_out(bytes(attached.get_data()), attached.get_name())
    for stream in _STREAM.findall(data):  # XMP, outlines, structure: whatever a reader does not show
        try:
            yield zlib.decompressobj().decompress(stream).decode("latin-1")
        except zlib.error:
            yield stream.decode("latin-1")

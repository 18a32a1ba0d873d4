"""The file that carries an enquiry or an answer between two installations: canonical JSON, and an Ed25519 signature."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.evidence.canonical import canonical, is_digest
from lycaon.workbench.deconfliction.keys import FORMAT, OwnKeys, identity_of, signed_by
from lycaon.workbench.people.models import Organisation

LARGEST = 100_000
"""Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a file says."""

    what: str
    """``enquiry`` or ``answer``."""
    enquiry: str
    sender: str
    """Identity of the installation that signs."""
    recipient: str
    until: str
    """ISO 8601 with a time zone; later it means nothing."""
    keys: tuple[str, ...]
    match: tuple[str, ...] = ()
    """Of an answer: the keys that the answering side has too."""
    format: str = FORMAT


def sealed(paper: Paper, ours: OwnKeys) -> bytes:
    """Return a paper with its signature, as a file."""
    body = canonical(asdict(paper))
    return canonical({"body": body.decode(), "signature": ours.sign(body).hex()})


def opened(raw: bytes, known: Mapping[str, Organisation]) -> tuple[Paper, Organisation]:
    """Return what a file says and whose it is.

    Args:
        raw: the file.
        known: partners by the identity that is kept of them.

    Raises:
        WrongStateError: it is none, or not signed by one of them.
    """
    paper, body, signature = _read(raw)
    partner = known.get(paper.sender)
    if partner is None or not signed_by(identity_of(paper.sender), body, signature):
        raise WrongStateError(_("This file is not signed by a partner whose key is kept here."))
    return paper, partner


def _read(raw: bytes) -> tuple[Paper, bytes, bytes]:
    try:
        outer = json.loads(raw if len(raw) <= LARGEST else b"")
        body = str(outer["body"]).encode()
        told = json.loads(body)
        paper = Paper(**{one.name: _plain(told[one.name]) for one in fields(Paper)})
        signature = bytes.fromhex(str(outer["signature"]))
        has_zone = datetime.fromisoformat(paper.until).tzinfo is not None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise WrongStateError(_("This is no file of a deconfliction.")) from error
    is_whole = paper.format == FORMAT and paper.what in {"enquiry", "answer"} and 0 < len(paper.enquiry) <= 40
    if not is_whole or not has_zone or not all(map(is_digest, (*paper.keys, *paper.match))):
        raise WrongStateError(_("This is no file of a deconfliction."))
    return paper, body, signature


def _plain(value: object) -> Any:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    if not isinstance(value, str):
        raise TypeError("a text or a list of texts was expected")
    return value

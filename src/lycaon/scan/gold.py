"""Labelled listings: what a specialist reads in an advertisement, to hold our reading against.

Two shapes are read: our own (a ``gold`` object in each line, see ``docs/accuracy.md``) and plain research
files with ``is_wildlife`` and ``is_protected_offer``. What a file does not say is None and is not measured.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

from lycaon.collect.mapping import guess
from lycaon.collect.records import Record, to_listing
from lycaon.errors import FormatError
from lycaon.values.listing import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpecimen:
    """One kind of specimen that a specialist sees proposed."""

    taxon: str
    form: str
    quantity: tuple[Decimal, Decimal, Decimal] | None
    unit: str
    origin_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All that was labelled of one listing; None where the file does not say."""

    wildlife: bool | None
    protected: bool | None
    offer_kind: str | None = None
    specimens: tuple[GoldSpecimen, ...] | None = None
    price: tuple[Decimal, str] | None = None
    price_labelled: bool = False
    country: str | None = None
    claims: frozenset[str] | None = None
    obfuscated: bool | None = None
    lure: str | None = None
    language: str = ""
    note: str = ""


def read_gold(path: Path) -> Iterator[tuple[Listing, Gold]]:
    """Yield the labelled listings of a JSON Lines file.

    Raises:
        FormatError: a line is no listing, or carries no label.
    """
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                where = f"{path.name}:line {number}"
                yield _labelled(_object(line, where), where)


def _object(line: str, where: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{where}: not JSON ({error}); one JSON object a line is expected") from error
    if not isinstance(row, dict):
        raise FormatError(f"{where}: not a JSON object; one a line is expected")
    return cast("dict[str, object]", row)


def _labelled(row: dict[str, object], where: str) -> tuple[Listing, Gold]:
    gold = _own(row) if isinstance(row.get("gold"), dict) else _plain(row)
    if gold.wildlife is None and gold.protected is None and gold.offer_kind is None:
        raise FormatError(f'{where}: no label; a "gold" object, or is_wildlife and is_protected_offer, is expected')
    # Labels are taken away before reading: nothing of them may reach the engine.
    told = {key: value for key, value in row.items() if key not in _LABELS}
    listing = to_listing(Record(where, told), guess(told))
    if not isinstance(listing, Listing):
        raise FormatError(f"{where}: {listing.reason}")
    return listing, gold


_LABELS = frozenset(
    {"gold", "label", "label_meaning", "is_wildlife", "is_protected_offer", "lure_word", "mammoth_hint"}
)


def _plain(row: dict[str, object]) -> Gold:
    lure = row.get("lure_word")
    return Gold(
        wildlife=_flag(row.get("is_wildlife")),
        protected=_flag(row.get("is_protected_offer")),
        lure=str(lure) if lure else None,
        language=str(row.get("language") or ""),
    )


def _own(row: dict[str, object]) -> Gold:
    gold = cast("dict[str, object]", row["gold"])
    price = cast("dict[str, str] | None", gold.get("price"))
    specimens = cast("list[dict[str, object]]", gold.get("specimens") or [])
    return Gold(
        wildlife=_flag(gold.get("wildlife")),
        protected=_flag(gold.get("protected")),
        offer_kind=cast("str | None", gold.get("offer_kind")),
        specimens=tuple(_specimen(one) for one in specimens),
        price=(Decimal(price["amount"]), price["currency"]) if price else None,
        price_labelled="price" in gold,
        country=cast("str | None", gold.get("country")),
        claims=frozenset(cast("list[str]", gold.get("claims") or [])),
        obfuscated=_flag(gold.get("obfuscated")),
        lure=cast("str | None", gold.get("lure")),
        language=str(row.get("language") or ""),
        note=str(gold.get("note") or ""),
    )


def _specimen(one: dict[str, object]) -> GoldSpecimen:
    quantity = cast("list[float] | None", one.get("quantity"))
    return GoldSpecimen(
        taxon=str(one["taxon"]),
        form=str(one.get("form") or "unknown"),
        quantity=(Decimal(str(quantity[0])), Decimal(str(quantity[1])), Decimal(str(quantity[2])))
        if quantity
        else None,
        unit=str(one.get("unit") or "specimen"),
        origin_code=cast("str | None", one.get("origin_code")),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None

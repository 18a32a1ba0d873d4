"""Language codes as archives write them, brought to ISO 639-1."""

from typing import Final

_LONG: Final = {
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "nld": "nl", "dut": "nl", "spa": "es", "ita": "it",
    "por": "pt", "pol": "pl", "rus": "ru", "ukr": "uk", "zho": "zh", "chi": "zh", "cmn": "zh", "jpn": "ja", "ind": "id",
    "msa": "ms", "may": "ms", "vie": "vi", "tha": "th", "ara": "ar", "tur": "tr", "hin": "hi", "kor": "ko", "swe": "sv",
    "dan": "da", "nor": "no", "nob": "no", "nno": "no", "fin": "fi", "ces": "cs", "cze": "cs", "slk": "sk", "slo": "sk",
    "slv": "sl", "hrv": "hr", "srp": "sr", "hun": "hu", "ron": "ro", "rum": "ro", "bul": "bg", "ell": "el", "gre": "el",
    "est": "et", "lav": "lv", "lit": "lt", "cat": "ca", "heb": "he", "fas": "fa", "per": "fa", "swa": "sw", "tgl": "tl",
    "english": "en", "french": "fr", "german": "de", "dutch": "nl", "spanish": "es", "italian": "it",
    "portuguese": "pt", "polish": "pl", "russian": "ru", "chinese": "zh", "japanese": "ja", "arabic": "ar",
}  # fmt: skip


def two_letters(code: str) -> str | None:
    """ISO 639-1 of a code or an English name, or None where it is not known.

    >>> two_letters("deu"), two_letters("pt-BR"), two_letters("Klingon")
    ('de', 'pt', None)
    """
    short = code.strip().casefold().partition("-")[0].partition("_")[0]
    if len(short) == 2 and short.isalpha():
        return short
    return _LONG.get(short)

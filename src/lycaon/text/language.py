"""A hint of the language: good enough to weigh evidence, never to leave a name out."""

from collections import Counter

from lycaon.text.scripts import scripts

_SCRIPT_LANGUAGES = {
    "Thai": "th", "Lao": "lo", "Khmer": "km", "Myanmar": "my", "Hangul": "ko", "Kana": "ja", "Hebrew": "he",
    "Greek": "el", "Georgian": "ka", "Armenian": "hy", "Tamil": "ta", "Telugu": "te", "Kannada": "kn",
    "Malayalam": "ml", "Gujarati": "gu", "Gurmukhi": "pa", "Sinhala": "si", "Ethiopic": "am", "Tibetan": "bo",
    "Bengali": "bn", "Devanagari": "hi",
}  # fmt: skip


def language(text: str) -> tuple[tuple[str, float], ...]:
    """Return likely languages (ISO 639-1) with probabilities, the likeliest first; empty when nothing speaks.

    >>> language("ขายงาช้าง")[0][0]
    'th'
    """
    shares = scripts(text)
    if not shares:
        return ()
    if shares.get("Kana", 0.0) > 0.1:
        return (("ja", 0.95),)
    votes = Counter({_SCRIPT_LANGUAGES.get(script, ""): share for script, share in shares.items()})
    script_language, share = votes.most_common(1)[0]
    return ((script_language, share * 0.95),) if script_language else ()

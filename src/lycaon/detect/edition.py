"""Which edition of knowledge a finding was read with: another cue is another edition."""

from hashlib import sha256

from lycaon.catalogue.catalogue import DATA
from lycaon.detect.decision import MODEL

_KNOWLEDGE = (
    "cues/*.yaml",
    "numbers/*.yaml",
    "senses/*.yaml",
    "spelling/hidden.txt",
    "spelling/characters.txt",
    "cit*.csv",
    "countr*.csv",
    "regions.csv",
    "rates*.csv",
    "*numbers.yaml",
)
"""Files of the catalogue's data that reading rests on besides the compiled names."""


def knowledge_digest() -> str:
    """Return eight digits that change with any data that reading rests on besides names and model."""
    whole = sha256()
    for path in sorted({path for pattern in _KNOWLEDGE for path in DATA.glob(pattern)} | set(MODEL.glob("*.yaml"))):
        whole.update(path.name.encode("utf-8"))
        whole.update(path.read_bytes())
    return whole.hexdigest()[:8]

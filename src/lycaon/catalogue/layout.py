"""What a compiled catalogue is called and made of: known to those who write it and to those who read it."""

from lycaon.text.folding import FOLDS
from lycaon.text.phrase_file import MAGIC

FORMAT = 3
"""Raised whenever the compiled columns change, so that an old cache is never read."""
TEXT_FORMAT = f"{MAGIC.decode().strip().lower()}-{FOLDS.digest.hex()}"
"""How phrases are folded and stored; when the text room changes that, the catalogue is compiled anew."""
COLUMNS_FILE = "columns.bin"
PHRASES_FILE = "phrases.bin"

"""How long the catalogue takes to compile, to load and to answer: ``python -m bench.catalogue``.

Every figure is the best of several runs, in this process or in fresh ones; nothing is asserted.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lycaon.catalogue import DATA, Catalogue
from lycaon.catalogue.compiler import compile_catalogue
from lycaon.values.taxonomy import Instrument

TODAY = date(2026, 11, 22)
_LOAD = """
import time
start = time.perf_counter()
from lycaon.catalogue import Catalogue
Catalogue.load()
print(time.perf_counter() - start)
"""


def best(times: int, action: Callable[[], object]) -> float:
    """The least seconds that an action took."""
    found: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return min(found)


def fresh(times: int) -> float:
    """Seconds from the first import to a loaded catalogue, in a process of its own."""
    runs = [subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, check=True) for _ in range(times)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    """Print the figures."""
    catalogue = Catalogue.load()
    with tempfile.TemporaryDirectory() as folder:
        print(f"compile                     {best(1, lambda: compile_catalogue(DATA, Path(folder))):8.1f} s")
        sizes = sum(path.stat().st_size for path in Path(folder).iterdir())
    print(f"compiled size               {sizes / 1e6:8.1f} MB, {len(catalogue.lexicon):,} phrases")
    print(f"import and load             {fresh(5):8.3f} s")
    print(f"load                        {best(5, Catalogue.load):8.3f} s")
    for name in ("Psittacus erithacus", "Psittaciformes", "Orchidaceae"):
        taxon = catalogue.find(name)[0].taxon_id
        cold = best(1, lambda taxon=taxon: catalogue.standings(taxon, Instrument.CITES, TODAY))
        warm = best(2000, lambda taxon=taxon: catalogue.standings(taxon, Instrument.CITES, TODAY))
        print(f"standings, {name:20s} {cold * 1e3:6.2f} ms first, {warm * 1e6:.2f} us then")
    print(f"find                        {best(500, lambda: catalogue.find('perroquet gris du Gabon')) * 1e6:8.1f} us")
    print(f"suggest                     {best(5, lambda: catalogue.suggest('perroquet gri du gabn')) * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()

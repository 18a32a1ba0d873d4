"""Make the labels of the corpus follow one convention where its writers followed several.

    python corpus/conventions.py

Only the form of a specimen is ever changed, by what the listing says, alike in every split; nobody looks at a
listing. The rules are those of the trade terms in the CITES guidelines for annual reports; the data sheet tells them:

- what is worn is a garment (GAR), of fur too, hats and collars included; other fur products are blankets and trim;
- a handbag is a small leather product (LPS), a suitcase or a chair a large one (LPL);
- a comb, a brush or a box of tortoiseshell is a carving (CAR), not raw scales and not jewellery;
- a dried sea horse is a whole dead animal (BOD);
- a whole tusk or tooth that is carved or engraved stays a tusk (TUS) or a tooth (TEE);
- a tooth or a claw of a beast of prey or a shark stays what it is when it is worn;
- glass eels and elvers are fingerlings (FIG), also where they are said to be alive.

Run twice, it changes nothing.
"""

import json
import sys
from pathlib import Path

from lycaon.detect.senses import Senses
from lycaon.learn.sample import sample_path
from lycaon.text import tokens

_TUSKS = ("Elephantidae", "Loxodonta", "Elephas", "Mammuthus", "Odobenus", "Monodon", "Phacochoerus", "Hippopotamus")
_PREY_ON_OTHERS = (
    "Felidae", "Panthera", "Puma", "Lynx", "Leopardus", "Neofelis", "Ursidae", "Ursus", "Helarctos", "Canis",
    "Carcharodon", "Carcharhinus", "Selachii",
)  # fmt: skip
HERE = Path(__file__).parent
SPLITS = ("train", "tune")
"""Not *test*: its labels stay as they were when it was first measured."""


def main() -> int:
    """Rewrite the splits that are learned from and the bundled sample; print how many labels were changed."""
    senses = Senses.load()
    with sample_path() as sample:
        for path in (*(HERE / f"{split}.jsonl" for split in SPLITS), sample):
            sys.stdout.write(f"{path.name}: {_rewritten(path, senses)} forms\n")
    return 0


def _rewritten(path: Path, senses: Senses) -> int:
    changed = 0
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        said = _forms_said(row, senses)
        for specimen in row["gold"]["specimens"]:
            form = _conventional(specimen["form"], specimen["taxon"], *said)
            changed += form != specimen["form"]
            specimen["form"] = form
        lines.append(json.dumps(row, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return changed


def _forms_said(row: dict[str, str], senses: Senses) -> tuple[set[str], set[str]]:
    """Return the forms that words for specimens tell, and those that everyday words for things tell."""
    cut = list(tokens(f"{row['title']}\n{row['text']}"))
    languages = frozenset({row["language"].partition("-")[0]})
    labels = {hit.label for hit in senses.find_in(cut, languages)}
    said, things = (
        {each.removeprefix(kind) for each in labels if each.startswith(kind)} for kind in ("form:", "thing:")
    )
    return said, things


def _conventional(form: str, taxon: str, said: set[str], things: set[str]) -> str:
    if form in {"fur_small", "fur_large"} and said & {"garment", "fur_small"}:
        return "garment"
    if form == "leather_large" and "leather_small" in said and "leather_large" not in said:
        return "leather_small"
    turtle = taxon in {"Cheloniidae", "Eretmochelys imbricata", "Chelonia mydas"}
    if turtle and form in {"scale", "jewellery"} and "carving" in said and "jewellery" not in said:
        return "carving"
    dried = said & {"taxidermy", "medicine"} and "specimen" not in said
    if form in {"unknown", "specimen"} and taxon.startswith("Hippocampus") and dried:
        return "taxidermy"
    if form == "ivory_carving" and "carved" in said and "ivory_carving" not in said | things:
        return _whole(taxon, said)
    if form == "jewellery" and taxon.startswith(_PREY_ON_OTHERS) and said & {"tooth", "tusk", "claw"}:
        return "claw" if "claw" in said and not said & {"tooth", "tusk"} else "tooth"
    if form == "live" and taxon.startswith("Anguilla") and "fingerlings" in said:
        return "fingerlings"
    return form


def _whole(taxon: str, said: set[str]) -> str:
    if taxon.startswith(_TUSKS) and said & {"tusk", "tooth"}:
        return "tusk"
    return "tooth" if taxon.startswith("Physeter") and "tooth" in said else "ivory_carving"


if __name__ == "__main__":
    sys.exit(main())

"""Names of goods that languages build from a material and a product: ``Elfenbein`` + ``kette``."""

from collections.abc import Iterator

from lycaon.catalogue.names import NOBODY, NameEntry, TaxonKeys
from lycaon.catalogue.spelling import Spelling
from lycaon.errors import CatalogueError
from lycaon.values.taxonomy import Ambiguity, Confidence, NameKind


def compound_entries(spelling: Spelling, keys: TaxonKeys) -> Iterator[NameEntry]:
    """Yield every product word that the rules of ``compounds.yaml`` build.

    Raises:
        CatalogueError: a material names a taxon that is not in ``taxa.csv``.
    """
    for language, fields in spelling.compounds.items():
        for group in fields["groups"]:
            for material, name in group["materials"].items():
                taxon = keys.number(name)
                if taxon is None or taxon == NOBODY:
                    raise CatalogueError(
                        f'spelling/compounds.yaml: {language}: {material}: "{name}" is not an accepted name; '
                        f'see: lycaon taxon "{name}"'
                    )
                for form, products in group["products"].items():
                    for word in _words(material, group.get("joints", [""]), products):
                        yield NameEntry(
                            text=word,
                            language=language,
                            kind=NameKind.PRODUCT,
                            taxon=taxon,
                            form=form,
                            ambiguity=Ambiguity.MEDIUM,
                            confidence=Confidence.MEDIUM,
                            reference="curated-2026-11",
                        )


def _words(material: str, joints: list[str], products: list[str]) -> Iterator[str]:
    for product in products:
        for joint in joints:
            yield f"{material}{joint}{product}"
        yield f"{material}-{product}"

"""Readers of what others publish, so that nobody depends on our snapshot.

``species_plus`` reads the CSV downloads of Species+ and of the CITES Checklist, ``darwin_core`` the archives
of GBIF, the Catalogue of Life and others. Each gives an :class:`Imported`; :func:`merge` brings one into a
copy of the tables. Nothing is fetched here.
"""

from lycaon.catalogue.importers.darwin_core import read_archive
from lycaon.catalogue.importers.imported import Imported
from lycaon.catalogue.importers.merge import merge
from lycaon.catalogue.importers.species_plus import read_history, read_listings

__all__ = ["Imported", "merge", "read_archive", "read_history", "read_listings"]

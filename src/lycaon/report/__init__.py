"""The report of a scan: one self-contained file that an analyst would forward.

It opens offline, asks nothing from the network, prints, and speaks English, French, German and Dutch.
"""

from lycaon.report.page import write_report
from lycaon.report.words import LANGUAGES

__all__ = ["LANGUAGES", "write_report"]

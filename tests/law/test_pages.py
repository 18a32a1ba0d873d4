"""Generated pages are fresh."""

from pathlib import Path

from lycaon.law import Law
from lycaon.law.document import BEGIN, renewed

PAGE = Path(__file__).parents[2] / "docs" / "law.md"


def test_the_law_page_is_fresh(law: Law) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page, law), "stale; 'python -m lycaon.law.document docs/law.md' mends it"


def test_renewing_replaces_only_what_was_generated(law: Law) -> None:
    page = f"# By hand\n\n{BEGIN}\n\nold\n"
    assert renewed(page, law).startswith("# By hand\n\n")
    assert "\nold\n" not in renewed(page, law)

"""What stands in the record in codes is said in words."""

from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.privacy.sweeping import sweeps
from lycaon.workbench.privacy.wording import DONE, KEPT, kind_in_words

NEVER_WRITTEN = {
    "see_public_pages", "see_own_pages", "keep_own_account", "see_people", "see_agreements", "choose_organisation",
    "see_notice_figures", "see_surveys", "see_privacy_desk", "read_read_log", "read_record", "check_listing",
    "see_queue",
}  # fmt: skip
"""Verbs that lead to pages and leave no line."""


def test_every_verb_that_leaves_a_line_has_words() -> None:
    assert set(MATRIX) - set(DONE) == NEVER_WRITTEN


def test_no_words_outlive_their_verb() -> None:
    assert set(DONE) <= set(MATRIX)


def test_everything_that_is_kept_for_a_time_has_words() -> None:
    assert set(KEPT) == {one.name for one in sweeps()}


def test_an_unknown_kind_is_shown_as_it_stands() -> None:
    assert kind_in_words("offer") == "offer"
    assert kind_in_words("something_new") == "something_new"

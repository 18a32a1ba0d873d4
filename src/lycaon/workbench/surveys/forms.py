"""What people fill in for surveys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from lycaon.errors import FormatError, RecordError
from lycaon.survey.coding import Code, Field, Task, checked
from lycaon.workbench.surveys import book
from lycaon.workbench.surveys.actions import Answer
from lycaon.workbench.surveys.drafts import FILES, plan_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_FILE = 2_000_000
_NO_TEXT = gettext_lazy("This is no text in UTF-8 of at most 2 MB. Save it as UTF-8 and try again.")


def _text(label: "StrOrPromise", rows: int) -> forms.CharField:
    # A row of a table that ends in empty cells must keep them, so nothing is stripped.
    return forms.CharField(
        label=label, max_length=LONGEST_FILE, strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "class": "mono", "spellcheck": "false", "translate": "no"}),
    )  # fmt: skip


class PlanForm(forms.Form):
    """The three files of a draft, typed here or brought along; what is brought along takes the place of the words."""

    draft_plan = _text(gettext_lazy("Plan: survey.yaml"), 22)
    draft_plan_file = forms.FileField(label=gettext_lazy("survey.yaml from your disk"), required=False)
    draft_frame = _text(gettext_lazy("Sites: frame.csv"), 8)
    draft_frame_file = forms.FileField(label=gettext_lazy("frame.csv from your disk"), required=False)
    draft_keywords = _text(gettext_lazy("Searches: keywords.csv"), 8)
    draft_keywords_file = forms.FileField(label=gettext_lazy("keywords.csv from your disk"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # pyright: ignore[reportArgumentType]
        for column in FILES:
            # Whoever brings the file need not fill the box.
            self.fields[column].required = self.files.get(f"{column}_file") is None

    @override
    def clean(self) -> dict[str, str]:
        """Read the plan, so that what is wrong with it is said here and in the words of its reader."""
        texts = {column: self._one(column) for column in FILES}
        if not self.errors:
            try:
                if not plan_of(texts).title:
                    raise FormatError(_("survey.yaml: the plan has no title."))
            except FormatError as error:
                raise forms.ValidationError(str(error)) from error
        return texts

    def _one(self, column: str) -> str:
        brought = self.cleaned_data.get(f"{column}_file")
        if brought is None:
            return str(self.cleaned_data.get(column, ""))
        text = read_upload(brought)
        if text is None:
            self.add_error(
                f"{column}_file", _("This is no text in UTF-8 of at most 2 MB. Save it as UTF-8 and try again.")
            )
            return ""
        return text


def read_upload(brought: "UploadedFile[Any]") -> str | None:
    """Return the text of a file that somebody sent; None where it is too long or no UTF-8."""
    if (brought.size or 0) > LONGEST_FILE:
        return None
    try:
        text = brought.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


class ObserveForm(forms.Form):
    """Take the house's offers in, with the work that was done."""

    effort = forms.FileField(
        label=gettext_lazy("effort.csv"),
        required=False,
        help_text=gettext_lazy(
            "Columns site, on, minutes, pages, errors, keywords, state. Without it no comparison allows for the work."
        ),
    )

    def clean_effort(self) -> str:
        """Return the text of the file; nothing where none was sent."""
        brought = self.cleaned_data.get("effort")
        if brought is None:
            return ""
        text = read_upload(brought)
        if text is None:
            raise forms.ValidationError(str(_NO_TEXT))
        return text


@dataclass(frozen=True, slots=True)
class Option:
    """A code as the desk shows it."""

    code: str
    words: str
    key: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the desk shows it."""

    name: str
    """Of its control: ``1-message``."""
    words: str
    hint: str
    options: tuple[Option, ...]
    """Empty where words or a number are wanted."""
    value: str
    key: str
    """Leads to it, on the first line; pairs of keys must not mean two places."""
    wrong: str


class CodingForm:
    """The questions about an observation and what was answered; drawn by the desk's own template for its keys."""

    def __init__(self, tasks: Sequence[Task], sent: "dict[str, str] | None" = None) -> None:
        self._tasks = tasks
        self._sent = sent or {}
        self.is_bound = sent is not None
        self.errors: dict[str, str] = self._faults() if self.is_bound else {}

    def answers(self) -> list[Answer]:
        """Return line, field and code of every question that was answered."""
        return [(line, field.name, self._given(line, field)) for line, field in self._places()]

    def lines(self) -> list[tuple[int, list[Question]]]:
        """Return the questions, line by line."""
        return [(task.line, [self._question(task.line, field) for field in task.questions]) for task in self._tasks]

    def _places(self) -> Iterator[tuple[int, Field]]:
        return ((task.line, field) for task in self._tasks for field in task.questions)

    def _given(self, line: int, field: Field) -> str:
        return self._sent.get(f"{line}-{field.name}", "").strip()

    def _faults(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line, field in self._places():
            given = self._given(line, field)
            if not given:
                found[f"{line}-{field.name}"] = _("Answer this too.")
            elif len(given) > 200:
                found[f"{line}-{field.name}"] = _("At most 200 characters.")
            else:
                try:
                    checked(Code(ad="", line=line, coder="", field=field.name, code=given))
                except RecordError:
                    hint = book.HINTS.get(field.name)
                    found[f"{line}-{field.name}"] = str(hint) if hint else _("Choose one of these.")
        return found

    def _question(self, line: int, field: Field) -> Question:
        name, given, is_keyed = f"{line}-{field.name}", self._given(line, field), line == self._tasks[0].line
        return Question(
            name=name,
            words=book.field_words(field.name),
            hint=str(book.HINTS.get(field.name, "")),
            options=tuple(
                Option(code, book.code_words(field.name, code), book.key_of(field.name, number) if is_keyed else "",
                       code == given)
                for number, code in enumerate(field.codes)
            ),
            value=given,
            key=book.LETTERS[field.name] if is_keyed else "",
            wrong=self.errors.get(name, ""),
        )  # fmt: skip

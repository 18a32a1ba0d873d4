"""What people fill in about notices, in the house and at a platform."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.exchange.notice import LONGEST_EXPLANATION, Notice, NoticeKind, RequestedAction
from lycaon.workbench.correspondence.models import Channel
from lycaon.workbench.correspondence.statements import LARGEST
from lycaon.workbench.correspondence.states import Decision, Revisit
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.models import Organisation

KINDS = (
    (NoticeKind.ILLEGAL_CONTENT.value, _("notice of illegal content")),
    (NoticeKind.QUERY.value, _("question: ask the seller for the document")),
    (NoticeKind.POLICY.value, _("notice under the platform’s own rules")),
)
ACTIONS = (
    (RequestedAction.REMOVE.value, _("remove the offer")),
    (RequestedAction.RESTRICT_COUNTRY.value, _("make it unavailable in the country")),
    (RequestedAction.ASK_DOCUMENT.value, _("have the seller show the document")),
    (RequestedAction.PRESERVE.value, _("keep the data")),
)


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose from rows."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


class DraftForm(forms.Form):
    """A notice to draft."""

    offer = forms.ModelChoiceField(
        label=_("Offer"), queryset=Offer.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )  # fmt: skip
    recipient = forms.ModelChoiceField(
        label=_("Platform"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
        help_text=_("Only platforms that are enrolled; an administrator enrols others."),
    )  # fmt: skip

    def __init__(self, *args: Any, offers: QuerySet[Offer], platforms: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "offer", offers)
        choose_from(self, "recipient", platforms)
        cast("Any", self.fields["offer"]).label_from_instance = lambda offer: f"{offer.reference} {offer.title}"[:90]


class NoticeForm(forms.Form):
    """The contents of a notice, in the order of Art. 16(2)."""

    kind = forms.ChoiceField(label=_("Type"), choices=KINDS)
    explanation = forms.CharField(
        label=_("Why the content appears illegal"),
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 6, "translate": "no"}),
        help_text=_(
            "The platform must see it without a detailed legal examination (DSA art. 16(3)). "
            "Five lines do; at most 1 200 characters."
        ),
    )
    facts = forms.CharField(
        label=_("What the offer itself states"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "translate": "no"}),
        help_text=_("One fact a line, in the words of the offer."),
    )
    why_evident = forms.CharField(
        label=_("Why no detailed examination is needed"),
        required=False,
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 3, "translate": "no"}),
    )
    requested_action = forms.ChoiceField(label=_("Requested action"), choices=ACTIONS)
    preserve_note = forms.CharField(
        label=_("Note on keeping data"),
        required=False,
        max_length=400,
        help_text=_("A voluntary request; only an authority can order it."),
    )
    urls = forms.CharField(
        label=_("Address of the offer"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "translate": "no"}),
        help_text=_("The offer itself, not a search; one address a line."),
    )
    item_id = forms.CharField(label=_("Identifier on the site"), required=False, max_length=300)
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that this information is accurate and complete"), required=False
    )

    @classmethod
    def shows(cls, notice: Notice) -> dict[str, Any]:
        """Return the values with which the form shows a notice."""
        return {
            "kind": notice.kind.value,
            "explanation": notice.explanation,
            "facts": "\n".join(notice.facts),
            "why_evident": notice.why_evident,
            "requested_action": notice.requested_action.value,
            "preserve_note": notice.preserve_note,
            "urls": "\n".join(notice.urls),
            "item_id": notice.item_id,
            "good_faith": notice.good_faith,
        }

    def changes(self) -> dict[str, Any]:
        """Return the fields of a notice as they shall be."""
        told = dict(self.cleaned_data)
        told["kind"], told["requested_action"] = NoticeKind(told["kind"]), RequestedAction(told["requested_action"])
        told["facts"], told["urls"] = _lines(told["facts"]), _lines(told["urls"])
        return told


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for each in text.splitlines() if (line := each.strip())))


class SendForm(forms.Form):
    """How something goes out."""

    channel = forms.ChoiceField(label=_("By"), choices=Channel, widget=forms.RadioSelect)


class ReceiptForm(forms.Form):
    """A receipt."""

    receipt = forms.CharField(label=_("The platform’s own reference"), required=False, max_length=200)


class DecisionForm(forms.Form):
    """What a platform decided, told by the house."""

    decision = forms.ChoiceField(label=_("What the platform decided"), choices=Decision, widget=forms.RadioSelect)
    known_from = forms.CharField(label=_("Known from"), max_length=200, help_text=_("The mail or page that says so."))


class RevisitForm(forms.Form):
    """What was seen at the address."""

    seen = forms.ChoiceField(label=_("What is at the address now"), choices=Revisit, widget=forms.RadioSelect)


class ComplaintForm(forms.Form):
    """What came of a complaint."""

    reversed_ = forms.ChoiceField(
        label=_("What the platform said"),
        choices=[("no", _("the decision stands")), ("yes", _("the decision was taken back"))],
        widget=forms.RadioSelect,
    )


class WithdrawalForm(forms.Form):
    """Why a notice was wrong."""

    reason = forms.CharField(
        label=_("Why it was wrong"),
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The platform reads this; it goes out with an apology and words for the person whose offer it was."
        ),
    )


class AnswerForm(forms.Form):
    """What a platform's agent decides."""

    decision = forms.ChoiceField(label=_("Your decision"), choices=Decision, widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("Ground"), required=False, max_length=500, help_text=_("The law, or the article of your own rules.")
    )
    facts = forms.CharField(
        label=_("Reasons"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    automated = forms.BooleanField(label=_("Automated means were used for the decision"), required=False)
    redress = forms.CharField(
        label=_("Redress"), required=False, max_length=500, help_text=_("Where somebody can complain, and until when.")
    )


class UploadForm(forms.Form):
    """A statement of reasons."""

    file = forms.FileField(
        label=_("Statement of reasons"), max_length=200, help_text=_("JSON or text in UTF-8, at most 1 MB.")
    )

    def clean_file(self) -> bytes:
        """Return its bytes.

        Raises:
            ValidationError: it is too large.
        """
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 1 MB. Upload one statement of reasons at a time."))
        return bytes(file.read())


class FileStatementForm(UploadForm):
    """A statement of reasons that reached the house."""

    platform = forms.ModelChoiceField(
        label=_("Platform"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )  # fmt: skip

    def __init__(self, *args: Any, platforms: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "platform", platforms)


class ContactForm(forms.Form):
    """Where a partner is written to."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), help_text=_("Notices and logs go there; for the house, answers."))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "organisation", organisations)


class FlaggerForm(forms.Form):
    """The status of trusted flagger."""

    number = forms.CharField(label=_("Number"), max_length=80, help_text=_("Under which the coordinator lists you."))
    awarded_by = forms.CharField(label=_("Awarded by"), max_length=200)
    scope = forms.CharField(label=_("Field"), max_length=200)
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begins, ends = told.get("valid_from"), told.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("This day lies before the first."))
        return told


def names_of(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the words of choices by their code."""
    return {code: str(words) for code, words in choices}

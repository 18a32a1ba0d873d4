"""Pages of published heads: for everybody, for whoever keeps one guards the record."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.evidence.heads import fingerprint, public_pem
from lycaon.workbench.people.doors import Request
from lycaon.workbench.privacy import heads
from lycaon.workbench.privacy.models import Head
from lycaon.workbench.ui.happened import happened

_LATEST = 400
"""Somewhat more than a year of nights."""


def listed(request: HttpRequest) -> HttpResponse:
    """Show the published heads, the latest first."""
    rows = [(head, heads.name_of(head)) for head in Head.objects.order_by("-seq")[:_LATEST]]
    told = {"rows": rows, "fingerprint": fingerprint(heads.signing_key().public_key()) if rows else ""}
    return render(request, "privacy/heads.html", told)


def key(_request: HttpRequest) -> HttpResponse:
    """Hand out the public key."""
    return _file(public_pem(heads.signing_key().public_key()), "key.pem", "application/x-pem-file")


def kept(_request: HttpRequest, seq: int, kind: str) -> HttpResponse:
    """Hand out one head, or its signature."""
    head = Head.objects.filter(seq=seq).first() if seq < 2**63 else None
    if head is None or kind not in {"json", "sig"}:
        raise Http404
    data = head.document.encode() if kind == "json" else bytes(head.signature)
    media_type = "application/json" if kind == "json" else "application/octet-stream"
    return _file(data, f"{heads.name_of(head)}.{kind}", media_type)


@require_POST
def publish(request: Request) -> HttpResponseRedirect:
    """Publish a head now."""
    made = heads.publish_head(request.actor)
    happened(request, _("Published.") if made else _("Nothing was added to the record since the last head."))
    return HttpResponseRedirect(reverse("privacy:heads"), status=303)


def _file(data: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

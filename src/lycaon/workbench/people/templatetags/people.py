"""Links that lead somewhere: a page does not offer what its reader would be refused."""

from django.template import Context, Library
from django.urls import resolve, reverse

from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import verb_of

register = Library()


@register.simple_tag(takes_context=True)
def door_to(context: Context, name: str, *places: str) -> str:
    """Return the address of a page, empty where the role of the reader does not open it.

    ``{% door_to "cases:close" case.reference as close %}{% if close %}<a href="{{ close }}">…</a>{% endif %}``
    """
    address = reverse(name, args=places)
    verb = verb_of(resolve(address).func)
    actor = getattr(context.get("request"), "actor", None)
    return address if verb is not None and allowed(actor, verb) else ""

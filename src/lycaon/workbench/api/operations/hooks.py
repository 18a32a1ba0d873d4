"""Webhooks."""

from django.http import HttpResponse
from ninja import Router

from lycaon.workbench.api import actions
from lycaon.workbench.api.access import hook_for, hooks_for
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers
from lycaon.workbench.api.models import Hook, Scope
from lycaon.workbench.api.shapes.house import HookIn, HookMade, HookOut
from lycaon.workbench.api.shapes.words import Name
from lycaon.workbench.api.verbs import KEEP_HOOK

router = Router(tags=["hooks"])


@router.get("/hooks", response=answers(list[HookOut]))
@needs(Scope.HOOKS, KEEP_HOOK)
def list_hooks(request: Call) -> list[HookOut]:
    """List the webhooks of the organisation."""
    return [_hook(hook) for hook in hooks_for(request.actor)]


@router.post("/hooks", response=answers(HookMade))
@needs(Scope.HOOKS, KEEP_HOOK)
def keep_hook(request: Call, told: HookIn) -> HttpResponse:
    """Say where to send word of what happens from now on. The secret is in this answer and in no other."""

    def act() -> HookMade:
        hook = actions.keep_hook(request.actor, url=told.url, verbs=told.verbs)
        return HookMade(**_hook(hook).model_dump(), secret=hook.secret)

    return acted(request, act)


@router.delete("/hooks/{reference}", response=answers(HookOut))
@needs(Scope.HOOKS, KEEP_HOOK)
def end_hook(request: Call, reference: Name) -> HttpResponse:
    """Send nothing more to an address."""
    found = hook_for(request.actor, reference)
    return acted(request, lambda: _hook(actions.end_hook(request.actor, found)))


def _hook(hook: Hook) -> HookOut:
    return HookOut.model_validate(hook, from_attributes=True)

"""All tags of the workbench: ``{% load lycaon %}``. What they take and draw is shown in ``docs/workbench-ui.md``."""

from django.template import Library

from lycaon.workbench.ui.tags import clock, listing, parts, verdicts

register = Library()
for one in (verdicts, listing, parts, clock):
    register.tags.update(one.register.tags)
    register.filters.update(one.register.filters)

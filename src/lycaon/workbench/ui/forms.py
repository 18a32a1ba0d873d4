"""How forms are drawn: label, hint, message, field, in one column; what is wrong is said first, in a summary."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """For ``settings.FORM_RENDERER``; ``django.forms`` stands after this app in ``INSTALLED_APPS``."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

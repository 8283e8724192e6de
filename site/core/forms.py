"""How forms look everywhere."""

from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """Render fields with the site's own component."""

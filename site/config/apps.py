import sys

from django.apps import AppConfig

# Wagtail's picture library loads OpenCV, to look for faces, wherever it is installed: over 20 MiB in
# every process for something that is switched off. Whoever reads scans imports it by themselves.
# This app is the first of all, so Wagtail finds its picture library loaded without it.
if "cv2" not in sys.modules:
    sys.modules["cv2"] = None  # type: ignore[assignment]
    import willow  # noqa: F401

    del sys.modules["cv2"]


class ConfigConfig(AppConfig):
    """Where the apps meet: settings, addresses, the demo, the run command."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

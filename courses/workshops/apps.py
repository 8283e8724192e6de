from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """When it is taught: workshops, sessions, registrations, attendance, sign-in sheets."""

    name = "courses.workshops"
    label = "workshops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show workshops on the home page and under "my learning", and to each what is kept."""
        from core import chores
        from courses.curriculum.offline import SHORTCUTS
        from courses.workshops.merging import register_mover
        from courses.workshops.panels import register_panels
        from courses.workshops.selectors.workshops import data_about
        from courses.workshops.services.check_in import forget_phones
        from courses.workshops.services.devices import forget_sign_ins
        from courses.workshops.services.mails import remind_due
        from courses.workshops.services.scan_forgetting import forget_scans
        from people.selectors import add_to_my_data

        register_panels()
        SHORTCUTS.append((_("Today's workshop"), "workshop_today"))
        chores.every_day("remind_of_workshops", remind_due)
        chores.every_day("forget_sign_ins_of_devices", forget_sign_ins)
        chores.every_day("forget_scans", forget_scans)
        add_to_my_data("workshops", data_about)
        register_mover()
        chores.every_day("forget_check_in_phones", forget_phones)

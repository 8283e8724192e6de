"""The standing text of the letter to ministries, for editors to find in the CMS."""

from django.db import migrations


def deliver(apps, schema_editor):
    from courses.workshops.letters import STANDING

    text = apps.get_model("workshops", "LetterText")
    text.objects.get_or_create(
        kind="nominations",
        defaults={
            **STANDING, "subject": STANDING["subject_en"], "body": STANDING["body_en"]
        },
    )


class Migration(migrations.Migration):

    dependencies = [("workshops", "0012_kinds_of_differences")]

    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]

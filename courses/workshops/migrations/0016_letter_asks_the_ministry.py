"""The article before the name of the ministry in the standing English letter."""

from django.db import migrations

BEFORE, AFTER = "We kindly ask {organisation} to", "We kindly ask the {organisation} to"


def put_article(apps, schema_editor):
    for text in apps.get_model("workshops", "LetterText").objects.filter(kind="nominations"):
        text.body_en = (text.body_en or "").replace(BEFORE, AFTER)
        text.body = (text.body or "").replace(BEFORE, AFTER)
        text.save(update_fields=["body", "body_en"])


class Migration(migrations.Migration):
    dependencies = [("workshops", "0015_called_off")]

    operations = [migrations.RunPython(put_article, migrations.RunPython.noop)]

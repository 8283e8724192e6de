"""The table of the shared cache (counts of sign-in attempts), when the settings keep it here."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_roster_upload")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]

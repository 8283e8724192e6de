"""Marks written one after the other have seen each other; every registration gets its ref."""

import uuid

from django.db import migrations


def fill(apps, schema_editor):
    Registration = apps.get_model("workshops", "Registration")
    AttendanceMark = apps.get_model("workshops", "AttendanceMark")
    changed = []
    for registration in Registration.objects.filter(ref=None).iterator():
        registration.ref = registration.client_id or uuid.uuid4()
        changed.append(registration)
    Registration.objects.bulk_update(changed, ["ref"], batch_size=500)
    latest = {}
    changed = []
    for mark in AttendanceMark.objects.order_by("pk").iterator():
        cell = mark.registration_id, mark.session_id
        if before := latest.get(cell):
            mark.seen = [str(before.client_id)]
            before.is_head = False
        latest[cell] = mark
        changed.append(mark)
    AttendanceMark.objects.bulk_update(changed, ["seen", "is_head"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("workshops", "0008_marks_that_have_seen")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

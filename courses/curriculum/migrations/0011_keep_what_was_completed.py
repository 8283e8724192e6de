"""Enrolments from before there were rounds: who the person is, and what they had completed."""

from django.db import migrations


def keep(apps, schema_editor):
    Enrolment = apps.get_model("curriculum", "Enrolment")
    Completion = apps.get_model("curriculum", "Completion")
    LessonPage = apps.get_model("curriculum", "LessonPage")
    ModulePage = apps.get_model("curriculum", "ModulePage")
    if not Enrolment.objects.exists():
        return
    lessons = {}
    for module in ModulePage.objects.filter(live=True):
        found = LessonPage.objects.filter(
            live=True, path__startswith=module.path, depth=module.depth + 1
        )
        lessons[module] = set(found.values_list("pk", flat=True))
    for enrolment in Enrolment.objects.select_related("person", "course"):
        person = enrolment.person
        enrolment.organisation_id = person.organisation_id
        enrolment.gender, enrolment.level = person.gender, person.level
        enrolment.save()
        read = dict(
            enrolment.lessons.filter(completed_at__isnull=False).values_list(
                "lesson_id", "completed_at"
            )
        )
        times = []
        taught = [
            (module, keys)
            for module, keys in lessons.items()
            if keys and module.path.startswith(enrolment.course.path)
        ]
        for module, keys in taught:
            if keys <= read.keys():
                at = max(read[pk] for pk in keys)
                rule = {"lessons": len(keys), "needed": len(keys)}
                Completion.objects.create(
                    enrolment=enrolment, module=module, completed_at=at, rule=rule
                )
                times.append(at)
        if taught and len(times) == len(taught):
            Completion.objects.create(
                enrolment=enrolment, completed_at=max(times), rule={"modules": len(times)}
            )


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0010_rounds_and_completions")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0003_marks_can_be_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="client_id",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
    ]

from django.db import migrations

from mentoring.web import cleaning


def clean(apps, schema_editor):
    """Names from before forms cleaned them. Whose is nothing but unseen letters is asked for it at the next sign-in."""
    for kind in ("User", "Organisation"):
        named = apps.get_model("accounts", kind).objects
        for pk, name in named.exclude(name="").values_list("pk", "name").iterator():
            if (seen := cleaning.line(name)) != name and (seen or kind == "User"):
                named.filter(pk=pk).update(name=seen)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_keeping")]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]

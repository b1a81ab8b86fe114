from django.db import migrations


def create_company(apps, schema_editor):
    """Every database begins with a company, a calendar and the built-in roles."""
    from pipeloop.company.actions.founding import ROLES

    role, calendar = apps.get_model("company", "Role"), apps.get_model("company", "WorkCalendar")
    for order, (code, (name, mission)) in enumerate(ROLES.items()):
        role.objects.create(code=code.value, name=name, mission=mission, order=order)
    apps.get_model("company", "Company").objects.create(
        pk=1, calendar=calendar.objects.create(name="Основной")
    )


class Migration(migrations.Migration):
    dependencies = [("company", "0001_initial")]
    operations = [migrations.RunPython(create_company, migrations.RunPython.noop)]

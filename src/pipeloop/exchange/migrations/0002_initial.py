
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('company', '0001_initial'),
        ('conveyor', '0001_initial'),
        ('exchange', '0001_initial'),
        ('history', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='log',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='history.log'),
        ),
        migrations.AddField(
            model_name='connection',
            name='requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dealsnapshotrow',
            name='deal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conveyor.deal'),
        ),
        migrations.AddField(
            model_name='export',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrun',
            name='origin',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='company.origin'),
        ),
        migrations.AddField(
            model_name='dealsnapshotrow',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='exchange.importrun'),
        ),
        migrations.AddField(
            model_name='connection',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.importrun'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='exchange.connection'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['-at', '-id'], name='export_log'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['by', '-at', '-id'], name='export_of_person'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ('waiting', 'running'))), models.Q(models.Q(('state__in', ('waiting', 'running')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='ended_export_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('loaded_at__isnull', False), _connector='OR'), name='loaded_import_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='dealsnapshotrow',
            constraint=models.UniqueConstraint(fields=('run', 'deal'), name='snapshot_once'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'off'), ('token', '')), models.Q(models.Q(('state', 'off'), _negated=True), models.Q(('token', ''), _negated=True)), _connector='OR'), name='connected_has_a_token'),
        ),
        migrations.AddConstraint(
            model_name='sourcerecord',
            constraint=models.UniqueConstraint(fields=('connection', 'kind', 'key'), name='source_record_once'),
        ),
    ]

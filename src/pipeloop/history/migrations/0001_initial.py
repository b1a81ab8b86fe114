
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import pipeloop.history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Log',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('own', 'Deals of this company'), ('file', 'File'), ('crm', 'Another CRM')], max_length=4)),
                ('file', models.FileField(blank=True, upload_to='logs/')),
                ('size', models.BigIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Columns to be checked'), ('reading', 'Being read'), ('ready', 'Ready'), ('failed', 'Not read')], max_length=7)),
                ('format', models.CharField(blank=True, max_length=10)),
                ('header', models.JSONField(default=list)),
                ('samples', models.JSONField(default=list)),
                ('columns', models.JSONField(default=pipeloop.history.models.empty)),
                ('zone', models.CharField(max_length=64)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('folder', models.CharField(blank=True, max_length=40)),
                ('read_at', models.DateTimeField(null=True)),
                ('cases', models.BigIntegerField(default=0)),
                ('events', models.BigIntegerField(default=0)),
                ('rows', models.BigIntegerField(default=0)),
                ('rejected', models.JSONField(default=pipeloop.history.models.empty)),
                ('rejected_examples', models.JSONField(default=list)),
                ('watermark', models.CharField(blank=True, max_length=60)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('details', models.JSONField(default=pipeloop.history.models.empty)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-added_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LogHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('own', 'Deals of this company'), ('file', 'File'), ('crm', 'Another CRM')], max_length=4)),
                ('file', models.FileField(blank=True, upload_to='logs/')),
                ('size', models.BigIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Columns to be checked'), ('reading', 'Being read'), ('ready', 'Ready'), ('failed', 'Not read')], max_length=7)),
                ('format', models.CharField(blank=True, max_length=10)),
                ('header', models.JSONField(default=list)),
                ('columns', models.JSONField(default=pipeloop.history.models.empty)),
                ('zone', models.CharField(max_length=64)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('folder', models.CharField(blank=True, max_length=40)),
                ('read_at', models.DateTimeField(null=True)),
                ('cases', models.BigIntegerField(default=0)),
                ('events', models.BigIntegerField(default=0)),
                ('rows', models.BigIntegerField(default=0)),
                ('rejected', models.JSONField(default=pipeloop.history.models.empty)),
                ('watermark', models.CharField(blank=True, max_length=60)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('details', models.JSONField(default=pipeloop.history.models.empty)),
                ('added_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='history.log')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='log',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'own')), fields=('kind',), name='one_log_of_own_deals'),
        ),
        migrations.AddConstraint(
            model_name='log',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('folder', ''), _negated=True), _connector='OR'), name='ready_log_has_a_folder'),
        ),
        migrations.AddConstraint(
            model_name='log',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'own'), models.Q(('file', ''), _negated=True), _connector='OR'), name='log_has_a_file_or_is_own'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='log',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "history_loghistory" ("added_at", "added_by_id", "cases", "columns", "details", "error", "events", "file", "folder", "format", "header", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "rejected", "revision", "rows", "size", "state", "watermark", "zone") VALUES (NEW."added_at", NEW."added_by_id", NEW."cases", NEW."columns", NEW."details", NEW."error", NEW."events", NEW."file", NEW."folder", NEW."format", NEW."header", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."read_at", NEW."rejected", NEW."revision", NEW."rows", NEW."size", NEW."state", NEW."watermark", NEW."zone"); RETURN NULL;', hash='54fd21dfdf88ec1446522070a5b2ee3b37cad6d1', operation='INSERT', pgid='pgtrigger_insert_insert_1235d', table='history_log', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='log',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."cases" IS DISTINCT FROM (NEW."cases") OR OLD."columns" IS DISTINCT FROM (NEW."columns") OR OLD."details" IS DISTINCT FROM (NEW."details") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."events" IS DISTINCT FROM (NEW."events") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."folder" IS DISTINCT FROM (NEW."folder") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."header" IS DISTINCT FROM (NEW."header") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."read_at" IS DISTINCT FROM (NEW."read_at") OR OLD."rejected" IS DISTINCT FROM (NEW."rejected") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."watermark" IS DISTINCT FROM (NEW."watermark") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))', func='INSERT INTO "history_loghistory" ("added_at", "added_by_id", "cases", "columns", "details", "error", "events", "file", "folder", "format", "header", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "rejected", "revision", "rows", "size", "state", "watermark", "zone") VALUES (NEW."added_at", NEW."added_by_id", NEW."cases", NEW."columns", NEW."details", NEW."error", NEW."events", NEW."file", NEW."folder", NEW."format", NEW."header", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."read_at", NEW."rejected", NEW."revision", NEW."rows", NEW."size", NEW."state", NEW."watermark", NEW."zone"); RETURN NULL;', hash='6e824177b81c6adaf0a0b2668866ea8622d1b3bd', operation='UPDATE', pgid='pgtrigger_update_update_8051e', table='history_log', when='AFTER')),
        ),
    ]

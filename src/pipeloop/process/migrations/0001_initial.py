
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import pipeloop.core.bilingual
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('company', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('text', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='BuyingPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('question', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('proof', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('strategy', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('rule', models.CharField(max_length=200)),
                ('soft', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('field', 'Field'), ('doc', 'Document'), ('buyer', "Client's action"), ('event', 'Event'), ('approval', 'Approval'), ('count', 'Count')], max_length=8)),
                ('code', models.CharField(max_length=40)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('ask', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('value_type', models.CharField(max_length=12)),
                ('choices', models.JSONField(blank=True, default=list)),
                ('maps_to', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('value', models.FloatField()),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('business_minutes', 'business minutes'), ('business_days', 'business days'), ('calendar_days', 'calendar days'), ('day_of_month', 'day of the month')], max_length=16)),
                ('since', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Process',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('description', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
        ),
        migrations.CreateModel(
            name='ProcessHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('description', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('kind', models.CharField(choices=[('won', 'Won'), ('lost_competitor', 'Went to a competitor'), ('no_decision', 'No decision'), ('disqualified', 'Not a fit'), ('dropped_by_us', 'We withdrew')], max_length=15)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('hidden', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReasonHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40)),
                ('kind', models.CharField(choices=[('won', 'Won'), ('lost_competitor', 'Went to a competitor'), ('no_decision', 'No decision'), ('disqualified', 'Not a fit'), ('dropped_by_us', 'We withdrew')], max_length=15)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('hidden', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lead_generation', 'Lead generation'), ('lead_development', 'Lead development'), ('lead_conversion', 'Conversion'), ('client_fulfillment', 'Fulfilment'), ('account_management', 'Account management'), ('key_account_management', 'Key accounts')], max_length=22)),
                ('code', models.CharField(max_length=8)),
                ('order', models.PositiveSmallIntegerField()),
                ('base', models.PositiveSmallIntegerField()),
                ('base_name', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('goal', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('exit_code', models.CharField(blank=True, max_length=20)),
                ('exit_name', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('problem', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='StageHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('lead_generation', 'Lead generation'), ('lead_development', 'Lead development'), ('lead_conversion', 'Conversion'), ('client_fulfillment', 'Fulfilment'), ('account_management', 'Account management'), ('key_account_management', 'Key accounts')], max_length=22)),
                ('code', models.CharField(max_length=8)),
                ('order', models.PositiveSmallIntegerField()),
                ('base', models.PositiveSmallIntegerField()),
                ('base_name', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('goal', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('exit_code', models.CharField(blank=True, max_length=20)),
                ('exit_name', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('problem', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('setup', 'Once a period'), ('flow', 'Once for each deal'), ('cycle', 'Repeats for each client')], default='flow', max_length=5)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('entry', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('exit', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('result', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('tool', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('indicators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('conversion', models.CharField(choices=[('none', 'No share'), ('sequential', 'Passes to the next step'), ('rate', 'Succeeds')], default='none', max_length=10)),
                ('expected_share', models.FloatField(blank=True, null=True)),
                ('days_p50', models.FloatField(blank=True, null=True)),
                ('days_p80', models.FloatField(blank=True, null=True)),
            ],
            options={
                'ordering': ['stage__order', 'order'],
            },
        ),
        migrations.CreateModel(
            name='StepHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=8)),
                ('order', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('setup', 'Once a period'), ('flow', 'Once for each deal'), ('cycle', 'Repeats for each client')], default='flow', max_length=5)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('entry', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('exit', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('result', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('tool', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('indicators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('conversion', models.CharField(choices=[('none', 'No share'), ('sequential', 'Passes to the next step'), ('rate', 'Succeeds')], default='none', max_length=10)),
                ('expected_share', models.FloatField(blank=True, null=True)),
                ('days_p50', models.FloatField(blank=True, null=True)),
                ('days_p80', models.FloatField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StepTechnique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Technique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('how', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
        ),
        migrations.CreateModel(
            name='TechniqueHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('how', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('as_is', 'As is'), ('to_be', 'To be')], default='to_be', max_length=5)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('retired', 'Retired')], default='draft', max_length=7)),
                ('template', models.CharField(blank=True, max_length=40)),
                ('source_log', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('live_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='VersionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('as_is', 'As is'), ('to_be', 'To be')], default='to_be', max_length=5)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('retired', 'Retired')], default='draft', max_length=7)),
                ('template', models.CharField(blank=True, max_length=40)),
                ('source_log', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('live_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActivityHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('order', models.PositiveSmallIntegerField()),
                ('text', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.activity')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CriterionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('order', models.PositiveSmallIntegerField()),
                ('rule', models.CharField(max_length=200)),
                ('soft', models.BooleanField(default=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.criterion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NormHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('text', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('value', models.FloatField()),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('business_minutes', 'business minutes'), ('business_days', 'business days'), ('calendar_days', 'calendar days'), ('day_of_month', 'day of the month')], max_length=16)),
                ('since', models.CharField(blank=True, max_length=40)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.norm')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EvidenceHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('field', 'Field'), ('doc', 'Document'), ('buyer', "Client's action"), ('event', 'Event'), ('approval', 'Approval'), ('count', 'Count')], max_length=8)),
                ('code', models.CharField(max_length=40)),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('ask', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('value_type', models.CharField(max_length=12)),
                ('choices', models.JSONField(blank=True, default=list)),
                ('maps_to', models.CharField(blank=True, max_length=20)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.evidence')),
                ('process', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.process')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='process.process'),
        ),
        migrations.CreateModel(
            name='BuyingPhaseHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', pipeloop.core.bilingual.BilingualField(default=pipeloop.core.bilingual.Bilingual)),
                ('question', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('proof', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('strategy', pipeloop.core.bilingual.BilingualField(blank=True, default=pipeloop.core.bilingual.Bilingual)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.buyingphase')),
                ('process', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.process')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='buyingphase',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buying_phases', to='process.process'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='process',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_processhistory" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='862b5ef1eecb14cff35d332a2101825bd011329e', operation='INSERT', pgid='pgtrigger_insert_insert_fd7b0', table='process_process', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='process',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_processhistory" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='781c123ed116d13915bcecb2dc6e970866fa066a', operation='UPDATE', pgid='pgtrigger_update_update_06cf5', table='process_process', when='AFTER')),
        ),
        migrations.AddField(
            model_name='processhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='processhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.process'),
        ),
        migrations.AddField(
            model_name='reason',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='process.process'),
        ),
        migrations.AddField(
            model_name='reasonhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reasonhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.reason'),
        ),
        migrations.AddField(
            model_name='reasonhistory',
            name='process',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.process'),
        ),
        migrations.AddField(
            model_name='stage',
            name='owner_role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.role'),
        ),
        migrations.AddField(
            model_name='stagehistory',
            name='owner_role',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.role'),
        ),
        migrations.AddField(
            model_name='stagehistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='stagehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.stage'),
        ),
        migrations.AddField(
            model_name='step',
            name='buying_phase',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='process.buyingphase'),
        ),
        migrations.AddField(
            model_name='step',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='company.role'),
        ),
        migrations.AddField(
            model_name='step',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='process.stage'),
        ),
        migrations.AddField(
            model_name='normhistory',
            name='step',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='norm',
            name='step',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='norm', to='process.step'),
        ),
        migrations.AddField(
            model_name='criterionhistory',
            name='step',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='process.step'),
        ),
        migrations.AddField(
            model_name='activityhistory',
            name='step',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='activity',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='process.step'),
        ),
        migrations.AddField(
            model_name='stephistory',
            name='buying_phase',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.buyingphase'),
        ),
        migrations.AddField(
            model_name='stephistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='stephistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.step'),
        ),
        migrations.AddField(
            model_name='stephistory',
            name='role',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.role'),
        ),
        migrations.AddField(
            model_name='stephistory',
            name='stage',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.stage'),
        ),
        migrations.AddField(
            model_name='steptechnique',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='process.step'),
        ),
        migrations.AddField(
            model_name='technique',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='techniques', to='process.process'),
        ),
        migrations.AddField(
            model_name='steptechnique',
            name='technique',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='process.technique'),
        ),
        migrations.AddField(
            model_name='step',
            name='techniques',
            field=models.ManyToManyField(related_name='steps', through='process.StepTechnique', to='process.technique'),
        ),
        migrations.AddField(
            model_name='techniquehistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='techniquehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.technique'),
        ),
        migrations.AddField(
            model_name='techniquehistory',
            name='process',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.process'),
        ),
        migrations.AddField(
            model_name='version',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='process.process'),
        ),
        migrations.AddField(
            model_name='stagehistory',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.version'),
        ),
        migrations.AddField(
            model_name='stage',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='process.version'),
        ),
        migrations.AddField(
            model_name='versionhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='versionhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='process.version'),
        ),
        migrations.AddField(
            model_name='versionhistory',
            name='process',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.process'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('process', 'kind', 'code'), name='evidence_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_evidencehistory" ("ask", "choices", "code", "id", "kind", "maps_to", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "value_type") VALUES (NEW."ask", NEW."choices", NEW."code", NEW."id", NEW."kind", NEW."maps_to", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."value_type"); RETURN NULL;', hash='ea9aa0b0c304c5702396e30caa50876ead356bba', operation='INSERT', pgid='pgtrigger_insert_insert_2c4cc', table='process_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_evidencehistory" ("ask", "choices", "code", "id", "kind", "maps_to", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "value_type") VALUES (NEW."ask", NEW."choices", NEW."code", NEW."id", NEW."kind", NEW."maps_to", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."value_type"); RETURN NULL;', hash='a8a26bb67334bd483ff495889cdfce054a6f1f44', operation='UPDATE', pgid='pgtrigger_update_update_9ee76', table='process_evidence', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='buyingphase',
            constraint=models.UniqueConstraint(fields=('process', 'code'), name='buying_phase_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='buyingphase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_buyingphasehistory" ("code", "id", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "proof", "question", "strategy") VALUES (NEW."code", NEW."id", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."proof", NEW."question", NEW."strategy"); RETURN NULL;', hash='6661f8dd53fc682d1f3cd0890bf55a9f2c9aa02f', operation='INSERT', pgid='pgtrigger_insert_insert_127e8', table='process_buyingphase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='buyingphase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_buyingphasehistory" ("code", "id", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "proof", "question", "strategy") VALUES (NEW."code", NEW."id", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."proof", NEW."question", NEW."strategy"); RETURN NULL;', hash='05806e5b049b1e9caa94421cb615ec457a948f01', operation='UPDATE', pgid='pgtrigger_update_update_430c3', table='process_buyingphase', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='reason',
            constraint=models.UniqueConstraint(fields=('process', 'code'), name='reason_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reason',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_reasonhistory" ("code", "hidden", "id", "kind", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."code", NEW."hidden", NEW."id", NEW."kind", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id"); RETURN NULL;', hash='54b9429d71d2fd1e992c2ace222bf4bc85f2aa09', operation='INSERT', pgid='pgtrigger_insert_insert_c67f2', table='process_reason', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reason',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_reasonhistory" ("code", "hidden", "id", "kind", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."code", NEW."hidden", NEW."id", NEW."kind", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id"); RETURN NULL;', hash='e14472fb0c4791735ec50f5cd2dddbc3b08934af', operation='UPDATE', pgid='pgtrigger_update_update_5db30', table='process_reason', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='norm',
            constraint=models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='norm_is_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='norm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_normhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "step_id", "text", "unit", "value") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."step_id", NEW."text", NEW."unit", NEW."value"); RETURN NULL;', hash='1f7ece4abb7d87df17ac75ef38ee5b4d7828687b', operation='INSERT', pgid='pgtrigger_insert_insert_edd2d', table='process_norm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='norm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_normhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "step_id", "text", "unit", "value") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."step_id", NEW."text", NEW."unit", NEW."value"); RETURN NULL;', hash='3a5a39aa9cb1609c2b4dbb0f0f297954aa78679b', operation='UPDATE', pgid='pgtrigger_update_update_285a8', table='process_norm', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('step', 'rule'), name='rule_once_a_step'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_criterionhistory" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "soft", "step_id") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rule", NEW."soft", NEW."step_id"); RETURN NULL;', hash='8be4b3997350b2c5507a50e656094ed6199e1900', operation='INSERT', pgid='pgtrigger_insert_insert_d6fc4', table='process_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_criterionhistory" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "soft", "step_id") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rule", NEW."soft", NEW."step_id"); RETURN NULL;', hash='702006ff10f6d7d5e4f96ee74b224e12f4dfc747', operation='UPDATE', pgid='pgtrigger_update_update_9a0ff', table='process_criterion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_activityhistory" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_id", "text") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."step_id", NEW."text"); RETURN NULL;', hash='4a7b5c91793c9abb06229d996bd91bd0d419cf69', operation='INSERT', pgid='pgtrigger_insert_insert_a9dcf', table='process_activity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_activityhistory" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step_id", "text") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."step_id", NEW."text"); RETURN NULL;', hash='eb89cd2f429bc464ed852ad1b2ed4e92c78c4454', operation='UPDATE', pgid='pgtrigger_update_update_2a1a3', table='process_activity', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='technique',
            constraint=models.UniqueConstraint(fields=('process', 'code'), name='technique_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='technique',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_techniquehistory" ("code", "how", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."code", NEW."how", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id"); RETURN NULL;', hash='d4f0b2e1737547676117bc9fd710945883ea246b', operation='INSERT', pgid='pgtrigger_insert_insert_5d025', table='process_technique', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='technique',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_techniquehistory" ("code", "how", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id") VALUES (NEW."code", NEW."how", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id"); RETURN NULL;', hash='49a1e88cc6d9de02d4aaf9e8014bf437231625a0', operation='UPDATE', pgid='pgtrigger_update_update_65f7f', table='process_technique', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='steptechnique',
            constraint=models.UniqueConstraint(fields=('step', 'technique'), name='technique_once_a_step'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('stage', 'code'), name='step_code_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('stage', 'order'), name='step_order_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('fields__len__lte', 3)), name='three_fields_at_most'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('expected_share__isnull', True), models.Q(('expected_share__gte', 0), ('expected_share__lte', 1)), _connector='OR'), name='expected_share_is_a_share'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_stephistory" ("buying_phase_id", "code", "conversion", "days_p50", "days_p80", "entry", "exit", "expected_share", "fields", "id", "indicators", "kind", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "role_id", "stage_id", "tool") VALUES (NEW."buying_phase_id", NEW."code", NEW."conversion", NEW."days_p50", NEW."days_p80", NEW."entry", NEW."exit", NEW."expected_share", NEW."fields", NEW."id", NEW."indicators", NEW."kind", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result", NEW."role_id", NEW."stage_id", NEW."tool"); RETURN NULL;', hash='a44119abb045dfb389e7ac52b821f2c28b814560', operation='INSERT', pgid='pgtrigger_insert_insert_3e7be', table='process_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_stephistory" ("buying_phase_id", "code", "conversion", "days_p50", "days_p80", "entry", "exit", "expected_share", "fields", "id", "indicators", "kind", "name", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "role_id", "stage_id", "tool") VALUES (NEW."buying_phase_id", NEW."code", NEW."conversion", NEW."days_p50", NEW."days_p80", NEW."entry", NEW."exit", NEW."expected_share", NEW."fields", NEW."id", NEW."indicators", NEW."kind", NEW."name", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result", NEW."role_id", NEW."stage_id", NEW."tool"); RETURN NULL;', hash='d6f96cdbbe6d56aff1666f27d420039bb9204d16', operation='UPDATE', pgid='pgtrigger_update_update_b3f10', table='process_step', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('process', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('process',), name='one_live_version'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), ('live_at__isnull', False), _connector='OR'), name='live_since_a_moment'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_versionhistory" ("changed_at", "created_at", "id", "kind", "live_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "source_log", "state", "template") VALUES (NEW."changed_at", NEW."created_at", NEW."id", NEW."kind", NEW."live_at", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."process_id", NEW."source_log", NEW."state", NEW."template"); RETURN NULL;', hash='42e23ffd8738c2cb295d7e4cca64f59293ca30d4', operation='INSERT', pgid='pgtrigger_insert_insert_93f7c', table='process_version', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_versionhistory" ("changed_at", "created_at", "id", "kind", "live_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "process_id", "source_log", "state", "template") VALUES (NEW."changed_at", NEW."created_at", NEW."id", NEW."kind", NEW."live_at", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."process_id", NEW."source_log", NEW."state", NEW."template"); RETURN NULL;', hash='3854a90b118bbb0d649f31f1948301d783d60595', operation='UPDATE', pgid='pgtrigger_update_update_52e70', table='process_version', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('version', 'kind'), name='stage_kind_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('version', 'order'), name='stage_order_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('base__gte', 1), ('base__lte', 5)), name='five_base_stages'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_stagehistory" ("base", "base_name", "code", "exit_code", "exit_name", "goal", "id", "kind", "name", "order", "owner_role_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "version_id") VALUES (NEW."base", NEW."base_name", NEW."code", NEW."exit_code", NEW."exit_name", NEW."goal", NEW."id", NEW."kind", NEW."name", NEW."order", NEW."owner_role_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."version_id"); RETURN NULL;', hash='c7d54c8804502bd9a78389b88744f72b7b5fb285', operation='INSERT', pgid='pgtrigger_insert_insert_178b8', table='process_stage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_stagehistory" ("base", "base_name", "code", "exit_code", "exit_name", "goal", "id", "kind", "name", "order", "owner_role_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "version_id") VALUES (NEW."base", NEW."base_name", NEW."code", NEW."exit_code", NEW."exit_name", NEW."goal", NEW."id", NEW."kind", NEW."name", NEW."order", NEW."owner_role_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."version_id"); RETURN NULL;', hash='946b12749bd5ccd26fdd1a811e629b046e58e0fc', operation='UPDATE', pgid='pgtrigger_update_update_044dd', table='process_stage', when='AFTER')),
        ),
    ]


import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0002_initial'),
        ('company', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DealHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('motion', models.CharField(choices=[('new', 'New client'), ('development', 'Development'), ('return', 'Return')], default='new', max_length=11)),
                ('source', models.CharField(blank=True, max_length=100)),
                ('product', models.CharField(blank=True, max_length=150)),
                ('amount', models.BigIntegerField(blank=True, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('entered_stage_at', models.DateTimeField()),
                ('entered_step_at', models.DateTimeField()),
                ('next_step', models.CharField(blank=True, max_length=200)),
                ('next_step_on', models.DateField(blank=True, null=True)),
                ('last_contact_at', models.DateTimeField(blank=True, null=True)),
                ('close_on', models.DateField(blank=True, null=True)),
                ('close_pushes', models.PositiveSmallIntegerField(default=0)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('discount', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ('buying_phase', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost')], default='open', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reason_note', models.CharField(blank=True, max_length=500)),
                ('return_on', models.DateField(blank=True, null=True)),
                ('parked_until', models.DateField(blank=True, null=True)),
                ('waivers', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('external_system', models.CharField(blank=True, max_length=40)),
                ('external_id', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('role', models.CharField(blank=True, max_length=40)),
                ('step_work_s', models.BigIntegerField(null=True)),
                ('stage_work_s', models.BigIntegerField(null=True)),
                ('waiver', models.CharField(blank=True, max_length=500)),
                ('details', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('decider', 'Decides'), ('payer', 'Pays'), ('user', 'Uses'), ('checker', 'Checks'), ('influencer', 'Influences'), ('champion', 'Our champion'), ('opponent', 'Opposes')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='UsualTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step_code', models.CharField(max_length=8)),
                ('departures', models.PositiveIntegerField()),
                ('median_s', models.FloatField()),
                ('measured_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Deal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('motion', models.CharField(choices=[('new', 'New client'), ('development', 'Development'), ('return', 'Return')], default='new', max_length=11)),
                ('source', models.CharField(blank=True, max_length=100)),
                ('product', models.CharField(blank=True, max_length=150)),
                ('amount', models.BigIntegerField(blank=True, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('entered_stage_at', models.DateTimeField()),
                ('entered_step_at', models.DateTimeField()),
                ('next_step', models.CharField(blank=True, max_length=200)),
                ('next_step_on', models.DateField(blank=True, null=True)),
                ('last_contact_at', models.DateTimeField(blank=True, null=True)),
                ('close_on', models.DateField(blank=True, null=True)),
                ('close_pushes', models.PositiveSmallIntegerField(default=0)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('discount', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ('buying_phase', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost')], default='open', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reason_note', models.CharField(blank=True, max_length=500)),
                ('return_on', models.DateField(blank=True, null=True)),
                ('parked_until', models.DateField(blank=True, null=True)),
                ('waivers', models.PositiveSmallIntegerField(default=0)),
                ('warns_at', models.DateTimeField(blank=True, null=True)),
                ('hangs_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('external_system', models.CharField(blank=True, max_length=40)),
                ('external_id', models.CharField(blank=True, max_length=100)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector(models.F('title'), models.F('product'), models.F('external_id'), config='russian'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='clients.account')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.contact')),
                ('hunter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='company.origin')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-entered_step_at', '-id'],
            },
        ),
    ]


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DealSnapshotRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deals', 'Deals'), ('clients', 'Clients'), ('contacts', 'Contacts'), ('person', "One person's data")], max_length=8)),
                ('format', models.CharField(choices=[('xlsx', 'XLSX'), ('csv', 'CSV'), ('json', 'JSON')], max_length=4)),
                ('filters', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Being written'), ('done', 'Ready'), ('failed', 'Not written')], default='waiting', max_length=7)),
                ('done', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('file', models.FileField(blank=True, upload_to='exports/')),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('file', models.FileField(upload_to='imports/')),
                ('size', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('mapping', 'Columns to be mapped'), ('checking', 'Checking'), ('checked', 'Checked'), ('running', 'Loading'), ('done', 'Loaded'), ('failed', 'Not loaded'), ('undoing', 'Undoing'), ('undone', 'Undone')], default='mapping', max_length=8)),
                ('shape', models.CharField(choices=[('deals', 'One row per deal'), ('history', 'One row per stage change')], max_length=7)),
                ('system', models.CharField(max_length=40)),
                ('header', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('stages', models.JSONField(default=dict)),
                ('day_first', models.BooleanField(default=True)),
                ('totals', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('done', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('loaded_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SourceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=300)),
                ('body', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(max_length=20)),
                ('address', models.CharField(max_length=200)),
                ('account', models.CharField(blank=True, max_length=200)),
                ('token', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('ready', 'Connected'), ('fetching', 'Fetching'), ('delivering', 'Delivering its history'), ('failed', 'Stopped'), ('off', 'Disconnected')], default='ready', max_length=10)),
                ('cursor', models.JSONField(null=True)),
                ('fetched_until', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
    ]

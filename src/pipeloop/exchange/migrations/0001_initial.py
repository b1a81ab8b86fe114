
import django.db.models.deletion
import pipeloop.exchange.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conveyor', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deals', 'Deals'), ('clients', 'Clients'), ('contacts', 'Contacts'), ('person', "One person's data")], max_length=8)),
                ('format', models.CharField(choices=[('xlsx', 'XLSX'), ('csv', 'CSV'), ('json', 'JSON')], max_length=4)),
                ('filters', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waits'), ('running', 'Is being written'), ('done', 'Ready'), ('failed', 'Not written')], default='waiting', max_length=7)),
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
            name='Fetched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=300)),
                ('body', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('file', models.FileField(upload_to='imports/')),
                ('size', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('mapping', 'Waits for its columns'), ('checking', 'Is being checked'), ('checked', 'Checked'), ('running', 'Is being loaded'), ('done', 'Loaded'), ('failed', 'Not loaded'), ('undoing', 'Is being taken back'), ('undone', 'Taken back')], default='mapping', max_length=8)),
                ('shape', models.CharField(choices=[('deals', 'One row is one deal'), ('history', 'One row is one change of stage')], max_length=7)),
                ('system', models.CharField(max_length=40)),
                ('header', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('stages', models.JSONField(default=dict)),
                ('day_first', models.BooleanField(default=True)),
                ('totals', models.JSONField(default=pipeloop.exchange.models.no_totals)),
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
            name='Before',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.JSONField()),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conveyor.deal')),
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
                ('state', models.CharField(choices=[('ready', 'Connected'), ('fetching', 'Fetches'), ('writing', 'Hands its history over'), ('failed', 'Stopped'), ('off', 'Disconnected')], default='ready', max_length=8)),
                ('cursor', models.JSONField(null=True)),
                ('fetched_until', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=pipeloop.exchange.models.no_totals)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
    ]

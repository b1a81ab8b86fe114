
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
        ('company', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='origin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='company.origin'),
        ),
        migrations.AddField(
            model_name='account',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accounthistory',
            name='origin',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.origin'),
        ),
        migrations.AddField(
            model_name='accounthistory',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accounthistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='accounthistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='clients.account'),
        ),
        migrations.AddField(
            model_name='contact',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='clients.account'),
        ),
        migrations.AddField(
            model_name='contact',
            name='origin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='company.origin'),
        ),
        migrations.AddField(
            model_name='contacthistory',
            name='account',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.account'),
        ),
        migrations.AddField(
            model_name='contacthistory',
            name='origin',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.origin'),
        ),
        migrations.AddField(
            model_name='contacthistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contacthistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='clients.contact'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='account_search'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['name', 'id'], name='account_by_name'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(condition=models.Q(('tax_id', ''), _negated=True), fields=['tax_id'], name='account_by_tax_id'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_accounthistory" ("created_at", "domain", "fit_class", "id", "industry", "is_key", "name", "origin_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "tax_id") VALUES (NEW."created_at", NEW."domain", NEW."fit_class", NEW."id", NEW."industry", NEW."is_key", NEW."name", NEW."origin_id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region", NEW."tax_id"); RETURN NULL;', hash='53a92cebbba4290c76afaa394cd9f6c22a7528a5', operation='INSERT', pgid='pgtrigger_insert_insert_37d31', table='clients_account', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."fit_class" IS DISTINCT FROM (NEW."fit_class") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."is_key" IS DISTINCT FROM (NEW."is_key") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."origin_id" IS DISTINCT FROM (NEW."origin_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."tax_id" IS DISTINCT FROM (NEW."tax_id"))', func='INSERT INTO "clients_accounthistory" ("created_at", "domain", "fit_class", "id", "industry", "is_key", "name", "origin_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "tax_id") VALUES (NEW."created_at", NEW."domain", NEW."fit_class", NEW."id", NEW."industry", NEW."is_key", NEW."name", NEW."origin_id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region", NEW."tax_id"); RETURN NULL;', hash='18b4975f0842c917b9881f25fe572370dd834521', operation='UPDATE', pgid='pgtrigger_update_update_c2f48', table='clients_account', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('email', ''), ('phone', ''), ('position', '')), _connector='OR'), name='erased_contact_is_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_contacthistory" ("account_id", "consent_at", "consent_source", "created_at", "email", "erased_at", "id", "name", "origin_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."account_id", NEW."consent_at", NEW."consent_source", NEW."created_at", NEW."email", NEW."erased_at", NEW."id", NEW."name", NEW."origin_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='07e48c0e7cbec23697673663c66fd0bf399640cb', operation='INSERT', pgid='pgtrigger_insert_insert_4640e', table='clients_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_contacthistory" ("account_id", "consent_at", "consent_source", "created_at", "email", "erased_at", "id", "name", "origin_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."account_id", NEW."consent_at", NEW."consent_source", NEW."created_at", NEW."email", NEW."erased_at", NEW."id", NEW."name", NEW."origin_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='a342d8c1c57ca43b2bf28e7cff7e0a21bccafb17', operation='UPDATE', pgid='pgtrigger_update_update_9f71b', table='clients_contact', when='AFTER')),
        ),
    ]

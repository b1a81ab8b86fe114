
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0002_initial'),
        ('company', '0001_initial'),
        ('conveyor', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('process', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='deal',
            name='reason',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.reason'),
        ),
        migrations.AddField(
            model_name='deal',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.stage'),
        ),
        migrations.AddField(
            model_name='deal',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='process.step'),
        ),
        migrations.AddField(
            model_name='deal',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.version'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='account',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.account'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='contact',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.contact'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='hunter',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='origin',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.origin'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='conveyor.deal'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='reason',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.reason'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='stage',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.stage'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='step',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='dealhistory',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.version'),
        ),
        migrations.AddField(
            model_name='event',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='event',
            name='deal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='conveyor.deal'),
        ),
        migrations.AddField(
            model_name='event',
            name='from_stage',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.stage'),
        ),
        migrations.AddField(
            model_name='event',
            name='from_step',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='event',
            name='origin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='company.origin'),
        ),
        migrations.AddField(
            model_name='event',
            name='to_stage',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.stage'),
        ),
        migrations.AddField(
            model_name='event',
            name='to_step',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.step'),
        ),
        migrations.AddField(
            model_name='event',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.version'),
        ),
        migrations.AddField(
            model_name='participant',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='clients.contact'),
        ),
        migrations.AddField(
            model_name='participant',
            name='deal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='conveyor.deal'),
        ),
        migrations.AddField(
            model_name='usualtime',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='process.process'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='deal_search'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['step', 'entered_step_at', 'id'], include=('amount', 'currency'), name='deal_on_board'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'step', 'entered_step_at'], include=('amount', 'currency'), name='deal_of_owner'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['hangs_at'], name='deal_hanging'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['entered_step_at', 'id'], name='deal_longest'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(models.Case(models.When(models.Q(('state', 'open')), then=models.Value(0)), default=models.Value(1)), models.OrderBy(models.F('entered_step_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='deal_open_first'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(fields=['account', 'state'], name='deal_of_account'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(fields=['state', 'closed_at'], name='deal_closed'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_system', 'external_id'), name='external_deal_once'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('closed_at__isnull', True), ('reason__isnull', True)), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False), ('parked_until__isnull', True)), _connector='OR'), name='closed_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.CheckConstraint(condition=models.Q(('discount__isnull', True), models.Q(('discount__gte', 0), ('discount__lte', 100)), _connector='OR'), name='discount_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='amount_is_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "conveyor_dealhistory" ("account_id", "amount", "buying_phase", "close_on", "close_pushes", "closed_at", "contact_id", "created_at", "currency", "decision_on", "discount", "entered_stage_at", "entered_step_at", "external_id", "external_system", "facts", "hunter_id", "id", "last_contact_at", "motion", "next_step", "next_step_on", "origin_id", "owner_id", "parked_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "reason_id", "reason_note", "return_on", "revision", "signed_at", "source", "stage_id", "state", "step_id", "title", "version_id", "waivers") VALUES (NEW."account_id", NEW."amount", NEW."buying_phase", NEW."close_on", NEW."close_pushes", NEW."closed_at", NEW."contact_id", NEW."created_at", NEW."currency", NEW."decision_on", NEW."discount", NEW."entered_stage_at", NEW."entered_step_at", NEW."external_id", NEW."external_system", NEW."facts", NEW."hunter_id", NEW."id", NEW."last_contact_at", NEW."motion", NEW."next_step", NEW."next_step_on", NEW."origin_id", NEW."owner_id", NEW."parked_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product", NEW."reason_id", NEW."reason_note", NEW."return_on", NEW."revision", NEW."signed_at", NEW."source", NEW."stage_id", NEW."state", NEW."step_id", NEW."title", NEW."version_id", NEW."waivers"); RETURN NULL;', hash='2e84b066d704089b18b103a0d29d85477a6c9ad9', operation='INSERT', pgid='pgtrigger_insert_insert_6df07', table='conveyor_deal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."buying_phase" IS DISTINCT FROM (NEW."buying_phase") OR OLD."close_on" IS DISTINCT FROM (NEW."close_on") OR OLD."close_pushes" IS DISTINCT FROM (NEW."close_pushes") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."decision_on" IS DISTINCT FROM (NEW."decision_on") OR OLD."discount" IS DISTINCT FROM (NEW."discount") OR OLD."entered_stage_at" IS DISTINCT FROM (NEW."entered_stage_at") OR OLD."entered_step_at" IS DISTINCT FROM (NEW."entered_step_at") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."external_system" IS DISTINCT FROM (NEW."external_system") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."hunter_id" IS DISTINCT FROM (NEW."hunter_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_contact_at" IS DISTINCT FROM (NEW."last_contact_at") OR OLD."motion" IS DISTINCT FROM (NEW."motion") OR OLD."next_step" IS DISTINCT FROM (NEW."next_step") OR OLD."next_step_on" IS DISTINCT FROM (NEW."next_step_on") OR OLD."origin_id" IS DISTINCT FROM (NEW."origin_id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."parked_until" IS DISTINCT FROM (NEW."parked_until") OR OLD."product" IS DISTINCT FROM (NEW."product") OR OLD."reason_id" IS DISTINCT FROM (NEW."reason_id") OR OLD."reason_note" IS DISTINCT FROM (NEW."reason_note") OR OLD."return_on" IS DISTINCT FROM (NEW."return_on") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."stage_id" IS DISTINCT FROM (NEW."stage_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."step_id" IS DISTINCT FROM (NEW."step_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id") OR OLD."waivers" IS DISTINCT FROM (NEW."waivers"))', func='INSERT INTO "conveyor_dealhistory" ("account_id", "amount", "buying_phase", "close_on", "close_pushes", "closed_at", "contact_id", "created_at", "currency", "decision_on", "discount", "entered_stage_at", "entered_step_at", "external_id", "external_system", "facts", "hunter_id", "id", "last_contact_at", "motion", "next_step", "next_step_on", "origin_id", "owner_id", "parked_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "reason_id", "reason_note", "return_on", "revision", "signed_at", "source", "stage_id", "state", "step_id", "title", "version_id", "waivers") VALUES (NEW."account_id", NEW."amount", NEW."buying_phase", NEW."close_on", NEW."close_pushes", NEW."closed_at", NEW."contact_id", NEW."created_at", NEW."currency", NEW."decision_on", NEW."discount", NEW."entered_stage_at", NEW."entered_step_at", NEW."external_id", NEW."external_system", NEW."facts", NEW."hunter_id", NEW."id", NEW."last_contact_at", NEW."motion", NEW."next_step", NEW."next_step_on", NEW."origin_id", NEW."owner_id", NEW."parked_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product", NEW."reason_id", NEW."reason_note", NEW."return_on", NEW."revision", NEW."signed_at", NEW."source", NEW."stage_id", NEW."state", NEW."step_id", NEW."title", NEW."version_id", NEW."waivers"); RETURN NULL;', hash='25cd24de2e10550deda573d4d2e0523b186861e5', operation='UPDATE', pgid='pgtrigger_update_update_40a40', table='conveyor_deal', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['deal', 'at', 'id'], name='event_of_deal'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind__in', ['moved', 'returned', 'won', 'lost'])), fields=['at'], include=('from_stage', 'to_stage', 'kind', 'stage_work_s'), name='event_departures'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='68432f3b20a2afa94d5999b939643a489e2864cb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_73a84', table='conveyor_event', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('deal', 'contact'), name='contact_once_a_deal'),
        ),
        migrations.AddConstraint(
            model_name='usualtime',
            constraint=models.UniqueConstraint(fields=('process', 'step_code'), name='usual_time_once'),
        ),
    ]

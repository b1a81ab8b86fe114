"""Many open deals, made by the database itself."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from pipeloop.company.actions import found_company
from pipeloop.company.models import Person, Role, Team
from pipeloop.process.actions import start_from_template
from pipeloop.process.models import Step, Version
from pipeloop.process.queries import has_live_version

SELLERS = 12
START, CROWD = "LD1", 3

ACCOUNTS = """
INSERT INTO clients_account (name, tax_id, domain, industry, region, fit_class, is_key, created_at)
SELECT 'ООО «' || (array['Полимер','Агро','Сибирь','Вектор','Маяк','Гранит','Кедр','Импульс'])
       [1 + mod(n, 8)] || (array['сервис','снаб','торг'])[1 + mod(n / 8, 3)] || ' ' || n || '»',
       '', '', '', '', '', false, now()
FROM generate_series(1, %(n)s) n
"""
DEALS = """
INSERT INTO conveyor_deal (title, account_id, motion, source, product, amount, currency,
  version_id, stage_id, step_id, entered_stage_at, entered_step_at, owner_id, next_step,
  last_contact_at, close_pushes, buying_phase, facts, state, created_at, reason_note, waivers,
  warns_at, hangs_at, revision, external_system, external_id)
SELECT 'Поставка ' || row_number() OVER (), a.id, 'new', 'Сайт', 'Линия упаковки',
  (random() * 1e8)::bigint, 'RUB', %(version)s, s.stage_id, s.id,
  now() - random() * interval '40 days', now() - random() * interval '20 days',
  (%(sellers)s::bigint[])[1 + floor(random() * %(count)s)::int], '', now(), 0, '', '{}', 'open',
  now() - interval '60 days', '', 0, now() + (random() - 0.5) * interval '20 days',
  now() + (random() - 0.3) * interval '20 days', 0, '', ''
FROM clients_account a
JOIN process_step s ON s.id = (%(steps)s::bigint[])[1 + mod(a.id, cardinality(%(steps)s::bigint[]))]
"""


def make(size: int) -> Person:
    """An empty installation with `size` open deals; returns its head of sales."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    found_company()
    if not has_live_version():
        start_from_template(None)
    roles = {role.code: role for role in Role.objects.all()}
    team = Team.objects.create(name="Север")
    sellers = [Person.objects.create(name=f"Продавец {n}", team=team) for n in range(SELLERS)]
    head = Person.objects.create(name="Анна Орлова", email="head@bench.example")
    head.roles.add(roles["head_of_sales"])
    flow = Step.objects.filter(stage__order__lte=4, kind="flow").order_by("pk")
    steps = [step.pk for step in flow]
    # Most deals are on the first step of the hunters, as in practice; the move starts there.
    steps += CROWD * [step.pk for step in flow if step.code == START]
    with connection.cursor() as cursor:
        # Without the triggers that record history: these rows need none.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(ACCOUNTS, {"n": size})
        cursor.execute(
            DEALS,
            {
                "version": Version.objects.get().pk,
                "steps": steps,
                "sellers": [person.pk for person in sellers],
                "count": SELLERS,
            },
        )
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    return head

"""The beginning: the company's row, its roles, its first administrator."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from pipeloop.company.models import Company, Person, Role, WorkCalendar
from pipeloop.company.words import Language, RoleCode
from pipeloop.core.bilingual import Bilingual
from pipeloop.core.errors import Refused

ROLES = {
    RoleCode.MARKETER: (
        Bilingual("Маркетолог", "Marketer"),
        Bilingual("Создаёт поток лидов и доводит их до MQL", "Creates leads and makes them MQLs"),
    ),
    RoleCode.HUNTER: (
        Bilingual("Хантер", "Hunter"),
        Bilingual(
            "Квалифицирует, утепляет, формирует потребность и отдаёт SQL",
            "Qualifies, warms up, forms the need and delivers SQLs",
        ),
    ),
    RoleCode.CLOSER: (
        Bilingual("Клоузер", "Closer"),
        Bilingual(
            "Согласует заказ, ведёт ценовые переговоры, закрывает сделку",
            "Agrees the order, negotiates the price, closes the deal",
        ),
    ),
    RoleCode.CLIENT_MANAGER: (
        Bilingual("Клиентский менеджер", "Client manager"),
        Bilingual(
            "Ведёт исполнение, удерживает, развивает и возвращает клиентов",
            "Runs fulfilment; retains, develops and wins back clients",
        ),
    ),
    RoleCode.KEY_ACCOUNT_MANAGER: (
        Bilingual("КАМ", "Key account manager"),
        Bilingual("Развивает ключевых клиентов по плану", "Develops key clients by plan"),
    ),
    RoleCode.HEAD_OF_SALES: (
        Bilingual("РОП", "Head of sales"),
        Bilingual(
            "Отвечает за скорость конвейера, регламент, мотивацию и улучшения",
            "Answers for the conveyor's speed, regulation, pay and improvement",
        ),
    ),
    RoleCode.OWNER: (
        Bilingual("Собственник", "Owner"),
        Bilingual(
            "Ставит цель, выделяет ресурсы, смотрит доказательства",
            "Sets the goal, gives resources, reads the evidence",
        ),
    ),
    RoleCode.ADMINISTRATOR: (
        Bilingual("Администратор", "Administrator"),
        Bilingual("Ведёт людей, права, загрузки и процесс", "Keeps people, rights, loads, process"),
    ),
}


@transaction.atomic
def found_company() -> Company:
    """Make sure that the company's row, a calendar and the built-in roles are there."""
    for order, (code, (name, mission)) in enumerate(ROLES.items()):
        Role.objects.get_or_create(
            code=code, defaults={"name": name, "mission": mission, "order": order}
        )
    company = Company.objects.filter(pk=1).first()
    if company is not None:
        return company
    calendar, _made = WorkCalendar.objects.get_or_create(name="Основной")
    return Company.objects.create(pk=1, calendar=calendar)


def is_set_up() -> bool:
    """Whether anybody can sign in yet."""
    return Person.objects.filter(email__isnull=False).exists()


@transaction.atomic
def set_up_company(
    *, company: str, name: str, email: str, password: str, language: Language
) -> Person:
    """Name the company and make its first administrator, who is its head of sales as well.

    Raises:
        Refused: somebody has done it already.
    """
    # The lock lets one of two people be the first.
    row = Company.objects.select_for_update().get(pk=1)
    if is_set_up():
        raise Refused("already_open", _("The company is set up already. Sign in."))
    row.name, row.language = company.strip(), language
    row.save()
    person = Person.objects.create_user(email, password, name=name.strip(), language=language)
    person.roles.set(Role.objects.filter(code__in=[RoleCode.ADMINISTRATOR, RoleCode.HEAD_OF_SALES]))
    return person

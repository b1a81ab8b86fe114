"""The people of the demonstration: twelve sellers in three teams, and who leads them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeloop.company.models import Origin, Person, Role, Team
from pipeloop.company.words import Language, RoleCode

PASSWORD = "pipeloop-demo"  # noqa: S105 - shown to whoever starts the demonstration
NORTH, SOUTH, CLIENTS = "Север", "Юг", "Клиентский отдел"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in."""

    email: str
    name: str
    role: RoleCode
    team: str
    language: Language = Language.RU


ACCOUNTS = (
    Account("head@demo.example", "Анна Орлова", RoleCode.HEAD_OF_SALES, ""),
    Account("owner@demo.example", "Егор Панов", RoleCode.OWNER, ""),
    Account("admin@demo.example", "Жанна Котова", RoleCode.ADMINISTRATOR, ""),
    Account("marketing@demo.example", "Дина Маркова", RoleCode.MARKETER, NORTH),
    Account("hunter1@demo.example", "Вера Лис", RoleCode.HUNTER, NORTH),
    Account("hunter2@demo.example", "Тимур Ахметов", RoleCode.HUNTER, NORTH),
    Account("hunter3@demo.example", "Полина Рыжова", RoleCode.HUNTER, SOUTH),
    Account("hunter4@demo.example", "Денис Фомин", RoleCode.HUNTER, SOUTH),
    Account("closer1@demo.example", "Борис Климов", RoleCode.CLOSER, NORTH),
    Account("closer2@demo.example", "Ирина Дёмина", RoleCode.CLOSER, NORTH),
    Account("closer3@demo.example", "Глеб Зорин", RoleCode.CLOSER, SOUTH),
    Account("closer4@demo.example", "Emma Ward", RoleCode.CLOSER, SOUTH, Language.EN),
    Account("manager1@demo.example", "Ольга Ким", RoleCode.CLIENT_MANAGER, CLIENTS),
    Account("manager2@demo.example", "Степан Лунёв", RoleCode.CLIENT_MANAGER, CLIENTS),
    Account("kam@demo.example", "Марк Северин", RoleCode.KEY_ACCOUNT_MANAGER, CLIENTS),
)


def create_people(origin: Origin) -> dict[RoleCode, list[Person]]:
    """Create the people and their teams; return them by role."""
    teams = {
        name: Team.objects.get_or_create(name=name, defaults={"origin": origin})[0]
        for name in (NORTH, SOUTH, CLIENTS)
    }
    roles = {role.code: role for role in Role.objects.all()}
    staff: dict[RoleCode, list[Person]] = {}
    for account in ACCOUNTS:
        person = Person.objects.create_user(
            account.email,
            PASSWORD,
            name=account.name,
            team=teams.get(account.team),
            language=account.language,
            origin=origin,
        )
        person.roles.add(roles[account.role])
        staff.setdefault(account.role, []).append(person)
    return staff

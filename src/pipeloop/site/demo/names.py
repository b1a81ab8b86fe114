"""Invented names: none of them is meant to be anybody's."""

from __future__ import annotations

from random import Random

_FORMS = ("ООО", "ООО", "ООО", "АО", "ТД", "НПО", "ГК", "ПК")
_ROOTS = (
    "Полимер Агро Сибирь Урал Волга Северная Южная Балтика Гранит Вектор Маяк Ладога Заря Медтехника "
    "Строй Энерго Транс Логистик Пром Техно Эко Альфа Спектр Прибор Металл Кровля Текстиль Пищевик "
    "Комбинат Рубеж Орион Сфера Контур Импульс Горизонт Кедр Алтай Онега Кама Дон Терек Байкал Амур"
).split()
_ENDS = (
    "сервис снаб торг строй маш ресурс проект инвест монтаж комплект групп лайн плюс центр опт пак "
    "хим мет агро дом тех пром"
).split()
_EN_FIRST = (
    "North Silver River Oak Bright Harbour Stone Green Summit Clear West Iron Blue Maple Falcon "
    "Crown Amber Quarry Beacon Willow"
).split()
_EN_SECOND = "field gate bridge wood ford water port ridge brook vale point dale mark crest".split()
_EN_TRADE = (
    "Logistics Foods Packaging Engineering Textiles Supply Devices Roofing Chemicals Retail Energy "
    "Tools"
).split()
_EN_FORMS = ("Ltd", "Ltd", "GmbH", "Inc.", "LLC")

_MEN = "Андрей Сергей Дмитрий Павел Илья Роман Олег Максим Артём Игорь Никита Виктор".split()
_WOMEN = "Елена Ольга Марина Наталья Ирина Татьяна Светлана Юлия Анна Ксения Дарья Вера".split()
_SURNAMES = (
    "Соколов Морозов Волков Лебедев Козлов Новиков Павлов Семёнов Голубев Виноградов Богданов "
    "Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв Макаров Андреев Ильин "
    "Гусев Титов Кузьмин Кудрявцев Баранов Куликов Алексеев"
).split()
_EN_NAMES = "Emma Oliver Grace Henry Alice Jack Laura Peter Sophie Martin Claire Thomas".split()
_EN_SURNAMES = "Ward Hughes Palmer Reed Fisher Lane Wells Hart Stone Price Cole Webb".split()

INDUSTRIES = (
    "Производство", "Строительство", "Логистика", "Пищевая промышленность", "Медицина",
    "Розничная торговля", "Сельское хозяйство", "Энергетика",
)  # fmt: skip
REGIONS = (
    "Москва", "Санкт-Петербург", "Екатеринбург", "Новосибирск", "Казань", "Самара", "Краснодар",
    "Пермь", "Уфа", "Калининград",
)  # fmt: skip
POSITIONS = (
    "генеральный директор", "коммерческий директор", "директор по закупкам", "главный инженер",
    "финансовый директор", "начальник отдела снабжения", "руководитель производства",
)  # fmt: skip


def company(dice: Random) -> str:
    """A company: two of three are called in Russian."""
    if dice.random() < 0.67:
        root, end = dice.choice(_ROOTS), dice.choice(_ENDS)
        return f"{dice.choice(_FORMS)} «{root}{end}»"
    name = dice.choice(_EN_FIRST) + dice.choice(_EN_SECOND)
    return f"{name} {dice.choice(_EN_TRADE)} {dice.choice(_EN_FORMS)}"


def person(dice: Random, *, english: bool = False) -> str:
    """Somebody at a client."""
    if english:
        return f"{dice.choice(_EN_NAMES)} {dice.choice(_EN_SURNAMES)}"
    surname = dice.choice(_SURNAMES)
    if dice.random() < 0.5:
        return f"{dice.choice(_MEN)} {surname}"
    return f"{dice.choice(_WOMEN)} {surname}а"

"""What a column holds is guessed from its name and its cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeloop.formats.columns import (
    DEAL_TARGETS,
    HISTORY_TARGETS,
    guess_columns,
    guess_outcome,
    guess_shape,
    normalize,
)

# Header lines of published files, each with what its columns are.
DEALS = {
    "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,"
    "has_company,has_gtin,average_stock,business_type,declared_product_catalog_size,"
    "declared_monthly_revenue": {
        "external_id": "mql_id",
        "hunter": "sdr_id",
        "owner": "sr_id",
        "won_at": "won_date",
    },
    "mql_id,first_contact_date,landing_page_id,origin": {
        "external_id": "mql_id",
        "created_at": "first_contact_date",
        "source": "origin",
    },
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value": {
        "external_id": "opportunity_id",
        "owner": "sales_agent",
        "product": "product",
        "client": "account",
        "stage": "deal_stage",
        "created_at": "engage_date",
        "closed_at": "close_date",
        "amount": "close_value",
    },
    "sales_agent,manager,regional_office": {"owner": "sales_agent"},
    "ID,Название сделки,Компания,Основной контакт,Рабочий email,Рабочий телефон,Бюджет,Валюта,"
    "Источник,Ответственный,Этап сделки,Дата создания,Дата закрытия,Причина отказа": {
        "external_id": "ID",
        "title": "Название сделки",
        "client": "Компания",
        "contact": "Основной контакт",
        "email": "Рабочий email",
        "phone": "Рабочий телефон",
        "amount": "Бюджет",
        "currency": "Валюта",
        "source": "Источник",
        "owner": "Ответственный",
        "stage": "Этап сделки",
        "created_at": "Дата создания",
        "closed_at": "Дата закрытия",
        "reason": "Причина отказа",
    },
    "Deal - ID,Deal - Title,Deal - Organization,Deal - Value,Deal - Probability,Deal - Stage,"
    "Deal - Owner": {
        "external_id": "Deal - ID",
        "title": "Deal - Title",
        "client": "Deal - Organization",
        "amount": "Deal - Value",
        "stage": "Deal - Stage",
        "owner": "Deal - Owner",
    },
    "deal_id,deal_pipeline_id,deal_type": {"external_id": "deal_id"},
    "Record ID,Deal Name,Associated Company,Amount,Deal owner,Deal Stage,Create Date,Close Date,"
    "Next Step,Closed Lost Reason": {
        "external_id": "Record ID",
        "title": "Deal Name",
        "client": "Associated Company",
        "amount": "Amount",
        "owner": "Deal owner",
        "stage": "Deal Stage",
        "created_at": "Create Date",
        "closed_at": "Close Date",
        "next_step": "Next Step",
        "reason": "Closed Lost Reason",
    },
}
HISTORIES = {
    "deal_id,timestamp,_fivetran_synced,source,name,source_id,value": {
        "deal_id": "deal_id",
        "at": "timestamp",
        "to_stage": "value",
        "title": "name",
    },
    "ID сделки,Этап до,Этап после,Дата изменения,Автор": {
        "deal_id": "ID сделки",
        "from_stage": "Этап до",
        "to_stage": "Этап после",
        "at": "Дата изменения",
        "who": "Автор",
    },
    "OpportunityId,StageName,CreatedDate,Amount": {
        "deal_id": "OpportunityId",
        "to_stage": "StageName",
        "at": "CreatedDate",
        "amount": "Amount",
    },
    "case,activity,start_timestamp,resource": {
        "deal_id": "case",
        "to_stage": "activity",
        "at": "start_timestamp",
        "who": "resource",
    },
}


@pytest.mark.parametrize("line", DEALS)
def test_columns_of_deals_are_found(line: str) -> None:
    header = line.split(",")
    columns = guess_columns(header, [], DEAL_TARGETS)
    assert {code: header[column] for code, column in columns.items()} == DEALS[line]


@pytest.mark.parametrize("line", HISTORIES)
def test_columns_of_a_history_are_found(line: str) -> None:
    header = line.split(",")
    columns = guess_columns(header, [], HISTORY_TARGETS)
    assert {code: header[column] for code, column in columns.items()} == HISTORIES[line]


@pytest.mark.parametrize(
    ("cells", "columns"),
    [(["2026-03-03", None], {"created_at": 0}), (["next week", None], {}), ([], {"created_at": 0})],
)
def test_a_column_of_dates_without_a_digit_is_none(
    cells: list[str | None], columns: dict[str, int]
) -> None:
    assert guess_columns(["Дата создания"], [[cell] for cell in cells], DEAL_TARGETS) == columns


def test_the_most_certain_name_wins_wherever_it_is() -> None:
    header = ["Manager", "Deal value", "Owner", "Amount"]
    columns = guess_columns(header, [], DEAL_TARGETS)
    assert columns == {"owner": 2, "amount": 3}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([w for t in DEAL_TARGETS for w in t.words]), max_size=12))
def test_a_column_serves_one_target(header: list[str]) -> None:
    columns = guess_columns(header, [], DEAL_TARGETS)
    assert len(set(columns.values())) == len(columns)
    assert set(columns.values()) <= set(range(len(header)))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("  Deal_Name ", "deal name"),
        ("dealStage", "deal stage"),
        ("ДатаСоздания", "дата создания"),
        ("E-mail", "e mail"),
        ("Счёт №1", "счет 1"),
        ("ID сделки", "id сделки"),
        ("—", ""),
    ],
)
def test_names_are_compared_in_a_plain_form(name: str, plain: str) -> None:
    assert normalize(name) == plain


@pytest.mark.parametrize(
    ("ids", "shape"), [(("1", "2", "1"), "history"), (("1", "2", "3"), "deals"), ((), "deals")]
)
def test_a_history_names_the_same_deal_again(ids: tuple[str, ...], shape: str) -> None:
    samples = [(deal, "New", "2026-03-03") for deal in ids]
    assert guess_shape(["deal_id", "stage", "timestamp"], samples) == shape


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("ID,OWNER_ID,STAGE_ID,CREATED_TIME", "history"),
        ("Id,OwnerId,StageName,CreatedDate,Name,Amount", "deals"),
    ],
)
def test_an_owner_is_a_deal_only_where_no_other_column_does(line: str, shape: str) -> None:
    rows = [("1", "7", "New", "2026-03-03", "a", "1"), ("2", "7", "Won", "2026-03-04", "b", "2")]
    assert guess_shape(line.split(","), rows) == shape


def test_without_a_date_a_file_is_no_history() -> None:
    assert guess_shape(["deal_id", "stage"], [("1", "New"), ("1", "Won")]) == "deals"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
            [
                "1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1054",
                "Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514",
                "EC4QE1BX,Darcel Schlecht,MG Special,Cancity,Won,2016-10-25,2017-03-07,50",
            ],
        ),
        (
            "mql_id,first_contact_date,landing_page_id,origin",
            ["dac3,2018-02-01,8874,social", "8c18,2017-10-20,007f,paid_search"],
        ),
    ],
)
def test_published_files_of_deals_are_no_histories(header: str, rows: list[str]) -> None:
    assert guess_shape(header.split(","), [row.split(",") for row in rows]) == "deals"


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (("Won", "Closed Won", "Успешно реализовано", "Сделка заключена", "Выиграна"), "won"),
        (("Lost", "closed lost", "Закрыто и не реализовано", "Отказ", "Проиграна"), "lost"),
        (("Disqualified", "Junk", "Спам", "C2:LOSE"), "lost"),
        (("WON", "C2:WON"), "won"),
        (("Prospecting", "Engaging", "Переговоры", "Wonderful", ""), ""),
    ],
)
def test_an_outcome_is_read_from_the_name_of_a_stage(words: tuple[str, ...], outcome: str) -> None:
    assert {guess_outcome(word) for word in words} == {outcome}


@pytest.mark.parametrize(
    "word", ["Closed Won", "closedWon", "CLOSED_WON", "Closed-Won", "closedwon"]
)
def test_the_same_outcome_is_read_however_it_is_joined(word: str) -> None:
    assert guess_outcome(word) == "won"
    lost = word.replace("Won", "Lost").replace("WON", "LOST").replace("won", "lost")
    assert guess_outcome(lost) == "lost"

"""Histories from other CRMs. A system is a folder; a new one begins as a copy of another."""

from pipeloop.exchange.connectors import amocrm, bitrix24, hubspot, pipedrive, salesforce
from pipeloop.exchange.connectors.systems import System

SYSTEMS: dict[str, System] = {
    each.SYSTEM.code: each.SYSTEM for each in (amocrm, bitrix24, hubspot, pipedrive, salesforce)
}

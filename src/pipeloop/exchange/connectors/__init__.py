"""Histories from other CRMs. Each system is a folder; a new one begins as a copy of another."""

from pipeloop.exchange.connectors import amocrm, bitrix24, hubspot, pipedrive, salesforce
from pipeloop.exchange.connectors.system import System

SYSTEMS: dict[str, System] = {
    module.SYSTEM.code: module.SYSTEM
    for module in (amocrm, bitrix24, hubspot, pipedrive, salesforce)
}

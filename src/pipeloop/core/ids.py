"""Types of identifiers, so that a deal's id is never passed for a step's."""

from typing import NewType

PersonId = NewType("PersonId", int)
TeamId = NewType("TeamId", int)
VersionId = NewType("VersionId", int)
StageId = NewType("StageId", int)
StepId = NewType("StepId", int)
DealId = NewType("DealId", int)
AccountId = NewType("AccountId", int)
ContactId = NewType("ContactId", int)
OriginId = NewType("OriginId", int)
ImportId = NewType("ImportId", int)
ExportId = NewType("ExportId", int)
ConnectionId = NewType("ConnectionId", int)
LogId = NewType("LogId", int)

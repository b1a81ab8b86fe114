"""The working week that every engine counts by: Monday to Friday, nine to six, UTC."""

OPENS, CLOSES = 9, 18
WEEKDAYS = (0, 1, 2, 3, 4)

"""People, roles, teams, the working calendar, permissions and their audit."""

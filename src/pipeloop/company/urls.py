from django.urls import path

from pipeloop.company.views import own, people, settings, setup

app_name = "company"

urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/<int:person_id>/", people.edit, name="person"),
    path("people/<int:person_id>/dismiss/", people.dismiss, name="dismiss"),
    path("people/<int:person_id>/take-back/", people.take_back, name="take_back"),
    path("settings/", settings.settings, name="settings"),
    path("teams/new/", settings.team, name="new_team"),
    path("teams/<int:team_id>/", settings.team, name="team"),
    path("calendars/new/", settings.calendar, name="new_calendar"),
    path("calendars/<int:calendar_id>/", settings.calendar, name="calendar"),
    path("me/", own.profile, name="profile"),
    path("me/keys/new/", own.new_token, name="new_token"),
    path("me/keys/<int:token_id>/revoke/", own.revoke, name="revoke_token"),
]

from django.urls import path

from pipeloop.clients.views import clients, personal_data

app_name = "clients"

urlpatterns = [
    path("clients/names/", clients.names, name="names"),
    path("clients/<int:account_id>/", clients.client, name="client"),
    path("clients/<int:account_id>/edit/", clients.edit, name="edit"),
    path("clients/<int:account_id>/contacts/new/", clients.new_contact, name="new_contact"),
    path("contacts/<int:contact_id>/", clients.contact, name="contact"),
    path("contacts/<int:contact_id>/erase/", clients.erase, name="erase_contact"),
    path("personal-data/", personal_data.personal_data, name="personal_data"),
    path("personal-data/erase/", personal_data.erase_past_term, name="erase_past_term"),
]

from django.urls import path

from pipeloop.conveyor.views import board, clients, deals, gates, leads, personal, pulse

app_name = "conveyor"

urlpatterns = [
    path("", pulse.pulse, name="pulse"),
    path("board/", board.home, name="board"),
    path("board/<slug:kind>/", board.board, name="stage"),
    path("board/steps/<int:step_id>/more/", board.more, name="more"),
    path("deals/", board.found, name="deals"),
    path("deals/new/", leads.new, name="new_lead"),
    path("deals/<int:deal_id>/", deals.deal, name="deal"),
    path("deals/<int:deal_id>/card/", deals.card, name="card"),
    path("deals/<int:deal_id>/edit/", deals.edit, name="edit"),
    path("deals/<int:deal_id>/facts/", deals.record_facts, name="facts"),
    path("deals/<int:deal_id>/note/", deals.note, name="note"),
    path("deals/<int:deal_id>/assign/", deals.assign, name="assign"),
    path("deals/<int:deal_id>/park/", deals.park, name="park"),
    path("deals/<int:deal_id>/resume/", deals.resume, name="resume"),
    path("deals/<int:deal_id>/reopen/", deals.reopen, name="reopen"),
    path("deals/<int:deal_id>/move/", gates.move, name="move"),
    path("deals/<int:deal_id>/return/", gates.send_back, name="return"),
    path("deals/<int:deal_id>/won/", gates.won, name="won"),
    path("deals/<int:deal_id>/lost/", gates.lost, name="lost"),
    path("clients/", clients.clients, name="clients"),
    path("clients/names/", clients.names, name="client_names"),
    path("clients/<int:account_id>/", clients.client, name="client"),
    path("clients/<int:account_id>/edit/", clients.edit, name="edit_client"),
    path("clients/<int:account_id>/contacts/new/", clients.new_contact, name="new_contact"),
    path("contacts/<int:contact_id>/", clients.contact, name="contact"),
    path("contacts/<int:contact_id>/erase/", clients.erase, name="erase_contact"),
    path("personal-data/", personal.personal_data, name="personal_data"),
    path("personal-data/erase/", personal.erase_past_term, name="erase_past_term"),
]

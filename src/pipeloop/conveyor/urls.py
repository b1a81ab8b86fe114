from django.urls import path

from pipeloop.conveyor.views import board, client_list, deals, gates, leads

app_name = "conveyor"

urlpatterns = [
    path("board/", board.home, name="board"),
    path("board/<slug:kind>/", board.board, name="stage"),
    path("board/steps/<int:step_id>/more/", board.more, name="more"),
    path("deals/", board.deals, name="deals"),
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
    path("clients/", client_list.clients, name="clients"),
]

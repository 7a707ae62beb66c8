"""What the room sees: phases and slides, who is named, what is hidden, and votes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from group_plgl.services import steer
from group_plgl.services.ballot import Counted, Outcome
from group_plgl.services.weigh import Divided
from group_plgl.store.ballots import Ballot, Candidate
from group_plgl.web import ballots, stage, stage_pages
from group_plgl.web.stage import columns_for

from .conftest import START
from .meeting import drawn, order, vote_for


@pytest.fixture
def team(circle, monkeypatch):
    return drawn(circle, monkeypatch)


def twin(circle):
    return circle.host().get(f"{circle.url}/present.json").json


def at(circle, phase, slide=""):
    steer.go_to(circle.studio, circle.group, phase, slide)
    return twin(circle)


def test_every_field_says_what_it_is():
    pages = [one for one in vars(stage_pages).values() if is_dataclass(one) and isinstance(one, type)]
    assert all(len(field.metadata["help"]) > 5 for page in pages for field in fields(page))


@pytest.mark.parametrize("path", ["/present", "/present.json", "/control", "/control.json"])
def test_only_the_host_opens_it(circle, path):
    private, public = circle(), circle(name="Shelf", rehearsal=True)
    ada = private.join("Ada")
    assert private.outsider().get(private.url + path).status_code == 404
    assert ada.get(private.url + path).status_code == 403
    assert public.outsider().get(public.url + path).status_code == 403
    assert private.host().get(private.url + path).status_code == 200


def test_the_lobby_shows_how_to_come_in_and_who_is_here(circle):
    group = circle(results_shown=False)
    group.join("Ada")
    page = twin(group)
    assert (page["phase"], page["people"], page["names"], page["here"]) == ("lobby", 1, ["Ada"], "1 is here")
    assert page["join"]["code"] == group.group.join_code
    assert page["next"] == "Rating"
    html = group.host().get(f"{group.url}/present").text
    assert page["join"]["spoken_code"] in html
    assert page["join"]["qr_url"] in html


def test_names_stand_on_it_only_where_everybody_sees_them(circle):
    for privacy in ("pseudonymous", "anonymous"):
        group = circle(results_shown=False, privacy=privacy)
        group.join("Ada")
        assert twin(group)["names"] == []
        assert "Ada" not in group.host().get(f"{group.url}/present").text


def test_an_anonymous_group_is_not_counted_below_k(circle):
    group = circle(results_shown=False, privacy="anonymous")
    for _ in range(4):
        group.join("")
    assert (twin(group)["people"], twin(group)["here"]) == (None, "Fewer than 5 are here")
    group.join("")
    assert twin(group)["people"] == 5


def test_simulated_members_are_called_so(circle):
    group = circle(results_shown=False, rehearsal=True)
    group.join("Ada", simulated=True)
    assert twin(group)["here"] == "1 simulated member is here"
    group.join("Bo")
    assert twin(group)["here"] == "2 are here, 1 of them simulated"


def test_a_locked_door_takes_the_code_away(team):
    group, *_ = team
    order(group, "lock")
    assert twin(group)["join"] is None


@pytest.mark.parametrize("slide", ["ideal", "rules", "spread", "divided"])
def test_every_slide_is_shown_and_hidden_ones_are_nowhere(team, slide):
    group, *_ = team
    page = at(group, "reveal", slide)
    assert (page["phase"], page["slide"], page["hidden"]) == ("reveal", slide, False)
    html = group.host().get(f"{group.url}/present").text
    assert f"scene-{slide}-1" in html
    order(group, "hide")
    hidden = twin(group)
    assert (hidden["rules"], hidden["spread"], hidden["divided"], hidden["number"]) == ([], [], [], None)
    text = group.host().get(f"{group.url}/present").text
    assert "scene-curtain" in text
    assert page["rules"] == [] or page["rules"][0]["tile"]["picture_url"] not in text


def test_the_picture_comes_with_n_and_a_range(team):
    group, *_ = team
    page = at(group, "reveal")
    assert page["rules"][0]["sentence"] == "2 of 5 are predicted to like this picture"
    assert page["rules"][0]["reach"].startswith("Likely ")
    assert page["basis"] == "Model 1, predicted from 70 answers of 5 members"


def test_the_spread_has_a_tile_for_each_member_named_where_everybody_sees_names(circle, monkeypatch):
    for privacy, labels in (("identified", 5), ("pseudonymous", 0)):
        group, *_ = drawn(circle, monkeypatch, privacy=privacy, name=privacy)
        page = at(group, "reveal", "spread")
        assert len(page["spread"]) == 5
        assert sum(bool(one["label"]) for one in page["spread"]) == labels


def test_an_anonymous_group_shows_no_members_picture(circle, monkeypatch):
    group, *_ = drawn(circle, monkeypatch, m=6, privacy="anonymous")
    page = at(group, "reveal", "spread")
    assert page["spread"] == []
    assert "no picture of any one member" in group.host().get(f"{group.url}/present").text


def test_what_divides_is_told_in_numbers_only_where_members_are_seen(circle, monkeypatch):
    found = [Divided(f"p{liked}", liked, 20) for liked in (6, 7, 13, 14)]
    monkeypatch.setattr(stage, "dividing", lambda *_, **__: found)
    rough = ["Some like it, most do not", *["About half like it"] * 2, "Most like it, some do not"]
    for privacy, words in (
        ("pseudonymous", [f"{one.liked} of 20 like it" for one in found]),
        ("anonymous", rough),
    ):
        group, *_ = drawn(circle, monkeypatch, privacy=privacy, name=privacy)
        told = at(group, "reveal", "divided")["divided"]
        assert [one["words"] for one in told] == words
        assert {one["asked"] for one in told} == {20 if privacy == "pseudonymous" else None}
        html = group.host().get(f"{group.url}/present").text
        assert ("divided-bar" in html) is (privacy == "pseudonymous")


def test_before_the_first_picture_the_reveal_says_so(circle):
    group = circle(results_shown=False)
    group.join("Ada")
    at(group, "reveal")
    assert "There is no picture of this group yet" in group.host().get(f"{group.url}/present").text


def test_while_rating_the_gauge_says_when_it_is_too_early(team):
    group, *_ = team
    page = at(group, "rating")
    assert page["gauge"]["stop"] is False
    assert page["gauge"]["words"] == "Too early to tell how far the picture still moves."


def test_a_vote_shows_pictures_without_names_and_only_how_many_voted(team):
    group, clients, members = team
    order(group, "vote")
    page = twin(group)
    assert len(page["vote"]["candidates"]) >= 2
    assert {one["label"] for one in page["vote"]["candidates"]} == {""}
    vote_for(group, members[0], clients[0], 0)
    page = twin(group)
    assert (page["vote"]["voted"], page["vote"]["voters"], page["vote"]["everybody"]) == (1, 5, False)
    assert page["result"] is None
    text = group.host().get(f"{group.url}/present").text
    assert not any(word in text for word in ("Consensus", "Best of the deck", "Random"))


def test_nobody_reads_how_a_vote_stands_before_it_is_closed(team):
    group, clients, members = team
    order(group, "vote")
    for client, member in zip(clients, members, strict=True):
        vote_for(group, member, client, 0)
    for asker in (group.host(), clients[0]):
        page = asker.get(f"{group.url}/vote.json").json
        assert (page["voting"], page["result"]) == (True, None)
    assert clients[0].get(f"{group.url}/vote").headers["Location"] == f"{group.url}/rate"
    assert clients[0].get(f"{group.url}.json").json["drawn"] is None


def test_a_closed_vote_stands_beside_its_prediction(team):
    group, clients, members = team
    order(group, "vote")
    for place, (client, member) in enumerate(zip(clients, members, strict=True)):
        vote_for(group, member, client, 0 if place < 4 else 1)
    order(group, "next", at="vote/")
    page = twin(group)
    assert (page["phase"], page["slide"]) == ("reveal", "result")
    lines = page["result"]["lines"]
    assert [line["votes"] for line in lines][:2] == [4, 1]
    assert lines[0]["won"] is True
    assert lines[0]["low"] <= 0.8 <= lines[0]["high"]
    assert (
        "won with 4 of 5 votes. That is more than the 0 to 3 that were predicted."
        in page["result"]["sentence"]
    )
    assert all(line["tile"]["label"] for line in lines)
    assert clients[0].get(f"{group.url}/vote.json").json["result"] == page["result"]
    assert "scene-result" in group.host().get(f"{group.url}/present").text
    assert "4 of 5" in clients[0].get(f"{group.url}/vote").text


def test_a_tie_is_called_a_tie_and_few_votes_few(team):
    group, clients, members = team
    order(group, "vote")
    for place in range(2):
        vote_for(group, members[place], clients[place], place)
    order(group, "close-vote")
    result = twin(group)["result"]
    assert "share the first place with 1 of 2 votes each" in result["sentence"]
    assert result["caution"] == "2 votes are too few to say more."


def test_hidden_results_of_a_vote_are_nowhere(team):
    group, clients, members = team
    order(group, "vote")
    vote_for(group, members[0], clients[0], 0)
    order(group, "close-vote")
    order(group, "hide")
    assert twin(group)["result"] is None
    assert clients[0].get(f"{group.url}/vote.json").json["result"] is None


def test_an_anonymous_vote_tells_no_number_of_few_voters(circle, monkeypatch):
    group, clients, members = drawn(circle, monkeypatch, m=12, privacy="anonymous", k=3)
    for first, shown in ((7, [7, 5]), (10, [None, None])):
        order(group, "vote")
        for place, (client, member) in enumerate(zip(clients, members, strict=True)):
            vote_for(group, member, client, 0 if place < first else 1)
        assert twin(group)["vote"]["voted"] == 12
        order(group, "close-vote")
        result = twin(group)["result"]
        assert [line["votes"] for line in result["lines"]] == shown
        assert [line["won"] for line in result["lines"]] == [True, False]
        assert result["others"] is None
    assert "got the most of 12 votes" in result["sentence"]


def test_an_anonymous_vote_of_one_mind_or_of_few_says_nothing_of_anybody(circle, monkeypatch):
    group, clients, members = drawn(circle, monkeypatch, m=6, privacy="anonymous", k=3)
    order(group, "vote")
    for client, member in zip(clients, members, strict=True):
        vote_for(group, member, client, 0)
    order(group, "close-vote")
    assert {line["votes"] for line in twin(group)["result"]["lines"]} == {None}
    order(group, "vote")
    for client, member in list(zip(clients, members, strict=True))[:2]:
        vote_for(group, member, client, 0)
    assert twin(group)["vote"]["voted"] is None
    order(group, "close-vote")
    assert "too few to show" in twin(group)["result"]["sentence"]


@pytest.mark.parametrize(
    ("chosen", "others", "votes", "shown"),
    [((8, 2), 3, None, [None, None]), ((8, 2), 5, 10, [None, None]), ((6, 6), 3, None, [None, None]),
     ((7, 5), 6, 12, [7, 5]), ((7, 5), 0, 12, [7, 5])],
)  # fmt: skip
def test_what_an_anonymous_vote_leaves_away_is_not_given_back_by_its_sums(
    circle, chosen, others, votes, shown
):
    group = circle(privacy="anonymous", k=5)
    ballot = Ballot(group.group.group_id, 1, 1, 1, START, START, 9, 20, False)
    counted = [
        Counted(
            Candidate(group.group.group_id, 1, place, "random", "", "", [], 0.5, 0.2, 0.8), one, 0.5, 0, 1
        )
        for place, one in enumerate(chosen)
    ]
    with group.app.test_request_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ballots, "outcome", lambda *_: Outcome(counted, sum(chosen), others))
        panel = ballots.result_panel(group.group, ballot)
    assert (panel.votes, [line.votes for line in panel.lines], panel.others) == (votes, shown, None)
    assert str(sum(chosen)) not in panel.sentence or votes is not None
    assert "got the most" in panel.sentence or shown[0]


def test_tiles_fit_without_scrolling():
    for count in range(1, 41):
        columns = columns_for(count)
        assert 1 <= columns <= 10
        assert -(-count // columns) <= 5


def test_the_page_speaks_the_language_that_is_asked_for(team):
    group, *_ = team
    at(group, "reveal")
    page = group.host().get(f"{group.url}/present?lang=en-XA").text
    assert 'lang="en-XA"' in page
    assert "are predicted to like" not in page

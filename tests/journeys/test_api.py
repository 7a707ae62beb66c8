"""The API of a real house over real HTTP: its examples, the client, and the unexpected."""

from __future__ import annotations

import io
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from PIL import Image
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from group_plgl.client import Client, Problem, new_id
from group_plgl.rehearsal import Plan, Rehearsal, rehearse
from group_plgl.services.entrust import SCOPES
from group_plgl.web.api import OPERATIONS
from group_plgl.web.api.openapi import document
from group_plgl.web.api.registry import Operation
from group_plgl.web.api.snippets import curl, path_values, python

from .conftest import House, opened

FEW = {
    "FIRST_POOL": "12", "FULL_POOL": "40", "DECK_AHEAD": "8", "NEEDED_ANSWERS": "8", "NEEDED_EACH": "2",
    "API_REQUESTS": "100000",
}  # fmt: skip
CHECKS = [  # what a wrong key gets is in tests/web/api/test_gate.py: after some it has to wait
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, missing_required_header, unsupported_method,
]  # fmt: skip
EXAMPLES = 5
DOCUMENT = json.loads(json.dumps(document()))


class Desk:
    """A developer with a key, a group that is drawn, and a member who joined through them."""

    def __init__(self, house: House) -> None:
        self.house = house
        wishes = {"name": "Lobby wall", "space": "tiles", "mode": "swipe", "rehearsal": True}
        self.keys = {"house": self._key("The house", "", *SCOPES)}
        self.root = Client(house.url, self.keys["house"])
        made = self.root.create_group(**wishes)
        self.slug = made["group"]["slug"]
        group = Rehearsal(self.slug, made["join_code"], "tiles")
        rehearse(house.url, group, Plan(members=4, answers=12, shape="one camp", seed=3))
        self.keys["group"] = self._key("My app", self.slug, *SCOPES)
        self.client = Client(house.url, self.keys["group"])
        self.member = self.client.create_member(self.slug, nickname="Ada")["member"]
        self._answer(14)
        house.settled(self.slug)
        self._learned()

    def _key(self, name: str, slug: str, *scopes: str) -> str:
        words = [word for scope in scopes for word in ("--scope", scope)]
        done = self.house.command("key", "create", name, *(["--group", slug] if slug else []), *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _answer(self, many: int) -> None:
        for number in range(many):
            card = self.cards()[0]
            self.client.put_rating(self.slug, self.member, new_id(), card=card, value=float(number % 2))

    def _learned(self) -> None:
        until = time.monotonic() + 60
        while not self.client.read_member(self.slug, self.member)["ready"]:
            assert time.monotonic() < until, "a taste is learned"
            time.sleep(1)

    def cards(self) -> list[str]:
        until = time.monotonic() + 60
        while not (turns := self.client.list_cards(self.slug, self.member, limit=4)["items"]):
            assert time.monotonic() < until, "cards are dealt as they are answered"
            time.sleep(0.3)
        return [one["card"] for turn in turns for one in turn["cards"]]

    def asks(self, one: Operation) -> Client:
        """Who asks for this in an example: some things take a key of the house."""
        house = "slug" not in one.parameters and "task_id" not in one.parameters
        return self.root if house else self.client

    def value(self, name: str, one: Operation) -> Any:
        """What stands for a variable of an example."""
        if name == "MEMBER" and one.method == "DELETE":
            return self.client.create_member(self.slug, nickname="Gone")["member"]
        if name == "TASK":
            return self.client.create_export(self.slug, export="picture", words={"pixels": "512"})["task"]
        if name == "CONCEPT":
            new = "is-gone" if one.name == "remove_concept" else "is-new"
            return self.client.found_concept(self.slug, new)["name"]
        made = {
            "GROUP": lambda: self.slug,
            "MEMBER": lambda: self.member,
            "CARD": lambda: self.cards()[0],
            "PICTURE": lambda: self.client.rank_pictures(self.slug, limit=1)["items"][0]["picture"],
            "NUMBER": lambda: self.client.list_models(self.slug, limit=1)["items"][0]["number"],
            "EVENT": new_id,
            "DONE_TASK": self.done_task,
            "ETAG": self.etag,
            "COMMENT": self.comment,
            "LEARNED_CONCEPT": self.learned_concept,
            "UNLABELLED": lambda: self.client.list_unlabelled(self.slug, "is-new", limit=1)["items"][0][
                "picture"
            ],
        }
        return made[name]()

    def settle(self, name: str) -> None:
        """Wait for the jobs where an example reads what they find of the newest number."""
        if name == "read_camps":
            self.house.settled(self.slug)

    def done_task(self) -> str:
        task = self.client.create_export(self.slug, export="picture", words={"pixels": "512"})
        return self.client.wait(task["task"])["task"]

    def comment(self) -> str:
        said = new_id()
        self.client.put_rating(
            self.slug, self.member, said, kind="commented", card=self.cards()[0], text="less busy please"
        )
        return said

    def unlabelled(self) -> str:
        return self.client.list_unlabelled(self.slug, "is-new", limit=1)["items"][0]["picture"]

    def learned_concept(self) -> str:
        """A concept that pictures show: they are light."""
        known = self.client.found_concept(self.slug, "is-light")
        if not known["yes"]:
            left = self.client.list_unlabelled(self.slug, "is-light", limit=200)["items"]
            light = {one["picture"]: self.lightness(one["picture"]) for one in left}
            half = sorted(light.values())[len(light) // 2]
            shows = [picture for picture, value in light.items() if value >= half]
            self.client.label_pictures(self.slug, "is-light", yes=shows, no=sorted(light.keys() - set(shows)))
        return "is-light"

    def lightness(self, picture: str) -> float:
        content = self.client.download_picture(self.slug, picture)
        with Image.open(io.BytesIO(content)) as image:
            return float(np.asarray(image.convert("L"), dtype=float).mean())

    def etag(self) -> str:
        self.client.read_session(self.slug)
        return self.client._known[f"/groups/{self.slug}/session"][0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("house") / "data", **FEW) as house:
        yield Desk(house)


def variables(one: Operation) -> list[str]:
    said = json.dumps(
        [path_values(one), dict(one.example.query), one.example.body, dict(one.example.headers)]
    )
    return sorted({part.split('"')[0] for part in said.split('"$')[1:]})


def answer_fits(one: Operation, answer: Any) -> None:
    """What was answered is what the document says."""
    there = DOCUMENT["paths"][one.path][one.method.lower()]["responses"][str(one.status)]
    schema = there["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(answer)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_example_in_python_runs_and_is_answered_as_documented(
    desk: Desk, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = OPERATIONS[name]
    monkeypatch.chdir(tmp_path)
    desk.settle(name)
    named: dict[str, Any] = {"client": desk.asks(one), "Path": Path}
    named |= {name.lower(): desk.value(name, one) for name in variables(one)}
    exec(compile(python(one), name, "exec"), named)
    if isinstance(one.answer, tuple):
        (file,) = tmp_path.iterdir()
        assert file.stat().st_size > 100
    else:
        answer_fits(one, named["answer"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_example_for_a_shell_runs(desk: Desk, name: str, tmp_path: Path) -> None:
    one = OPERATIONS[name]
    desk.settle(name)
    key = desk.keys["house" if desk.asks(one) is desk.root else "group"]
    given_words = {name: str(desk.value(name, one)) for name in variables(one)}
    env = {**os.environ, "URL": desk.house.url, "KEY": key, **given_words}
    script = curl(one).replace("curl -sS", "curl -sS --fail-with-body --noproxy '*'")
    done = subprocess.run(
        ["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if isinstance(one.answer, tuple):
        assert next(tmp_path.iterdir()).stat().st_size > 100
    else:
        answer_fits(one, json.loads(done.stdout))


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_asked_is_answered_as_documented(desk: Desk, name: str, mode: GenerationMode) -> None:
    one = OPERATIONS[name]
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.config.update(base_url=f"{desk.house.url}/api/v1")
    there = schema[one.path][one.method]
    words = {name: value[1:] if value.startswith("$") else value for name, value in path_values(one).items()}
    path = {name: str(desk.value(said, one)) if said.isupper() else said for name, said in words.items()}
    if one.name in ("delete_member", "cancel_task"):
        path = {name: value if name == "slug" else "0" * len(value) for name, value in path.items()}
    cases = there.as_strategy(generation_mode=mode, path_parameters=path)
    head = {"Authorization": f"Bearer {desk.keys['house' if desk.asks(one) is desk.root else 'group']}"}

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def ask(case: Any) -> None:
        case.call_and_validate(headers=head, checks=CHECKS)

    ask()


def test_the_client_retries_pages_and_tells_problems(desk: Desk) -> None:
    waits: list[float] = []
    patient = Client(desk.house.url, desk.keys["group"], sleep=waits.append)
    listed = list(patient.pages(patient.rank_pictures, desk.slug, limit=3))
    assert [one["place"] for one in listed] == list(range(1, len(listed) + 1)) and len(listed) > 6
    with pytest.raises(Problem, match="422") as found:
        patient.score_pictures(desk.slug, latents=[[0.0]])
    assert found.value.problem["errors"][0]["pointer"] == "/latents"
    with pytest.raises(Problem, match="nobody answers") as found:
        Client("http://127.0.0.1:9", "plgl_", sleep=waits.append, tries=3).list_groups()
    assert found.value.status == 0 and waits == [1.0, 1.0]


def test_progress_is_told_while_a_file_is_made(desk: Desk) -> None:
    told: list[str] = []
    task = desk.client.create_export(desk.slug, export="picture", words={"pixels": "1024"})
    done = desk.client.wait(task["task"], progress=lambda now: told.append(now["status"]))
    assert told[-1] == done["status"] == "done"
    assert desk.client.download_task(task["task"]).startswith(b"\x89PNG")


def test_a_picture_of_ones_own_is_scored_and_changed(desk: Desk) -> None:
    picture = desk.client.rank_pictures(desk.slug, limit=1)["items"][0]["picture"]
    content = desk.client.download_picture(desk.slug, picture)
    found = desk.client.score_pictures(desk.slug, favour="mean", image=content)
    assert 0 <= found["items"][0]["low"] <= found["items"][0]["liking"] <= found["items"][0]["high"] <= 1
    changed = desk.client.transform_picture(desk.slug, favour="mean", budget=2.0, image=content)
    assert changed["verdict"] in ("reached", "out of reach", "invisible", "already")
    space = next(one for one in desk.client.list_spaces()["items"] if one["name"] == "tiles")
    z = np.random.default_rng(1).standard_normal((3, space["latent_dim"]))
    scores = desk.client.score_pictures(desk.slug, latents=z, favour="consensus")
    assert len(scores["items"]) == 3 and set(scores["items"][0]["standing"]) >= {"consensus", "mean"}
    own = desk.client.score_pictures(desk.slug, pictures=[picture], favour="me", member=desk.member)
    assert own["favour"] == "me"


def test_the_command_line_lists_and_takes_back_keys(desk: Desk) -> None:
    made = desk.house.command("key", "create", "For a day", "--days", "1", "--json")
    key = json.loads(made.stdout)
    assert key["scopes"] == ["groups:read", "models:read"] and key["group"] == ""
    assert Client(desk.house.url, key["key"]).list_groups()["items"]
    assert key["prefix"] in desk.house.command("key", "list").stdout
    assert "opens nothing any more" in desk.house.command("key", "revoke", key["prefix"]).stdout
    with pytest.raises(Problem, match="401"):
        Client(desk.house.url, key["key"]).list_groups()
    rows = json.loads(desk.house.command("key", "list", "--json").stdout)["keys"]
    assert next(row["state"] for row in rows if row["prefix"] == key["prefix"]) == "revoked"

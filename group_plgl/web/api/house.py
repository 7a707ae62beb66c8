"""The house: spaces to choose from, modes, jobs and their runs, and what has changed in a group."""

from __future__ import annotations

from datetime import datetime

from flask import Response
from pydantic import Field

from group_plgl.errors import NotAllowed
from group_plgl.feedback.modes import MODES
from group_plgl.services.run import ask_run
from group_plgl.store.keys import HOUSE_KEY
from group_plgl.store.runs import run_of, runs
from group_plgl.web.api.asking import address, asked_group
from group_plgl.web.api.forms import Form, Page, page_of
from group_plgl.web.api.registry import HOUSE, Call, Done, Example, operation
from group_plgl.web.changes import LONGEST_WAIT, handed_over, unfinished
from group_plgl.web.hub import Wish
from group_plgl.web.language import _
from group_plgl.web.wiring import wiring

_LOOKED_AT = 1000


class SpaceForm(Form):
    """A kind of pictures."""

    name: str = Field(description="Its name in requests.")
    key: str = Field(description="Name and version, as stored beside every latent.")
    title: str = Field(description="Its name as people read it.")
    help: str = Field(description="What the pictures are.")
    latent_dim: int = Field(description="How many numbers a latent has.")
    genes: list[str] = Field(description="What each of them is called, in order.")
    sounds: bool = Field(description="Whether every picture also sounds.")


class SpaceList(Form):
    """The spaces a group may choose from."""

    items: list[SpaceForm] = Field(description="The spaces.")


class ModeForm(Form):
    """A way to answer."""

    name: str = Field(description="Its name in requests.")
    title: str = Field(description="Its name as people read it.")
    help: str = Field(description="What a member does.")
    answer: str = Field(description="like, share, ten, pick, class, set or sheet.")
    together: int = Field(description="Pictures shown together; 0 where it depends on the vote.")


class ModeList(Form):
    """The ways to answer."""

    items: list[ModeForm] = Field(description="The modes.")


class JobForm(Form):
    """A job that runs by the clock."""

    name: str = Field(description="Its name in addresses.")
    help: str = Field(description="What it does.")


class JobList(Form):
    """The jobs of the house."""

    items: list[JobForm] = Field(description="The jobs.")


class RunForm(Form):
    """One run of a job."""

    run: str = Field(description="Its id.")
    job: str = Field(description="Of which job.")
    status: str = Field(description="queued, running, done, failed or abandoned.")
    asked_at: datetime = Field(description="When it was asked for.")
    started_at: datetime | None = Field(description="When it began; null before.")
    finished_at: datetime | None = Field(description="When it ended; null before.")


class RunList(Form):
    """Runs, the newest first."""

    items: list[RunForm] = Field(description="The runs of this page.")
    next: str | None = Field(description="What to send as `after` for the next page; null on the last.")


class Since(Form):
    """Since when, and for how long it is waited."""

    after: int = Field(0, ge=0, le=10**16, description="The version you know.")
    wait: int = Field(0, ge=0, le=LONGEST_WAIT, description="Seconds to wait for another one; 0 not at all.")


class Hint(Form):
    """Whether anything of a group has changed, never what."""

    version: int = Field(description="Rises with every change; two equal versions mean the same answers.")
    session: int = Field(description="The version at which the group, its session or its vote last changed.")
    number: int | None = Field(description="The newest model that may be shown, while members see results.")


@operation("GET", "/spaces", scope="groups:read", subject=HOUSE, answer=SpaceList)
def list_spaces(_call: Call) -> SpaceList:
    """The spaces a group may choose from, and what a latent of each is."""
    return SpaceList(
        items=[
            SpaceForm(
                name=one.name, key=one.key, title=_(one.title), help=_(one.help), latent_dim=one.latent_dim,
                genes=[gene.name for gene in one.genes], sounds=one.sounds,
            )
            for one in wiring().spaces.values()
        ]
    )  # fmt: skip


@operation("GET", "/modes", scope="groups:read", subject=HOUSE, answer=ModeList)
def list_modes(_call: Call) -> ModeList:
    """The ways in which members answer."""
    return ModeList(
        items=[
            ModeForm(
                name=one.name, title=_(one.title), help=_(one.help), answer=one.answer, together=one.together
            )
            for one in MODES.values()
        ]
    )


@operation(
    "GET", "/groups/{slug}/changes", scope="groups:read", subject=HOUSE, answer=Hint, query=Since,
    example=Example(query={"wait": 1}),
)  # fmt: skip
def read_changes(call: Call) -> Hint | Response:
    """Whether anything of a group has changed: look again only when the version is another.

    With `wait` the answer comes as soon as there is another version than `after`, and at the latest
    when the time is up. No thread of the server waits meanwhile.
    """
    group, asked = asked_group(call), call.query
    hint = wiring().hub.versions.hint(group.group_id)
    wish = Wish(group.group_id, asked.after, "admin" in call.key.scopes, float(asked.wait))
    if asked.wait and hint.version == asked.after and handed_over(wish):
        return unfinished("application/json")
    return Hint(version=hint.version, session=hint.session, number=hint.number)


@operation("GET", "/jobs", scope="admin", subject=HOUSE, answer=JobList)
def list_jobs(call: Call) -> JobList:
    """The jobs of the house. Takes a key of the house."""
    _require_house(call)
    return JobList(items=[JobForm(name=name, help=_(help)) for name, help in wiring().jobs.items()])


@operation(
    "GET",
    "/runs",
    scope="admin",
    subject=HOUSE,
    answer=RunList,
    query=Page,
    example=Example(query={"limit": 5}),
)
def list_runs(call: Call) -> RunList:
    """What the jobs did lately, the newest first. Takes a key of the house."""
    _require_house(call)
    there = runs(wiring().studio.database, limit=_LOOKED_AT)
    shown, more = page_of(there, [one.run_id for one in there], call.query)
    return RunList(items=[_run_form(one) for one in shown], next=more)


@operation(
    "POST", "/jobs/{name}/runs", scope="admin", subject=HOUSE, answer=RunForm, status=202, repeatable=True
)
def run_job(call: Call) -> Done:
    """Have a job run now: the clock takes it up within a second. Takes a key of the house."""
    _require_house(call)
    studio = wiring().studio
    found = run_of(studio.database, ask_run(studio, call.path["name"]))
    assert found is not None, "what was just asked for is there"
    return Done(_run_form(found), 202, address("/runs"))


def _run_form(row: object) -> RunForm:
    told = {name: getattr(row, name) for name in RunForm.model_fields if name != "run"}
    return RunForm(run=row.run_id, **told)  # type: ignore[attr-defined]


def _require_house(call: Call) -> None:
    """Let only keys of the house through.

    Raises:
        NotAllowed: It is a key of one group.
    """
    if call.key.group_id != HOUSE_KEY:
        raise NotAllowed("that takes a key of the house")

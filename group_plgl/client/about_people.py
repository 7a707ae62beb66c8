"""What can be asked of the API about people: a method for each operation.

Written from the registry of the API by tests/web/api/test_client_code.py; change that instead.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from group_plgl.client.people import (
    CardList,
    CommentForm,
    CommentList,
    Founded,
    GroupForm,
    GroupList,
    Hint,
    JobList,
    MemberForm,
    MemberList,
    ModeList,
    Nothing,
    RunForm,
    RunList,
    SessionForm,
    SessionList,
    SpaceList,
    Taken,
    TakenList,
    TasteForm,
)
from group_plgl.client.transport import Transport


class AboutPeople(Transport):
    """What programs may ask for."""

    def list_groups(self, *, limit: int | None = None, after: str | None = None) -> GroupList:
        """The groups a key is for: the one whose host made it, or all with a key of the house."""
        return cast(GroupList, self.ask("GET", "/groups", query={"limit": limit, "after": after}))

    def read_group(self, slug: str) -> GroupForm:
        """One group, and how far it is."""
        return cast(GroupForm, self.ask("GET", f"/groups/{slug}"))

    def create_group(
        self,
        *,
        name: str,
        space: str,
        question: str | None = None,
        privacy: Literal["identified", "pseudonymous", "anonymous"] | None = None,
        k: int | None = None,
        mode: str | None = None,
        classes: list[str] | None = None,
        ordered: bool | None = None,
        aim: str | None = None,
        strategy: str | None = None,
        results_shown: bool | None = None,
        questions: list[dict[str, Any]] | None = None,
        rehearsal: bool | None = None,
    ) -> Founded:
        """Found a group with its first session open. Takes a key of the house.

        The host key is told once: keep it, or hand it to whoever shall be the host. Pictures are drawn and
        cards dealt within seconds after.
        """
        return cast(
            Founded,
            self.ask(
                "POST",
                "/groups",
                body={
                    "name": name,
                    "question": question,
                    "space": space,
                    "privacy": privacy,
                    "k": k,
                    "mode": mode,
                    "classes": classes,
                    "ordered": ordered,
                    "aim": aim,
                    "strategy": strategy,
                    "results_shown": results_shown,
                    "questions": questions,
                    "rehearsal": rehearsal,
                },
                named=True,
            ),
        )

    def list_sessions(self, slug: str, *, limit: int | None = None, after: str | None = None) -> SessionList:
        """All sittings of a group, the first one first."""
        return cast(
            SessionList, self.ask("GET", f"/groups/{slug}/sessions", query={"limit": limit, "after": after})
        )

    def read_session(self, slug: str) -> SessionForm:
        """The current sitting of a group. Its ETag is what `change_session` has to name."""
        return cast(SessionForm, self.ask("GET", f"/groups/{slug}/session"))

    def open_session(
        self,
        slug: str,
        *,
        mode: str | None = None,
        classes: list[str] | None = None,
        ordered: bool | None = None,
        aim: str | None = None,
        strategy: str | None = None,
    ) -> SessionForm:
        """Open a new sitting; one that is open is closed first, with the vote in it."""
        return cast(
            SessionForm,
            self.ask(
                "POST",
                f"/groups/{slug}/sessions",
                body={"mode": mode, "classes": classes, "ordered": ordered, "aim": aim, "strategy": strategy},
                named=True,
            ),
        )

    def change_session(
        self,
        slug: str,
        *,
        phase: Literal["lobby", "rating", "reveal"] | None = None,
        results_shown: bool | None = None,
        door_open: bool | None = None,
        closed: Literal[True] | None = None,
    ) -> SessionForm:
        """Change the current sitting: its phase, what members see, its door; or close it.

        Send the ETag you read as `If-Match`: what somebody else has changed meanwhile is not undone unseen.
        """
        return cast(
            SessionForm,
            self.ask(
                "PATCH",
                f"/groups/{slug}/session",
                body={
                    "phase": phase,
                    "results_shown": results_shown,
                    "door_open": door_open,
                    "closed": closed,
                },
                guarded=True,
            ),
        )

    def list_comments(self, slug: str, member: str) -> CommentList:
        """What the comments of a member of yours were heard to say. Not in anonymous groups."""
        return cast(CommentList, self.ask("GET", f"/groups/{slug}/members/{member}/comments"))

    def correct_comment(
        self,
        slug: str,
        member: str,
        event_id: str,
        *,
        key: str,
        meaning: Literal["liked", "disliked", "nothing", "heard"],
    ) -> CommentForm:
        """Say what a comment of a member of yours means, in their name.

        It counts when the group is next learned. What was heard is kept beside it, so one can go back.
        """
        return cast(
            CommentForm,
            self.ask(
                "PUT",
                f"/groups/{slug}/members/{member}/comments/{event_id}",
                body={"key": key, "meaning": meaning},
            ),
        )

    def list_members(self, slug: str, *, limit: int | None = None, after: str | None = None) -> MemberList:
        """Who is in a group. In anonymous groups nobody is listed, whoever asks."""
        return cast(
            MemberList, self.ask("GET", f"/groups/{slug}/members", query={"limit": limit, "after": after})
        )

    def create_member(
        self,
        slug: str,
        *,
        nickname: str | None = None,
        answers: list[str] | None = None,
        simulated: bool | None = None,
    ) -> MemberForm:
        """Let somebody join through your program; the key then speaks for them.

        Tell them first what the group's privacy is: who joins anonymously, or under a nickname. They are
        members like all others, count like them, and can be erased with `delete_member`.
        """
        return cast(
            MemberForm,
            self.ask(
                "POST",
                f"/groups/{slug}/members",
                body={"nickname": nickname, "answers": answers, "simulated": simulated},
                named=True,
            ),
        )

    def read_member(self, slug: str, member: str) -> MemberForm:
        """A member for whom the key speaks, and how far they are."""
        return cast(MemberForm, self.ask("GET", f"/groups/{slug}/members/{member}"))

    def download_takeout(self, slug: str, member: str) -> bytes:
        """Everything kept about a member of yours, as a ZIP for them. Not in anonymous groups."""
        return self.fetch("GET", f"/groups/{slug}/members/{member}/takeout")

    def delete_member(self, slug: str, member: str) -> Nothing:
        """Erase a member for whom the key speaks, all they said, and everything made of it."""
        return cast(Nothing, self.ask("DELETE", f"/groups/{slug}/members/{member}"))

    def list_cards(self, slug: str, member: str, *, limit: int | None = None) -> CardList:
        """The next cards of a member for whom the key speaks. How they are answered is said with them."""
        return cast(
            CardList, self.ask("GET", f"/groups/{slug}/members/{member}/cards", query={"limit": limit})
        )

    def put_rating(
        self,
        slug: str,
        member: str,
        event_id: str,
        *,
        kind: Literal["rated", "chosen", "classed", "sorted", "skipped", "undone", "commented"] | None = None,
        card: str | None = None,
        value: float | None = None,
        target: str | None = None,
        answer_ms: int | None = None,
        text: str | None = None,
    ) -> Taken:
        """Send what a member answered to a card, under an id that you make.

        It is durable once it is answered: 201 the first time, 200 when it comes again. The same id with
        something else in it is a 409, and the first stands.
        """
        return cast(
            Taken,
            self.ask(
                "PUT",
                f"/groups/{slug}/members/{member}/ratings/{event_id}",
                body={
                    "kind": kind,
                    "card": card,
                    "value": value,
                    "target": target,
                    "answer_ms": answer_ms,
                    "text": text,
                },
            ),
        )

    def send_ratings(self, slug: str, member: str, *, ratings: list[dict[str, Any]]) -> TakenList:
        """Send several answers of a member at once, at most 200; each is told its own status.

        Those that can be taken are taken, whatever becomes of the others. Sent again, nothing counts twice.
        """
        return cast(
            TakenList, self.ask("POST", f"/groups/{slug}/members/{member}/ratings", body={"ratings": ratings})
        )

    def read_taste(self, slug: str, member: str) -> TasteForm:
        """What is known of the taste of a member for whom the key speaks. Not in anonymous groups."""
        return cast(TasteForm, self.ask("GET", f"/groups/{slug}/members/{member}/taste"))

    def list_spaces(self) -> SpaceList:
        """The spaces a group may choose from, and what a latent of each is."""
        return cast(SpaceList, self.ask("GET", "/spaces"))

    def list_modes(self) -> ModeList:
        """The ways in which members answer."""
        return cast(ModeList, self.ask("GET", "/modes"))

    def read_changes(self, slug: str, *, after: int | None = None, wait: int | None = None) -> Hint:
        """Whether anything of a group has changed: look again only when the version is another.

        With `wait` the answer comes as soon as there is another version than `after`, and at the latest
        when the time is up. No thread of the server waits meanwhile.
        """
        return cast(Hint, self.ask("GET", f"/groups/{slug}/changes", query={"after": after, "wait": wait}))

    def list_jobs(self) -> JobList:
        """The jobs of the house. Takes a key of the house."""
        return cast(JobList, self.ask("GET", "/jobs"))

    def list_runs(self, *, limit: int | None = None, after: str | None = None) -> RunList:
        """What the jobs did lately, the newest first. Takes a key of the house."""
        return cast(RunList, self.ask("GET", "/runs", query={"limit": limit, "after": after}))

    def run_job(self, name: str) -> RunForm:
        """Have a job run now: the clock takes it up within a second. Takes a key of the house."""
        return cast(RunForm, self.ask("POST", f"/jobs/{name}/runs", named=True))

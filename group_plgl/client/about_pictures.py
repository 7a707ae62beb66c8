"""What can be asked of the API about pictures: a method for each operation.

Written from the registry of the API by tests/web/api/test_client_code.py; change that instead.
"""

from __future__ import annotations

from typing import Any, cast

from group_plgl.client.pictures import (
    CampList,
    ChangeForm,
    ChartForm,
    ChartList,
    CompareForm,
    ConceptForm,
    ConceptList,
    ExportList,
    Findable,
    MatchList,
    ModelForm,
    ModelList,
    Nothing,
    OneIdeal,
    PictureList,
    RankedList,
    Required,
    ResemblingList,
    RuleList,
    ScoreList,
    TaskForm,
    TaskList,
    WishList,
)
from group_plgl.client.transport import Transport


class AboutPictures(Transport):
    """What programs may ask for."""

    def list_rules(self) -> RuleList:
        """The rules that make one taste of many, and when to use which."""
        return cast(RuleList, self.ask("GET", "/rules"))

    def list_models(self, slug: str, *, limit: int | None = None, after: str | None = None) -> ModelList:
        """The numbered group models, the newest first; each is kept as it was published."""
        return cast(
            ModelList, self.ask("GET", f"/groups/{slug}/models", query={"limit": limit, "after": after})
        )

    def read_model(self, slug: str, number: int) -> ModelForm:
        """One group model: the ideal of each rule, and who is predicted to like it."""
        return cast(ModelForm, self.ask("GET", f"/groups/{slug}/models/{number}"))

    def read_ideal(self, slug: str, number: int, rule: str) -> OneIdeal:
        """One ideal, and where it comes from: all it takes to draw it again, and how new it is.

        Sensitive genes stand in the middle of the latent, whatever they are.
        """
        return cast(OneIdeal, self.ask("GET", f"/groups/{slug}/models/{number}/ideals/{rule}"))

    def download_ideal(self, slug: str, number: int, rule: str) -> bytes:
        """An ideal as a PNG that says in itself where it comes from. A copy of a known work is refused."""
        return self.fetch("GET", f"/groups/{slug}/models/{number}/ideals/{rule}/png")

    def download_sampler(self, slug: str, number: int, rule: str) -> bytes:
        """One safetensors file that draws new ideals of a group, without anything of its members."""
        return self.fetch("GET", f"/groups/{slug}/models/{number}/ideals/{rule}/sampler")

    def download_picture(self, slug: str, picture_id: str, *, member: str | None = None) -> bytes:
        """One picture of a group that the key may see: of its pool, of results, on cards of its members."""
        return self.fetch("GET", f"/groups/{slug}/pictures/{picture_id}", query={"member": member})

    def read_wishes(self, slug: str) -> WishList:
        """What members said in comments that they like and dislike, as far as at least three spoke of it.

        Nothing in anonymous groups, where comments teach nothing.
        """
        return cast(WishList, self.ask("GET", f"/groups/{slug}/wishes"))

    def read_camps(self, slug: str) -> CampList:
        """Whether the group falls into camps of taste, and how sure that is. It may say: too few to say."""
        return cast(CampList, self.ask("GET", f"/groups/{slug}/camps"))

    def list_concepts(self, slug: str) -> ConceptList:
        """What the host of a group says that pictures show, and how well each is known."""
        return cast(ConceptList, self.ask("GET", f"/groups/{slug}/concepts"))

    def found_concept(self, slug: str, concept: str) -> ConceptForm:
        """Found a concept, unless it is there.

        Names that sort people by skin, age, sex or health are refused.
        """
        return cast(ConceptForm, self.ask("PUT", f"/groups/{slug}/concepts/{concept}"))

    def list_unlabelled(
        self, slug: str, concept: str, *, limit: int | None = None, after: str | None = None
    ) -> PictureList:
        """Pictures that have no label of a concept yet, in an order that tells nothing of them."""
        return cast(
            PictureList,
            self.ask(
                "GET", f"/groups/{slug}/concepts/{concept}/pictures", query={"limit": limit, "after": after}
            ),
        )

    def label_pictures(
        self, slug: str, concept: str, *, yes: list[str] | None = None, no: list[str] | None = None
    ) -> ConceptForm:
        """Say of pictures of a group's pool, or of its own, whether they show a concept.

        What was said of the same pictures before gives way. A concept that is required takes no labels.
        """
        return cast(
            ConceptForm,
            self.ask("POST", f"/groups/{slug}/concepts/{concept}/labels", body={"yes": yes, "no": no}),
        )

    def undo_label(self, slug: str, concept: str) -> ConceptForm:
        """Take the last label of a concept back; again takes back the one before."""
        return cast(ConceptForm, self.ask("DELETE", f"/groups/{slug}/concepts/{concept}/labels/last"))

    def require_concept(self, slug: str, concept: str, *, chance: float) -> Required:
        """Require of ideals of a group that they show a concept, from the next one on.

        Refused where its labels foretell no unseen ones, or no picture found meets all that is required.
        """
        return cast(
            Required,
            self.ask("PUT", f"/groups/{slug}/concepts/{concept}/requirement", body={"chance": chance}),
        )

    def lift_concept(self, slug: str, concept: str) -> ConceptForm:
        """Require a concept of ideals no more; again does nothing."""
        return cast(ConceptForm, self.ask("DELETE", f"/groups/{slug}/concepts/{concept}/requirement"))

    def remove_concept(self, slug: str, concept: str) -> Nothing:
        """Erase a concept with its labels, where it is not required."""
        return cast(Nothing, self.ask("DELETE", f"/groups/{slug}/concepts/{concept}"))

    def score_pictures(
        self,
        slug: str,
        *,
        latents: list[list[float]] | None = None,
        pictures: list[str] | None = None,
        favour: str | None = None,
        member: str | None = None,
        image: bytes | None = None,
    ) -> ScoreList:
        """How pictures are predicted to be liked: latents, pictures of the group, or one that you send.

        A picture that is sent (as image/png, image/jpeg or image/webp) is scored as the nearest one that
        the space can draw; nothing of it is kept. In anonymous groups the mean alone is told, in two
        digits.
        """
        return cast(
            ScoreList,
            self.ask(
                "POST",
                f"/groups/{slug}/score",
                body={"latents": latents, "pictures": pictures, "favour": favour, "member": member},
                image=image,
                of_image={"favour": favour, "member": member},
            ),
        )

    def transform_picture(
        self,
        slug: str,
        *,
        picture: str | None = None,
        latent: list[float] | None = None,
        favour: str | None = None,
        towards: list[str] | None = None,
        chance: float | None = None,
        budget: float | None = None,
        words: list[str] | None = None,
        strength: float | None = None,
        keep: list[str] | None = None,
        member: str | None = None,
        image: bytes | None = None,
    ) -> ChangeForm:
        """Change a picture as little as one sees until it is liked, or look like others; nothing is kept.

        The picture is one of the group, a latent, or one that you send. In anonymous groups the mean alone
        is followed, just over even or by a budget.
        """
        return cast(
            ChangeForm,
            self.ask(
                "POST",
                f"/groups/{slug}/transform",
                body={
                    "picture": picture,
                    "latent": latent,
                    "favour": favour,
                    "towards": towards,
                    "chance": chance,
                    "budget": budget,
                    "words": words,
                    "strength": strength,
                    "keep": keep,
                    "member": member,
                },
                image=image,
                of_image={
                    "favour": favour,
                    "chance": chance,
                    "budget": budget,
                    "words": words,
                    "strength": strength,
                    "keep": keep,
                    "member": member,
                },
            ),
        )

    def compare_pictures(self, slug: str, *, a: str, b: str) -> CompareForm:
        """How two pictures of a group differ, and how many would clearly rather have which."""
        return cast(CompareForm, self.ask("GET", f"/groups/{slug}/comparison", query={"a": a, "b": b}))

    def set_findable(self, slug: str, member: str, *, findable: bool) -> Findable:
        """Take what a member for whom the key speaks says about being found by taste: it is theirs to say."""
        return cast(
            Findable,
            self.ask("PUT", f"/groups/{slug}/members/{member}/findable", body={"findable": findable}),
        )

    def list_matches(self, slug: str, member: str) -> MatchList:
        """Whose taste meets that of a member of yours, among those who let themselves be found.

        What is told of two people is told to both; being found is off until a member says so.
        """
        return cast(MatchList, self.ask("GET", f"/groups/{slug}/members/{member}/matches"))

    def rank_pictures(
        self,
        slug: str,
        *,
        limit: int | None = None,
        after: str | None = None,
        rule: str | None = None,
        camp: int | None = None,
    ) -> RankedList:
        """The pictures of a group by its taste, the best first: its own, or those of its pool.

        Of own pictures the most central come first while no taste is known. In anonymous groups the order
        is told, and no liking.
        """
        return cast(
            RankedList,
            self.ask(
                "GET",
                f"/groups/{slug}/ranking",
                query={"limit": limit, "after": after, "rule": rule, "camp": camp},
            ),
        )

    def score_by_examples(
        self, slug: str, *, pictures: list[str], voices: list[dict[str, Any]], rule: str | None = None
    ) -> ResemblingList:
        """How pictures compare with examples that you name: no answers, no training, nothing stored.

        What is told rests on the examples alone and is nobody's taste. Several voices are combined by a
        rule.
        """
        return cast(
            ResemblingList,
            self.ask(
                "POST",
                f"/groups/{slug}/resembling",
                body={"pictures": pictures, "voices": voices, "rule": rule},
            ),
        )

    def list_charts(self, slug: str) -> ChartList:
        """The charts of the board, what each shows, and what would mislead in it."""
        return cast(ChartList, self.ask("GET", f"/groups/{slug}/charts"))

    def read_chart(
        self,
        slug: str,
        chart: str,
        *,
        number: int | None = None,
        camp: int | None = None,
        answers: int | None = None,
        session: int | None = None,
        mode: str | None = None,
        since: str | None = None,
        until: str | None = None,
        q1: str | None = None,
        q2: str | None = None,
        q3: str | None = None,
        weighted: bool | None = None,
    ) -> ChartForm:
        """The rows of one chart, as the board draws them for whoever asks."""
        return cast(
            ChartForm,
            self.ask(
                "GET",
                f"/groups/{slug}/charts/{chart}",
                query={
                    "number": number,
                    "camp": camp,
                    "answers": answers,
                    "session": session,
                    "mode": mode,
                    "since": since,
                    "until": until,
                    "q1": q1,
                    "q2": q2,
                    "q3": q3,
                    "weighted": weighted,
                },
            ),
        )

    def list_exports(self, slug: str) -> ExportList:
        """What can be taken away from a group, and what may be said about each file."""
        return cast(ExportList, self.ask("GET", f"/groups/{slug}/exports"))

    def create_export(
        self, slug: str, *, export: str, words: dict[str, str | int | bool] | None = None
    ) -> TaskForm:
        """Have a file made: an ideal at a size, and whatever else `list_exports` names.

        It takes a while: the answer is a task. Ask for it until it is done, then take its file.
        """
        return cast(
            TaskForm,
            self.ask("POST", f"/groups/{slug}/exports", body={"export": export, "words": words}, named=True),
        )

    def list_tasks(self, slug: str, *, limit: int | None = None, after: str | None = None) -> TaskList:
        """What this key asked for in a group, the newest first."""
        return cast(
            TaskList, self.ask("GET", f"/groups/{slug}/tasks", query={"limit": limit, "after": after})
        )

    def read_task(self, task_id: str) -> TaskForm:
        """How far a task of this key is."""
        return cast(TaskForm, self.ask("GET", f"/tasks/{task_id}"))

    def cancel_task(self, task_id: str) -> TaskForm:
        """Call a task off; what is under way stops at its next step, and what is over stays as it is."""
        return cast(TaskForm, self.ask("DELETE", f"/tasks/{task_id}"))

    def download_task(self, task_id: str) -> bytes:
        """The file that came of a task, for as long as it is kept and the key may see what it shows."""
        return self.fetch("GET", f"/tasks/{task_id}/file")

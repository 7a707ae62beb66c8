"""Names of concepts: what pictures show is welcome, what people are is refused in two languages."""

from __future__ import annotations

import pytest

from group_plgl.errors import BadInput, NotAllowed
from group_plgl.feedback.concepts import concept_name, refused_topic

SKIN = [
    "is-dark-skinned",
    "Hautfarbe",
    "dunkelhäutig",
    "skin",
    "dark faces",
    "white people",
    "s-k-i-n",
    "sk1n",
]
AGE = ["old", "is-young", "Kinder", "elderly", "altes Gesicht", "minderjährig", "teenager", "young man"]
SEX = ["is-female", "male", "Frauen", "männlich", "gender", "Mädchen", "women", "f3male", "weiblich"]
HEALTH = ["pregnant", "krank", "Behinderung", "disabled", "is-sick", "schwangere", "overweight", "fat people"]
FINE = [
    "is-portrait", "old paper", "dark blue", "schwarz-auf-gold", "golden", "malerisch", "has image",
    "stage light", "weisser rand", "sextant", "busy", "warme Farben", "manual", "rund", "alte fabrik",
    "race car", "is-dark", "scary",
]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "name"),
    [(about, name) for about, names in
     {"skin": SKIN, "age": AGE, "sex": SEX, "health": HEALTH}.items() for name in names],
)  # fmt: skip
def test_what_people_are_is_refused(about: str, name: str) -> None:
    assert refused_topic(name) in ({about, "age", "sex"} if name == "young man" else {about})
    with pytest.raises(NotAllowed, match="sorts people"):
        concept_name(name)


@pytest.mark.parametrize("name", FINE)
def test_what_pictures_show_is_welcome(name: str) -> None:
    assert concept_name(name) == name.casefold().replace(" ", "-")


@pytest.mark.parametrize("name", ["", "x", "a" * 41, "<script>", "ѕkin", "a;b", "--"])
def test_names_are_short_and_plain(name: str) -> None:
    with pytest.raises(BadInput):
        concept_name(name)

"""Concepts: names for what pictures show, said by a host, and names that nobody learns here.

A classifier of people by skin, age, sex or health is refused by its name, in English and German. Words
that always speak of these are refused wherever they stand; words that also speak of things ("old paper")
only beside a word for people, or where they stand alone. What names do not say the features do not show:
sensitive genes of a space are in none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from group_plgl.errors import BadInput, NotAllowed, Word

LONGEST_NAME = 40
_NAME = re.compile(r"[a-zäöüß0-9]+(?:[ _-][a-zäöüß0-9]+)*")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LEET = str.maketrans("013457", "oieast")
_ENDINGS = "(?:s|es|e|en|em|er|n|in|innen|ish|ly|y|ness|hood|heit|keit|schaft|lich\\w*|ig\\w*|ed|ing|ity)?"


def _stems(text: str) -> re.Pattern[str]:
    """Words that begin with one of some stems and end as words do; `*` is any ending, or any beginning."""
    shapes = [re.escape(one).replace(r"\*", r"\w*") for one in text.split()]
    return re.compile("(?:" + "|".join(shapes) + ")" + _ENDINGS)


# Always refused.
_SURE: Mapping[str, re.Pattern[str]] = {
    "skin": _stems(
        "skin skinned skintone* complexion melanin freckle freckled wrinkle* ethnic* ethni* racial* "
        "caucasian african asian asiat* latino latina hispanic haut hautfarb* hautton* *haeutig* "
        "teint pigment* sommerspross* falte faltig* runzel* ethnie rasse* rassisch* afrikan* migrant* "
        "hellhaut* dunkelhaut* negro* mulatt*"
    ),
    "age": _stems(
        "elderly aged senior teen teenag* adolescen* toddler infant bab* babies child children childlike kid "
        "boyish youth youthful grandma grandpa grandfather grandmother pensioner oldster "
        "alter altersgruppe* altersklasse* minderjaehrig* volljaehrig* jugendlich* jugend greis* senioren "
        "rentner* kind kinder kindlich* kleinkind* saeugling* teenie* oma opa grosseltern *jaehrig* underage"
    ),
    "sex": _stems(
        "sex sexy sexual* gender* male female man men woman women girl boy lady ladies gentlem* "
        "feminin* masculin* transgender* transsexual* trans nonbinary intersex* gay lesbian* homosexual* "
        "queer mascul* geschlecht* mann maenner maennlich* maskulin* frau frauen weiblich* weib dame herr "
        "herren maedchen junge jungs bub lesb* schwul* divers penis breast busen brust* naked nude* nackt*"
    ),
    "health": _stems(
        "health healthy unhealthy sick sickness ill illness disease* diagnos* disab* handicap* wheelchair* "
        "pregnan* autis* cancer* depress* diabet* obes* overweight anorex* epilep* tumor* tumour* hiv aids "
        "acne scar scarred addict* gesund* ungesund* krank* erkrank* behinder* schwanger* krebs* "
        "uebergewicht* adipos* magersuechtig* fettleibig* suechtig* patient* rollstuhl* akne narbe* "
        "psychisch* dement* demen* downsyndrom* deaf taub gehoerlos* cripple*"
    ),
}  # fmt: skip
# Refused beside people, and those of age and health alone, too.
_UNSURE: Mapping[str, re.Pattern[str]] = {
    "skin": _stems("race black white brown dark light pale fair schwarz weiss braun dunkel hell blass tan"),
    "age": _stems("age old older oldest young younger youngest mature alt aelter aeltest jung juenger reif"),
    "health": _stems("fat slim thin blind skinny weak frail dick duenn schlank schwach gebrechlich fit"),
}
_PEOPLE = _stems(
    "person people human face head portrait selfie body character figure folk guy someone hair eye "
    "worker mensch person gesicht kopf portraet koerper leute figur jemand haar auge model"
)
_ASIDE = frozenset({
    "is", "are", "has", "not", "no", "very", "the", "a", "an", "of", "looks", "ist", "sind", "hat", "kein",
    "nicht", "sehr", "der", "die", "das",
})  # fmt: skip
_ABOUT = {"skin": Word("skin"), "age": Word("age"), "sex": Word("sex"), "health": Word("health")}
# Words that would be caught by their beginning and say nothing of people.
_HARMLESS = frozenset(["herring", "mane", "manes", "scary", "taube", "tauben", "kindly"])


def concept_name(said: str) -> str:
    """A name as it is kept: small letters and digits, words joined by hyphens.

    Raises:
        BadInput: It is empty, too long, or made of other letters.
        NotAllowed: It speaks of people's skin, age, sex or health.
    """
    name = " ".join(unicodedata.normalize("NFKC", said).casefold().split())
    if not 2 <= len(name) <= LONGEST_NAME or not _NAME.fullmatch(name):
        raise BadInput(
            "a concept's name is 2 to {most} letters, digits, spaces and hyphens",
            advice="Name it such as is-portrait.", most=LONGEST_NAME,
        )  # fmt: skip
    about = refused_topic(name)
    if about:
        raise NotAllowed(
            "no concept is learned here that sorts people by {about}",
            advice="Skin, age, sex and health of people are nobody's taste. Name what the picture shows.",
            about=_ABOUT[about],
        )
    return re.sub(r"[ _]", "-", name)


def refused_topic(name: str) -> str:
    """Which of skin, age, sex and health a name speaks of; empty for none."""
    plain = name.casefold().translate(_PLAIN)
    words = re.split(r"[ _-]+", plain)
    spelt = "".join(words)
    if len(words) > 2 and all(len(word) == 1 for word in words):
        words = [spelt]  # s-k-i-n
    words += [word.translate(_LEET) for word in words if not word.isdigit()]
    for about, pattern in _SURE.items():
        if any(pattern.fullmatch(word) and word not in _HARMLESS for word in (*words, spelt)):
            return about
    left = [word for word in words if word not in _ASIDE]
    people = any(_PEOPLE.fullmatch(word) for word in left)
    for about, pattern in _UNSURE.items():
        hits = {word for word in left if pattern.fullmatch(word)}
        if hits and (people or (about != "skin" and hits == set(left))):
            return about
    return ""

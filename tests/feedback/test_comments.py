"""Comments become liked and disliked attributes, by clauses."""

from __future__ import annotations

import pytest

from group_plgl.feedback.comments import mentions_in, vocabulary_of
from group_plgl.feedback.comments.terms import NAMELESS, spoken
from group_plgl.generators import SPACES
from group_plgl.perception.attributes import ATTRIBUTES

VESSEL = vocabulary_of(SPACES["vessel"].genes, ATTRIBUTES.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "love the warm glaze, too busy, I don't mind the blue",
            {("warmth:warm", True), ("busyness:busy", False)},
        ),
        ("glad there is no handle", {("jug:a jug", False)}),
        ("darker would be nicer", {("lightness:dark", True)}),
        ("less blue please", {("colour:blue", False)}),
        ("not dark enough", {("lightness:dark", True)}),
        ("the bands. love them", {("bands:painted bands", True)}),
        ("neither dark nor busy, nice", {("lightness:dark", False), ("busyness:busy", False)}),
        ("It is a blue bowl.", set()),
        (
            "Ich mag die Streifen nicht, aber das Blau ist schön",
            {("bands:painted bands", False), ("colour:blue", True)},
        ),
        ("etwas dunkler wäre schöner", {("lightness:dark", True)}),
        ("das Blau stört mich nicht", set()),
        ("zu unruhig", {("busyness:busy", False)}),
        ("matt rather than glossy please", {("gloss:matt", True), ("gloss:glossy", False)}),
        ("statt dem Blau wäre Grün schöner", {("colour:blue", False), ("colour:green", True)}),
        ("lieber matt als glänzend", {("gloss:matt", True), ("gloss:glossy", False)}),
        ("Die Blautöne sind schön", {("colour:blue", True)}),
        ("die Glasurtropfen stören mich", {("drips:dripping", False)}),
        ("mehr Farbe bitte", {("colourfulness:colourful", True)}),
        ("the foot is too narrow", {("foot width:narrow foot", False)}),
        ("stripes: no. blue: yes", {("bands:painted bands", False), ("colour:blue", True)}),
        ("Ja zum Blau, Streifen raus", {("colour:blue", True), ("bands:painted bands", False)}),
        ("I'd swap the orange for blue", {("colour:orange", False), ("colour:blue", True)}),
        ("I prefer matt to glossy", {("gloss:matt", True), ("gloss:glossy", False)}),
        ("blue 😍 green 🤮", {("colour:blue", True), ("colour:green", False)}),
        ("the speckles are too much", {("speckle:speckled", False)}),
        ("die Sprenkel sind mir zu wild", {("speckle:speckled", False)}),
        ("I like the shape but not in orange", {("colour:orange", False)}),
        ("the drips however look cheap", {("drips:dripping", False)}),
        ("I usually hate pink but here it works", {("colour:pink", True)}),
        ("no pink", {("colour:pink", False)}),
        ("handle: 10/10, speckles 0/10", {("jug:a jug", True), ("speckle:speckled", False)}),
        ("matt > shiny", {("gloss:matt", True), ("gloss:glossy", False)}),
        ("Streifen bitte weniger", {("bands:painted bands", False)}),
        ("the lamp's too much", {("lamp:a lamp", False)}),
        ("Kontrast ❤️", {("contrast:high in contrast", True)}),
        ("there is no pink in it", set()),
        ("pretty dark, not for me", {("lightness:dark", False)}),
        ("dont like the stirpes, wnderful blue", {("bands:painted bands", False), ("colour:blue", True)}),
    ],
)
def test_a_comment_is_read_clause_by_clause(text, said):
    assert {(one.key, one.liked) for one in mentions_in(text, VESSEL).mentions} == said


def test_every_mention_says_where_it_stands():
    text = "love the warm glaze"
    (said,) = mentions_in(text, VESSEL).mentions
    assert text[said.start : said.end] == "warm" and 0 < said.strength <= 1


def test_mockery_is_unclear_and_says_nothing():
    reading = mentions_in("oh great, blue stripes", VESSEL)
    assert reading.unclear and not reading.mentions


def test_of_hair_and_skin_nothing_is_read():
    avatar = vocabulary_of(SPACES["avatar"].genes, ATTRIBUTES.values())
    for text in ("grey hair is great", "die Haut ist mir zu blass"):
        assert mentions_in(text, avatar).mentions == ()


def test_what_is_sensitive_has_no_term():
    avatar = vocabulary_of(SPACES["avatar"].genes, ATTRIBUTES.values())
    assert not any(term.name in ("skin tone", "beard", "hair colour") for term in avatar.terms.values())
    assert "glasses:glasses" in avatar


@pytest.mark.parametrize("space", sorted(SPACES))
def test_every_end_of_a_scale_has_words_in_both_languages(space):
    for term in vocabulary_of(SPACES[space].genes, ATTRIBUTES.values()).terms.values():
        named = [term.phrases[language] + term.pairs[language] for language in ("en", "de")]
        assert term.absence or all(named), term.key  # the lack of a thing is said with its word and a no
    assert not [key for key in spoken() if key.partition(":")[0] in NAMELESS]

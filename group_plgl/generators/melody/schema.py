"""The genes of `melody`: what each latent dimension means, without the code that plays or draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with a voice, and how much of the melody each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

PITCH_GENES = (
    Gene("mode", "minor", "major", "tonality"),
    Gene("key", "a low key", "a high key", "tonality"),
    Gene("height", "a low melody", "a high melody", "melody"),
    Gene("range", "a narrow melody", "a wide melody", "melody"),
    Gene("rise", "a falling line", "a rising line", "melody"),
    Gene("arch", "a line like a bowl", "a line like an arch", "melody"),
    Gene("leaps", "steps", "leaps", "melody"),
    Gene("motif one", "one motif", "another motif", "melody"),
    Gene("motif two", "one turn of the line", "another turn of the line", "melody"),
    Gene(
        "answer", "an answer that repeats the question", "an answer that turns the question round", "melody"
    ),
    Gene("answer height", "a low answer", "a high answer", "melody"),
    Gene("ending", "an open ending", "an ending at home", "melody"),
)

RHYTHM_GENES = (
    Gene("tempo", "slow", "quick", "rhythm"),
    Gene("density", "few notes", "many notes", "rhythm"),
    Gene("syncopation", "on the beat", "off the beat", "rhythm"),
    Gene("figure one", "one rhythm", "another rhythm", "rhythm"),
    Gene("figure two", "quick at the start", "quick at the end", "rhythm"),
    Gene("swing", "straight", "swung", "rhythm"),
    Gene("legato", "short notes", "long notes", "rhythm"),
    Gene("accents", "even notes", "strong accents", "rhythm"),
)

TONE_GENES = (
    Gene("brightness", "a dark tone", "a bright tone", "tone"),
    Gene("hollowness", "a full tone", "a hollow tone", "tone"),
    Gene("attack", "plucked", "blown softly", "tone"),
    Gene("vibrato", "a still tone", "a trembling tone", "tone"),
    Gene("echo", "no echo", "an echo", "tone"),
    Gene("room", "near", "in a large room", "tone"),
)

COMPANY_GENES = (
    Gene("second voice", "one voice", "two voices", "company"),
    Gene("chords", "no chords", "chords", "company"),
    Gene("broken chords", "chords struck at once", "broken chords", "company"),
    Gene("harmony", "harmony close to home", "harmony that wanders", "company"),
    Gene("bass", "no bass", "a bass", "company"),
    Gene("bass steps", "a bass that rests", "a bass that walks", "company"),
)

SPACE = Space(
    name="melody",
    version=1,
    title="Melodies",
    help="Short melodies of a question and an answer, to listen to; each card shows the score.",
    source="Our own design: five tones, two phrases, tone by discrete summation (Moorer 1976).",
    genes=PALETTE_GENES + PITCH_GENES + RHYTHM_GENES + TONE_GENES + COMPANY_GENES,
    telling=(
        "tempo",
        "mode",
        "density",
        "height",
        "leaps",
        "legato",
        "brightness",
        "attack",
        "chords",
        "bass",
        "second voice",
        "syncopation",
    ),
    media_type="audio",
)

PRESENCES = {
    "mode": Presence(threshold=0.0, slope=2.5),
    "echo": Presence(threshold=0.5, slope=3.0),
    "second voice": Presence(threshold=0.8),
    "chords": Presence(threshold=0.0, slope=3.0),
    "bass": Presence(threshold=-0.1, slope=3.0),
}

SEEN_WITH = {"broken chords": "chords", "harmony": "chords", "bass steps": "bass"}

SQUASHING = Squashing(presences=PRESENCES, seen_with=SEEN_WITH)

ROLES = tuple(Role)

# Shares of what changes, in the order of the coordinates: genes, then roles with their axes. What is
# heard counts two thirds, what is seen one. Measured by `visibility.visible_shares` on 192 pairs with
# seed 20261.
VISIBILITY = (
    0.03090,  # mode
    0.06460,  # key
    0.06965,  # height
    0.03110,  # range
    0.04656,  # rise
    0.04234,  # arch
    0.03576,  # leaps
    0.02863,  # motif one
    0.03389,  # motif two
    0.02295,  # answer
    0.03903,  # answer height
    0.04556,  # ending
    0.05694,  # tempo
    0.03261,  # density
    0.01818,  # syncopation
    0.01575,  # figure one
    0.01442,  # figure two
    0.00477,  # swing
    0.02730,  # legato
    0.00838,  # accents
    0.01988,  # brightness
    0.01888,  # hollowness
    0.01775,  # attack
    0.00529,  # vibrato
    0.01398,  # echo
    0.01303,  # room
    0.01531,  # second voice
    0.04754,  # chords
    0.00969,  # broken chords
    0.01433,  # harmony
    0.03993,  # bass
    0.01217,  # bass steps
    0.02158,  # ground lightness
    0.00623,  # ground green to red
    0.00630,  # ground blue to yellow
    0.00139,  # main lightness
    0.00447,  # main green to red
    0.00470,  # main blue to yellow
    0.00699,  # light lightness
    0.00828,  # light green to red
    0.00865,  # light blue to yellow
    0.00272,  # dark lightness
    0.00316,  # dark green to red
    0.00345,  # dark blue to yellow
    0.00206,  # mid lightness
    0.00568,  # mid green to red
    0.00650,  # mid blue to yellow
    0.00097,  # accent lightness
    0.00497,  # accent green to red
    0.00481,  # accent blue to yellow
)

"""The genes of `melody`: what each latent dimension means, without the code that plays or draws it.

Also here, because they are part of the version: which genes are presences, which genes show only
with a voice, and how much of the melody each coordinate is.
"""

from __future__ import annotations

from group_plgl.generators.coordinates import Presence, Squashing
from group_plgl.generators.palette_genes import PALETTE_GENES, Role
from group_plgl.latents.space import Gene, Space

PITCH_GENES = (
    Gene("mode", "minor", "major", "key"),
    Gene("key", "a low key", "a high key", "key"),
    Gene("height", "a low melody", "a high melody", "melody"),
    Gene("range", "a narrow melody", "a wide melody", "melody"),
    Gene("rise", "a falling line", "a rising line", "melody"),
    Gene("arch", "a line like a bowl", "a line like an arch", "melody"),
    Gene("leaps", "steps", "leaps", "melody"),
    Gene("motif one", "one motif", "another motif", "melody"),
    Gene("motif two", "one turn of the line", "another turn of the line", "melody"),
    Gene("answer", "an answer that repeats the question", "an answer that turns the question round", "melody"),
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

VISIBILITY = (1.0,) * 50

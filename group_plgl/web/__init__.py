"""The web: pages for people and their `.json` twins for programs, people-driven, thin.

A route parses, asks a service or reads the store, makes a page object and renders it. Put together
here; one module per subject. Nothing here learns, draws or writes to the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask

from group_plgl import __version__
from group_plgl.latents import Space
from group_plgl.resources import resource_folder
from group_plgl.services.studio import Studio
from group_plgl.web import (
    api,
    ballots,
    board,
    changes,
    charted,
    comparing,
    concepts,
    control,
    encoding,
    errors,
    exports,
    filters,
    founding,
    gallery,
    groups,
    guards,
    house,
    jobs,
    joining,
    keys,
    kiosk,
    labelling,
    language,
    match,
    me,
    minutes,
    never,
    origin,
    packing,
    pictures,
    postcards,
    present,
    privacy,
    ranking,
    ratings,
    report,
    rules,
    segments,
    shares,
    sharing,
    stepping,
    studying,
    transforming,
    voting,
)
from group_plgl.web.buckets import Buckets
from group_plgl.web.hub import Hub
from group_plgl.web.versions import Versions
from group_plgl.web.wiring import EXTENSION, Wiring

__all__ = ["create_app"]

LOOKS = 40
_SUBJECTS = (
    house, founding, gallery, encoding, groups, changes, joining, voting, kiosk, board, charted, ranking,
    transforming, stepping, comparing, rules, jobs, pictures, origin, match, me, privacy, present,
    control, keys, never, concepts, ballots, exports, shares, sharing, minutes, postcards, segments, ratings,
    report, labelling, studying,
)  # fmt: skip


def create_app(
    studio: Studio,
    *,
    vega: bytes,
    spaces: Mapping[str, Space],
    job_names: Iterable[str],
    hub: Hub | None = None,
) -> Flask:
    """The app over an opened studio.

    Args:
        studio: The opened house; who opened it closes it.
        vega: The bundle that draws charts.
        spaces: The spaces a group may choose from, by name.
        job_names: The jobs there are; a mapping adds one line of help to each.
        hub: Takes over streams; who made it closes it. Without one, browsers ask now and then.
    """
    app = Flask(
        "group_plgl",
        template_folder=str(resource_folder("templates")),
        static_folder=str(resource_folder("static")),
    )
    helps = job_names if isinstance(job_names, Mapping) else dict.fromkeys(job_names, "")
    hub = hub or Hub(studio.database, Versions(studio.database, studio.now), 0)
    app.extensions[EXTENSION] = Wiring(studio, vega, spaces, helps, Buckets(), Buckets(LOOKS), hub)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(version=__version__, comments_leave=privacy.comments_leave)
    guards.install(app)
    errors.install(app)
    filters.install(app)
    language.install(app)
    packing.install(app)
    for subject in _SUBJECTS:
        app.register_blueprint(subject.blueprint)
    api.install(app, studio.settings.api_requests)
    return app

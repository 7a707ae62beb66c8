"""Forms are strict: what does not fit is told with where it is."""

from __future__ import annotations

import pytest

from group_plgl.errors import Malformed
from group_plgl.web.api.forms import Page, form_in_query, form_of
from group_plgl.web.api.members import Ratings


def test_a_form_says_where_what_does_not_fit() -> None:
    with pytest.raises(Malformed, match="does not fit") as found:
        form_of(Ratings, b'{"ratings": [{"id": "x", "a/b": 1}]}')
    assert [where for where, _ in found.value.wrong] == ["/ratings/0/id", "/ratings/0/a~1b"]
    assert found.value.advice


def test_a_query_is_read_strictly() -> None:
    assert form_in_query(Page, {"limit": ["3"]}) == Page(limit=3, after="")
    for said in ({"limit": ["3.5"]}, {"limit": ["3", "4"]}, {"limits": ["3"]}, {"limit": [""]}):
        with pytest.raises(Malformed):
            form_in_query(Page, said)

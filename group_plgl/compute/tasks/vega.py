"""The script that draws charts in a browser, made locally so that pages ask nobody else for it."""

from __future__ import annotations

import numpy as np

from group_plgl.analytics.charts import vega_bundle
from group_plgl.compute.messages import Arrays, Words


def run(words: Words, arrays: Arrays) -> tuple[Words, Arrays]:
    """One JavaScript module as UTF-8 in `bundle`; asks for nothing."""
    return {}, {"bundle": np.frombuffer(vega_bundle().encode(), dtype=np.uint8)}

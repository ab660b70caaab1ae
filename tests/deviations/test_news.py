"""What is new since the last scan, told from arrays as from the figures one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spillerum.calendar.period import Period
from spillerum.deviations.news import _changed
from spillerum.figures.rows import Figure, Rows, together

START = Period.parse("2018-01")
CELLS = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(0, 4)), st.none() | st.sampled_from([0.0, 1.0, 2.0])
)


def rows_of(cells):
    nothing = Rows(*np.empty((2, 0), dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64), ())
    return together(
        nothing, (Figure(series, START + month, value, None) for (series, month), value in cells.items())
    )


@given(known=CELLS, judged=CELLS)
def test_changed_is_what_was_not_judged_so_and_what_is_known_no_more(known, judged):
    expected = {cell for cell, value in known.items() if cell not in judged or judged[cell] != value}
    expected |= {cell for cell, value in judged.items() if value is not None and cell not in known}
    found = list(_changed(rows_of(known), rows_of(judged)))
    assert {(figure.series_id, figure.period - START) for figure in found} == expected
    assert len(found) == len(expected)

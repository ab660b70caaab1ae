"""A chart says in its SVG what the figures say, and nothing else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spillerum.calendar.period import Frequency, Period
from spillerum.charts.series import Note, Point, series_chart

START = Period.parse("2018-01")


def chart(values, notes=(), **band):
    points = [Point(START + n, value, **band) for n, value in enumerate(values)]
    return series_chart(points, notes, key="k", title="Besøg", description="Fra januar")


def elements(svg, css_class):
    return [e for e in ET.fromstring(svg).iter() if e.get("class") == css_class]


def test_a_gap_breaks_the_line_and_is_no_dot():
    svg = chart([5, 6, None, 8, 9])
    lines = [line.get("points").count(",") for line in elements(svg, "act")]
    assert (lines, len(elements(svg, "pt")), len(elements(svg, "missing"))) == ([2, 2], 4, 1)


def test_zero_is_a_dot_on_the_axis():
    svg = chart([0, 10])
    axis = max(float(line.get("y1")) for line in elements(svg, "grid"))
    assert float(elements(svg, "pt")[0].get("cy")) == pytest.approx(axis)


def test_off_is_another_shape_not_only_another_colour():
    svg = series_chart(
        [Point(START, 5.0), Point(START + 1, 1.0, off=True)], key="k", title="", description=""
    )
    assert [(e.tag.split("}")[-1]) for e in elements(svg, "off")] == ["polygon"]
    assert len(elements(svg, "pt")) == 1


def test_the_axis_begins_at_zero_with_danish_numbers():
    labels = [e.text for e in elements(chart([1500, 2300]), "ax")]
    assert labels[:6] == ["0", "500", "1.000", "1.500", "2.000", "2.500"]


def test_amounts_may_lie_below_zero():
    labels = [e.text for e in elements(chart([-300, 200]), "ax")]
    assert labels[0] == "-300"


def test_a_wild_band_does_not_flatten_the_figures():
    svg = chart([100, 110, 120], expected=110.0, low=0.0, high=90_000.0)
    assert max(len(e.text) for e in elements(svg, "ax")[:4]) <= 3


def test_it_is_described_and_its_marks_are_not_read_aloud():
    root = ET.fromstring(chart([1, 2]))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-t k-d"
    assert [root[0].text, root[1].text, root[2].get("aria-hidden")] == ["Besøg", "Fra januar", "true"]


HOSTILE = "<script>alert(\"x\")</script>' onload='x"


def test_whatever_people_wrote_is_text():
    svg = series_chart(
        [Point(START, 5.0, told=HOSTILE)],
        [Note(START, HOSTILE)],
        key='k" onload="x',
        title=HOSTILE,
        description=HOSTILE,
    )
    tags = {e.tag.split("}")[-1] for e in ET.fromstring(svg).iter()}
    assert "script" not in tags
    assert not any(name.startswith("on") for e in ET.fromstring(svg).iter() for name in e.attrib)


def spans(svg, css_class):
    """(left, right, height) of each label, as its letters are reckoned."""
    for e in elements(svg, css_class):
        x, long = float(e.get("x")), len(e.text) * 6.1
        left = x - long if e.get("text-anchor") == "end" else x
        yield left, left + long, e.get("y")


notes = st.lists(st.tuples(st.integers(0, 35), st.text("abcdefghij ", min_size=1, max_size=60)), max_size=12)


@given(notes)
def test_labels_never_lie_on_top_of_one_another(dated):
    svg = chart([10.0] * 36, [Note(START + n, text.strip() or "a") for n, text in dated])
    placed = list(spans(svg, "evt"))
    for n, (left, right, height) in enumerate(placed):
        assert all(right <= a or b <= left or height != h for a, b, h in placed[n + 1 :])
    assert len(elements(svg, "ev")) == len(dated)


values = st.one_of(st.none(), st.floats(-1e9, 1e9))


@given(
    st.lists(values, min_size=1, max_size=80), st.sampled_from(list(Frequency)), st.sampled_from([350, 720])
)
def test_whatever_the_figures_nothing_is_drawn_outside_the_picture(numbers, frequency, width):
    start = Period.containing(START.first_day, frequency)
    points = [Point(start + n, value, value, value, value) for n, value in enumerate(numbers)]
    svg = series_chart(points, key="k", title="", description="", size=(width, 230))
    for pair in re.findall(r"-?\d+\.\d,-?\d+\.\d", svg):
        x, y = (float(part) for part in pair.split(","))
        assert 0 <= x <= width
        assert 0 <= y <= 230


def test_there_is_no_style_in_it():
    assert "style" not in chart([1, None, 3], [Note(START, "åbner")], expected=2.0, low=1.0, high=3.0)

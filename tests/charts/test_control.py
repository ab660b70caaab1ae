"""A control chart: limits that step where it starts anew, and each rule in a shape of its own."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from spillerum.calendar.period import Period
from spillerum.charts.control import ControlPicture, ControlPoint, Shape

START = Period.parse("2018-01")


def elements(points, css_class):
    svg = ControlPicture(key="k", title="Besøg", description="Fra januar", points=points).wide("da")
    return [e for e in ET.fromstring(svg).iter() if e.get("class") == css_class]


def test_limits_are_flat_and_step_where_the_chart_starts_anew():
    levels = [(10.0, 5.0, 15.0)] * 3 + [(20.0, 12.0, 28.0)] * 4
    points = [
        ControlPoint(START + n, mean, expected=mean, low=low, high=high)
        for n, (mean, low, high) in enumerate(levels)
    ]
    lines = elements(points, "limit")
    assert len(lines) == 4
    assert all(line.get("y1") == line.get("y2") for line in lines)
    assert len(elements(points, "exp")) == 2


def test_without_limits_there_are_only_the_figures():
    points = [ControlPoint(START + n, 5.0) for n in range(4)]
    found = [len(elements(points, css)) for css in ("limit", "exp", "pt")]
    assert found == [0, 0, 4]


def test_every_rule_has_a_shape_of_its_own():
    drawn = set()
    for shape in Shape:
        points = [ControlPoint(START, 5.0), ControlPoint(START + 1, 6.0, shape=shape)]
        (mark,) = elements(points, "off") or elements(points, "ring")
        drawn.add((mark.tag, len((mark.get("points") or "").split()), mark.get("points")))
    assert len(drawn) == len(Shape)


def test_a_missing_figure_is_a_gap_and_no_shape():
    points = [ControlPoint(START, 5.0), ControlPoint(START + 1, None), ControlPoint(START + 2, 5.0)]
    assert (len(elements(points, "pt")), len(elements(points, "missing"))) == (2, 1)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.sampled_from(["da", "en"]))
def test_it_is_described_and_nothing_is_drawn_outside(values, language):
    points = [
        ControlPoint(START + n, v, expected=v, low=v - 1, high=v + 1, told="<b>")
        for n, v in enumerate(values)
    ]
    picture = ControlPicture(key="k", title="Besøg", description="Fra januar", points=points)
    for svg in (picture.wide(language), picture.narrow(language)):
        root = ET.fromstring(svg)
        assert (root.get("role"), root[0].text, root[2].get("aria-hidden")) == ("img", "Besøg", "true")
        assert "style" not in svg
        for line in root.iter("line"):
            assert 0 <= float(line.get("y1")) <= 230

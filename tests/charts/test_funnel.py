"""A funnel: small units are seen as well as large, and what is outside is another shape."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from spillerum.charts.funnel import Dot, FunnelPicture, Limit


def picture(dots, level=0.0, reach=0.3):
    sizes = [min(d.size for d in dots) / 1.25, max(d.size for d in dots) * 1.25]
    limits = [
        Limit([(size, level + side * reach * wide) for size in sizes], outer=wide > 1)
        for wide in (1, 2)
        for side in (-1, 1)
    ]
    return FunnelPicture(
        key="k",
        title="Besøg",
        description="3 enheder",
        across="året før",
        up="ændring",
        level=level,
        dots=dots,
        limits=limits,
    )


def elements(shown, css_class, size="wide"):
    svg = getattr(shown, size)("da")
    return [e for e in ET.fromstring(svg).iter() if e.get("class") == css_class]


def units(*beyond):
    return [Dot(f"u{n}", 100.0 * 10**n, 0.1 * n, b, f"u{n}: told") for n, b in enumerate(beyond)]


def test_inside_outside_the_inner_and_outside_both_are_three_shapes():
    shown = picture(units(0, 1, 2))
    assert [e.tag for css in ("pt", "ring", "off") for e in elements(shown, css)] == [
        "circle",
        "polygon",
        "polygon",
    ]


def test_a_pointer_reads_the_unit_where_there_is_a_pointer():
    shown = picture(units(0, 0, 0))
    assert [e[0].text for e in elements(shown, "told")] == ["u0: told", "u1: told", "u2: told"]
    assert elements(shown, "told", "narrow") == []


def test_each_tenfold_is_as_far_as_the_next():
    x = [float(e.get("cx")) for e in elements(picture(units(0, 0, 0)), "pt")]
    assert abs((x[1] - x[0]) - (x[2] - x[1])) < 0.2


def test_the_value_axis_is_in_per_cent_as_danes_write_it():
    shown = picture([Dot("a", 10.0, 0.025, 0, ""), Dot("b", 20.0, -0.025, 0, "")], reach=0.01)
    labels = [e.text for e in elements(shown, "ax")]
    assert {"0", "2", "-2"} <= set(labels)


@given(
    st.lists(st.tuples(st.floats(1, 1e7), st.floats(-1, 5)), min_size=1, max_size=30),
    st.floats(-0.5, 0.5),
    st.floats(0.001, 10),
)
def test_nothing_is_drawn_outside_the_picture(pairs, level, reach):
    dots = [Dot("<u>", size, value, n % 3, "<told>") for n, (size, value) in enumerate(pairs)]
    for svg, wide in (
        (picture(dots, level, reach).wide("da"), 720),
        (picture(dots, level, reach).narrow("en"), 350),
    ):
        root = ET.fromstring(svg)
        assert "style" not in svg
        for dot in root.iter("circle"):
            assert 0 <= float(dot.get("cx")) <= wide
            assert 0 <= float(dot.get("cy")) <= 320
        for mark in [*root.iter("polygon"), *root.iter("polyline")]:
            for pair in mark.get("points").split():
                x, y = (float(part) for part in pair.split(","))
                assert -7 <= x <= wide + 7
                assert -7 <= y <= 327

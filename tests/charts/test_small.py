"""Sparklines, and how many a thing touches."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from spillerum.charts.small import ruler, sparkline


def classes(svg):
    return [e.get("class") for e in ET.fromstring(svg)]


def test_a_sparkline_breaks_where_a_figure_is_missing():
    assert classes(sparkline([1, 2, None, 3, 4])) == ["act", "act", "pt"]


def test_a_lone_figure_is_a_dot():
    assert classes(sparkline([1, None, 2, 3])) == ["act", "pt", "pt"]


def test_no_last_dot_when_the_newest_is_missing():
    assert classes(sparkline([1, 2, None])) == ["act"]


def test_nothing_known_is_nothing_drawn():
    assert sparkline([None, None]) == ""


@pytest.mark.parametrize(
    ("touched", "of", "hit", "boxes"), [(1, 18, 1, 18), (18, 18, 18, 18), (0, 5, 0, 5), (3, 700, 1, 40)]
)
def test_one_of_many_is_seen_as_one_of_many(touched, of, hit, boxes):
    shown = classes(ruler(touched, of))
    assert (shown.count("ruler-hit"), len(shown)) == (hit, boxes)

"""The warm process tells a story in a fork of its own, and a story that fails is heard."""

from __future__ import annotations

import os
import sys
import time

import pytest

from faults import at_once, killed
from spillerum.people.models import User


def nobody_lives_here():
    assert not User.objects.exists()
    User.objects.create(email="ida@by.dk", name="Ida")


def something_breaks():
    sys.stdout.write("It creaks.\n")
    raise ValueError("The roof fell in.")


def one_of_its_deeds_breaks():
    at_once(nobody_lives_here, something_breaks)


def it_kills_itself():
    os.kill(os.getpid(), 9)


def it_stops_before_it_is_killed():
    assert not killed(lambda: time.sleep(0), after_writes=0)


def test_every_house_is_new_and_empty(house):
    house(nobody_lives_here)


def test_and_so_is_the_next(house):
    house(nobody_lives_here)


def test_a_deed_that_writes_nothing_is_done_before_it_is_killed(house):
    house(it_stops_before_it_is_killed)


@pytest.mark.parametrize("story", [something_breaks, one_of_its_deeds_breaks])
def test_a_story_that_fails_fails_its_test_with_all_it_said(house, story):
    with pytest.raises(pytest.fail.Exception, match="It creaks") as failed:
        house(story)
    assert "ValueError: The roof fell in." in str(failed.value)


def test_a_story_that_dies_fails_its_test_and_the_next_is_told(house):
    with pytest.raises(pytest.fail.Exception):
        house(it_kills_itself)
    house(nobody_lives_here)

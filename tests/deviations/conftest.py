"""The small world, made once a test."""

from __future__ import annotations

import pytest

from world import World, made_world


@pytest.fixture
def world(db) -> World:
    return made_world()

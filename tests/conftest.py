"""Shared by all tests."""

from __future__ import annotations

pytest_plugins = ["faults"]  # the fixture `house`: real processes on a real database

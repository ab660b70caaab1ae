"""Rows that are made once for a module: every test begins with them, whatever the one before it did.

    @pytest.fixture(scope="module")
    def _world(django_db_setup, django_db_blocker):
        yield from kept(made_world, django_db_blocker)

    @pytest.fixture
    def world(_world, db):
        return deepcopy(_world)

A transaction is open around the module's tests, each of which is rolled back to a savepoint in it. A test that
uses `db` alone sees the rows too once they are made: leave it to a module of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


def kept(make: Callable[[], Made], blocker: DjangoDbBlocker) -> Iterator[Made]:
    """What was made, in a transaction that ends with the fixture that yields from this."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own: a durable block may stand in it
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            made = make()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

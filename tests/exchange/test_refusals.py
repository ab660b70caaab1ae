"""The operating system's refusals, told in the reader's own language."""

from __future__ import annotations

import errno
import os

import pytest
from django.utils.translation import gettext, override

from spillerum.exchange.faults import BadFile, Fault
from spillerum.exchange.reading import read_bytes
from spillerum.exchange.refusals import not_opened, not_written

OPENED = "The file cannot be opened (%(why)s). Check its name and that you may read it."


def told(why):
    with override("da"):
        return Fault(OPENED, "a.csv", facts={"why": why}).sentence(gettext)


@pytest.mark.parametrize(
    ("number", "opening", "writing"),
    [
        (errno.ENOENT, "den findes ikke", "mappen findes ikke"),
        (errno.ENOTDIR, "den findes ikke", "mappen findes ikke"),
        (errno.EISDIR, "det er en mappe", "der er en mappe med det navn"),
        (errno.EACCES, "du må ikke læse den", "du må ikke skrive der"),
        (errno.ENOSPC, "No space left on device", "disken er fuld"),
        (errno.ELOOP, "Too many levels of symbolic links", "Too many levels of symbolic links"),
    ],
)
def test_the_usual_refusals_are_danish_and_the_rare_are_the_systems(number, opening, writing):
    wrong = OSError(number, os.strerror(number))
    for why, danish in ((not_opened(wrong), opening), (not_written(wrong), writing)):
        assert told(why) == (
            f"a.csv: Filen kan ikke åbnes ({danish}). Se efter, om navnet er rigtigt, og om du må læse den."
        )


def test_a_refusal_without_words_is_named():
    assert not_opened(BlockingIOError()) == "BlockingIOError"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(BadFile) as wrong:
        read_bytes(tmp_path, "maj")
    assert str(wrong.value) == (
        "maj: The file cannot be opened (it is a folder). Check its name and that you may read it."
    )

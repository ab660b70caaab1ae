"""Why the operating system will not open or write a file, in our words: its own are English and a programmer's."""

from __future__ import annotations

import errno

from spillerum.exchange.faults import Text, gettext_noop

_OPENING = {
    errno.ENOENT: Text(gettext_noop("it is not there")),
    errno.ENOTDIR: Text(gettext_noop("it is not there")),
    errno.EISDIR: Text(gettext_noop("it is a folder")),
    errno.EACCES: Text(gettext_noop("you may not read it")),
    errno.EPERM: Text(gettext_noop("you may not read it")),
}
_WRITING = {
    errno.ENOENT: Text(gettext_noop("its folder is not there")),
    errno.ENOTDIR: Text(gettext_noop("its folder is not there")),
    errno.EISDIR: Text(gettext_noop("there is a folder of that name")),
    errno.EACCES: Text(gettext_noop("you may not write there")),
    errno.EPERM: Text(gettext_noop("you may not write there")),
    errno.EROFS: Text(gettext_noop("you may not write there")),
    errno.ENOSPC: Text(gettext_noop("the disk is full")),
    errno.EDQUOT: Text(gettext_noop("the disk is full")),
}


def not_opened(wrong: OSError) -> str:
    """Why it cannot be opened; what is rare, in the system's own words."""
    return _OPENING.get(wrong.errno or 0) or _its_own(wrong)


def not_written(wrong: OSError) -> str:
    """Why it cannot be written; what is rare, in the system's own words."""
    return _WRITING.get(wrong.errno or 0) or _its_own(wrong)


def _its_own(wrong: OSError) -> str:
    return wrong.strerror or type(wrong).__name__

"""The Danish texts of every room: python tools/texts.py compile | extract [ROOM…] | check.

compile  makes the .mo files that Django reads
extract  brings each room's django.po up to date with its code, keeping the Danish that stands there
check    lists every string without Danish, and every Danish that does not fit; exit status 1 if there is any
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "spillerum"
CATALOGUE = Path("locale", "da", "LC_MESSAGES", "django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
# No dates and no line numbers: two people who add a string each should not meet in every file.
HEADER = r"""msgid ""
msgstr ""
"Language: da\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def read(file: Path) -> Catalog:
    """Read a catalogue; one that does not exist yet is empty."""
    if not file.exists():
        return Catalog(locale="da")
    with file.open("rb") as stream:
        return read_po(stream, locale="da", domain="django")


def compile_all(source: Path = SOURCE) -> None:
    """Write each .mo beside its .po where the .po is newer."""
    for po in sorted(source.glob("*/locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        half = mo.with_suffix(f".{os.getpid()}")
        with half.open("wb") as stream:
            write_mo(stream, read(po))
        half.replace(mo)


def found(room: Path) -> Catalog:
    """Make the catalogue, without Danish, of what a room's code says."""
    import messages  # noqa: PLC0415 (needs Django set up, which compiling does not)

    catalogue = Catalog(locale="da")
    for message in messages.in_room(room):
        text = message.text if len(message.text) > 1 else message.text[0]
        catalogue.add(text, locations=[(message.place, 1)], context=message.context)
    return catalogue


def rooms(source: Path, names: list[str]) -> list[Path]:
    """Give the named rooms, or all."""
    every = [path for path in sorted(source.iterdir()) if path.is_dir() and any(path.rglob("*.py"))]
    return [path for path in every if not names or path.name in names]


def extract(source: Path, names: list[str]) -> None:
    """Rewrite the catalogues; a string that is gone from the code is gone from its catalogue."""
    for room in rooms(source, names):
        file, wanted = room / CATALOGUE, found(room)
        if not len(wanted) and not file.exists():
            continue
        catalogue = read(file)
        catalogue.update(wanted, no_fuzzy_matching=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            stream.write(HEADER.encode() + b"\n")
            write_po(
                stream, catalogue, omit_header=True, include_lineno=False, ignore_obsolete=True, width=110
            )


def faults(source: Path, names: list[str]) -> Iterator[str]:
    """Say what is wrong, one sentence each."""
    danish: dict[tuple[object, object], tuple[object, str]] = {}
    for room in rooms(source, names):
        catalogue = read(room / CATALOGUE)
        for wanted in found(room):
            entry = catalogue.get(wanted.id, wanted.context) if wanted.id else None
            if wanted.id:
                yield from (f"{room.name}: {fault}" for fault in faults_of(wanted, entry))
            if entry and entry.string:
                said, where = danish.setdefault((entry.id, entry.context), (entry.string, room.name))
                if said != entry.string:
                    yield f"{room.name}, {where}: “{wanted.id}” is {entry.string!r} here, {said!r} there"


def faults_of(wanted: Entry, entry: Entry | None) -> Iterator[str]:
    """Say what is wrong with the Danish of one string; `entry` is what the catalogue has for it."""
    first, last = (wanted.id[0], wanted.id[-1]) if isinstance(wanted.id, tuple) else (wanted.id, wanted.id)
    strings = (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if entry else ()
    if not strings or not all(strings) or isinstance(wanted.id, tuple) != (len(strings) > 1):
        yield f"“{first}” lacks Danish ({wanted.locations[0][0]})"
    elif entry and entry.fuzzy:
        yield f"“{first}” is marked fuzzy: read it and take the mark away"
    else:
        # A singular may leave the number out ("one unit"); nothing may ask for what the code does not give.
        given, used = placeholders(first) | placeholders(last), [placeholders(string) for string in strings]
        if used[-1] != placeholders(last) or not all(names <= given for names in used):
            yield f"“{first}” has other placeholders in Danish: {strings[-1]!r}"


def placeholders(text: str) -> set[str]:
    """Give what will be filled in: %(name)s, %s and {name}."""
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def main(command: str = "", *names: str) -> None:
    """Run one of the three commands."""
    if command == "compile":
        return compile_all()
    if command not in {"extract", "check"}:
        sys.exit(__doc__)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")
    __import__("django").setup()  # the templates' own tags must be known
    if command == "extract":
        return extract(SOURCE, list(names))
    said = list(faults(SOURCE, list(names)))
    return sys.exit("\n".join([*said, f"{len(said)} texts to mend."]) if said else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

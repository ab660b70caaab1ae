"""Find every string a user can read: what Python marks with gettext, and what the templates mark with tags.

The templates are compiled by Django itself and their nodes walked, so a msgid found here is exactly the msgid
that is looked up when the page is rendered. No GNU gettext is needed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_file
from django.template import Template
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import Promise
from django.utils.translation import override

ONE, IN_CONTEXT = (1,), ((1, "c"), 2)
MARKS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


@dataclass(frozen=True)
class Message:
    """One string: `text` is (singular,) or (singular, plural); `place` is the file, seen from its room."""

    text: tuple[str, ...]
    place: str
    context: str | None = None


def in_room(room: Path) -> Iterator[Message]:
    """Give every message of a room. A room's Python and templates are searched; its tests live elsewhere."""
    for file in sorted(room.rglob("*.py")):
        if "migrations" not in file.parts:
            yield from in_python(file, file.relative_to(room).as_posix())
    for file in sorted(path for path in room.rglob("templates/**/*.*") if path.is_file()):
        yield from in_template(file.read_text(encoding="utf-8"), file.relative_to(room).as_posix())


def in_python(file: Path, place: str) -> Iterator[Message]:
    """Give what a Python file marks. An f-string cannot be translated and is not found."""
    for _line, text, _comments, context in extract_from_file("python", file, keywords=MARKS):
        yield Message(text if isinstance(text, tuple) else (text,), place, context)


def in_template(source: str, place: str) -> Iterator[Message]:
    """Give what a template marks: translate, blocktranslate and _("…") in any tag or filter."""
    for part in parts(Template(source).nodelist, set()):
        if isinstance(part, BlockTranslateNode):
            forms = (part.singular, part.plural) if part.plural else (part.singular,)
            text = tuple(part.render_token_list(form)[0] for form in forms)
            yield Message(text, place, context_of(part))
        elif isinstance(part, TranslateNode):
            if isinstance(literal := part.filter_expression.var.literal, str):
                yield Message((doubled(literal),), place, context_of(part))
        elif isinstance(part, Promise):  # _("…") became a text waiting for its language
            with override(None):
                yield Message((str(part),), place)


def doubled(text: str) -> str:
    """Double the percent signs, as Django does before it looks a template's string up."""
    return text.replace("%", "%%")


def context_of(node: Any) -> str | None:
    """Give the constant context of a translation tag."""
    return str(node.message_context.resolve({})) if node.message_context else None


def parts(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Give the nodes and waiting texts inside a compiled template, however deep, each once."""
    if id(thing) in seen or isinstance(thing, str | bytes | type):
        return
    seen.add(id(thing))
    if isinstance(thing, Node | Promise):
        yield thing
    for one in inside(thing):
        yield from parts(one, seen)


def inside(thing: Any) -> Iterable[Any]:
    """Give what a piece of a compiled template is made of."""
    if isinstance(thing, list | tuple):
        return thing
    if isinstance(thing, dict):
        return thing.values()
    if isinstance(thing, Promise) or not type(thing).__module__.startswith(("django.template", "spillerum")):
        return ()
    names = [*getattr(thing, "__slots__", ()), *getattr(thing, "__dict__", ())]
    return [getattr(thing, name) for name in names]

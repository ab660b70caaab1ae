"""SVG as text, with everything escaped."""

from __future__ import annotations

from html import escape


def tag(name: str, *inside: str, text: str = "", **attributes: str | float) -> str:
    """One element. `inside` is SVG already; `text` is escaped. `class_` is class, `text_anchor` is text-anchor."""
    said = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items())
    content = "".join(inside) + escape(text)
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def described(
    *drawn: str, key: str, title: str, description: str, size: tuple[int, int], css_class: str
) -> str:
    """A picture with a name and a description for those who hear it; its marks are not read aloud."""
    return tag(
        "svg",
        tag("title", text=title, id=f"{key}-t"),
        tag("desc", text=description, id=f"{key}-d"),
        tag("g", *drawn, aria_hidden="true"),
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        viewBox=f"0 0 {size[0]} {size[1]}",
        class_=css_class,
    )


def path(points: list[tuple[float, float]]) -> str:
    """The `points` of a polyline or polygon."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _name(key: str) -> str:
    return "viewBox" if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(value, quote=True) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")

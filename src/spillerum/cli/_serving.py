"""Serving the house with gunicorn, from inside a command."""

from __future__ import annotations


def serve(*, host: str, port: int, workers: int = 1) -> None:
    """Answer until stopped. Raises ImproperlyConfigured without a secret key."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 -- only what serves pays for it

    from spillerum.site.wsgi import application  # noqa: PLC0415 -- after the house is open

    wishes = {"bind": f"{host}:{port}", "workers": workers, "threads": 4, "loglevel": "warning"}
    wishes |= {"control_socket_disable": True}  # it is stopped by its signal, as any service is

    class House(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            for name, value in wishes.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return application

    House().run()

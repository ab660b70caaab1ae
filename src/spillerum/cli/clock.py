"""`spillerum clock`: the clock that acts on silence and looks at the figures each night."""

from __future__ import annotations

import time

import click

from spillerum.cli._house import open_house

EVERY = 60  # seconds


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due and stop: for a systemd timer or cron.")
def command(*, once: bool) -> None:
    """Act on silence, look for late figures, scan what is new, and send at most one letter to each.

    May run in several places at once, and catches up after a stop. Without --once it goes on until it is stopped.
    """
    open_house()
    while True:
        _turn()
        if once:
            return
        time.sleep(EVERY)


def _turn() -> None:
    from spillerum.calendar.now import now  # noqa: PLC0415 -- after the house is open
    from spillerum.site.night import run_night, scan_is_due  # noqa: PLC0415 -- as above

    night = run_night(scan=scan_is_due(now()))
    if night.scan is not None:
        click.echo(f"Judged {night.scan.judged} figures; {night.scan.off} need attention.")
    for count, what in (
        (night.silences, "moved by silence"),
        (night.late, "late sources opened or ended"),
        (night.forecasts, "years forecast"),
        (night.letters, "letters"),
    ):
        if count:
            click.echo(f"{count} {what}.")

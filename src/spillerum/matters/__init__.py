"""The kernel: anything with a lifecycle is a matter. It has a state, a post that must act, a date, and a meaning of silence.

A room declares its lifecycle as data and registers a `Kind`; the same data makes the moves, the clock, the buttons,
the state picture in the docs and the tests. One table of matters, one append-only timeline.
"""

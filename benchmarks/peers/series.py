"""The series that all are timed on: python series.py FILE [NUMBER]: counts of 96 months, one series a line.

Levels, seasons and over-dispersion differ; every twenty share a season and shocks, as siblings do.
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

import sys

import numpy as np

MONTHS, SIBLINGS = 96, 20


def series(number, seed=1):
    rng, t = np.random.default_rng(seed), np.arange(MONTHS)
    group = np.arange(number) // SIBLINGS
    groups = group[-1] + 1
    season = rng.uniform(0.05, 0.35, (groups, 1)) * np.cos(
        2 * np.pi * t / 12 + rng.uniform(0, 6.28, (groups, 1))
    )
    shared = (season + rng.normal(0, 0.06, (groups, MONTHS)))[group]
    mean = np.exp(rng.normal(5, 0.9, (number, 1)) + shared)
    over = rng.uniform(1.2, 4, (number, 1))
    return rng.poisson(rng.gamma(mean / (over - 1), over - 1))


if __name__ == "__main__":
    np.savetxt(sys.argv[1], series(int(sys.argv[2])), fmt="%d", delimiter=",")

"""AutoETS (statsforecast) on the histories of a file: python yearend_ets.py IN.npz OUT.npz

In: `history` (rows, months), NaN before a series begins; `ahead` (rows,) months asked for. Out, along (rows, 100): evenly
spaced quantiles of the sum of the months ahead, with monthly intervals summed as independent, as fully dependent (1,000
paths each), and by 1,000 of the model's own simulated paths.
"""

# ruff: noqa: ANN001, ANN201 -- a script: its names say what they are

import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
PATHS = 1000
LEVELS = (np.arange(100) + 0.5) / 100
NORMAL_80 = 1.2815515655446004


def sums(model, known, ahead, noise):
    fitted = model.fit(known)
    told = fitted.predict(ahead, level=[80])
    mean, deviation = told["mean"], (told["hi-80"] - told["lo-80"]) / 2 / NORMAL_80
    paths = np.asarray(fitted.simulate(ahead, PATHS, seed=1))
    paths = paths.T if paths.shape[0] == ahead != paths.shape[1] else paths
    independent = mean.sum() + (noise[:, :ahead] * deviation).sum(axis=1)
    dependent = mean.sum() + noise[:, 0] * deviation.sum()
    return [np.quantile(total, LEVELS) for total in (independent, dependent, paths.sum(axis=1))]


if __name__ == "__main__":
    from statsforecast.models import AutoETS

    given = np.load(sys.argv[1])
    noise = np.random.default_rng(0).standard_normal((PATHS, 12))
    model = AutoETS(season_length=12)
    begin = time.process_time()
    found = [
        sums(model, row[np.isfinite(row)], int(ahead), noise)
        for row, ahead in zip(given["history"], given["ahead"], strict=True)
    ]
    independent, dependent, paths = (np.array(part) for part in zip(*found, strict=True))
    np.savez(
        sys.argv[2], independent=independent, dependent=dependent, paths=paths, seconds=time.process_time() - begin
    )  # fmt: skip

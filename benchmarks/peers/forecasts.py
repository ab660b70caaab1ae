"""Peers in Python on the series: python forecasts.py FILE NUMBER autoets | mstl | prophet

Each learns from all months but the newest and gives the interval in which that is to be expected.
"""

# ruff: noqa: ANN001, ANN201, ANN202 -- a script: its names say what they are

import json
import logging
import os
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
LEVEL = 99


def smoothed(name):
    from statsforecast import StatsForecast  # noqa: PLC0415  each peer alone, for its memory
    from statsforecast.models import MSTL, AutoETS  # noqa: PLC0415  as above

    model = {"autoets": AutoETS, "mstl": MSTL}[name](season_length=12)
    sheet = StatsForecast(models=[model], freq="MS", n_jobs=1)
    return lambda table: sheet.forecast(df=table, h=1, level=[LEVEL])


def prophesied():
    logging.getLogger("cmdstanpy").disabled = True
    from prophet import Prophet  # noqa: PLC0415  each peer alone, for its memory

    def one(table):
        model = Prophet(interval_width=LEVEL / 100, weekly_seasonality=False, daily_seasonality=False)
        model.fit(table)
        return model.predict(model.make_future_dataframe(1, freq="MS", include_history=False))

    return lambda table: [one(own[["ds", "y"]]) for _, own in table.groupby("unique_id")]


if __name__ == "__main__":
    file, number, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    values = np.loadtxt(file, delimiter=",", max_rows=number)[:, :-1]
    rows, months = values.shape
    table = pd.DataFrame({
        "unique_id": np.repeat(np.arange(rows), months),
        "ds": np.tile(pd.date_range("2018-01-01", periods=months, freq="MS"), rows),
        "y": values.ravel(),
    })  # fmt: skip
    do = prophesied() if what == "prophet" else smoothed(what)
    do(table[table.unique_id < 2])  # compiled and warm
    begin = sum(os.times()[:4])  # of the processor, children's too: the machine may be shared
    do(table)
    print(json.dumps({"number": rows, "seconds": sum(os.times()[:4]) - begin}))

"""A country on Spark: each municipality's files come together and are judged whole, by what judges a file alone.

What travels is the files themselves, not their rows: so a municipality is never divided, its files are read as they
are read at a terminal, and a fault still names its file and row.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import pyarrow as pa
from django.utils.translation import get_language

from spillerum.cli import _language
from spillerum.cli._files import File
from spillerum.cli._judging import judge
from spillerum.cli._output import GROUPED, columns_of, form_of, keep
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.writing import arrow, parquet, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import MeasureSettings
    from spillerum.cli._config import Config
    from spillerum.cli._judging import Asked
    from spillerum.exchange.writing import Format, Value

_OUT = {"municipality": str} | GROUPED
_SENT = _OUT | {"fault": str}
_NAMED = {str: "string", float: "double", bool: "boolean", int: "bigint"}
_FOLDER = r"/municipality=([^/]+)/"
_HERE = "--engine spark"


def scan_country(given: dict[str, Any], config: Config, asked: Asked) -> bool:
    """Write what is found in all municipalities; whether any of it needs attention. Raises BadFile."""
    _refuse(given)
    form = form_of(given)
    if form == "text":
        form = "csv"
    with _session() as spark:
        found = _gathered(spark, _address(given["files"][0]), config, asked, every=given["every"])
    if (
        found["group"].null_count == found.num_rows
    ):  # no municipality with findings has units of several groups
        found = found.drop_columns("group")
    columns = {name: _OUT[name] for name in found.column_names}
    content = parquet(found) if form == "parquet" else write(found.to_pylist(), columns, cast("Format", form))
    keep(given["out"], content)
    off = zip(found["unit"].to_pylist(), found["verdict"].to_pylist(), strict=True)
    return any(
        verdict in {"local", "both"} or (unit is None and verdict == "common") for unit, verdict in off
    )


def _refuse(given: dict[str, Any]) -> None:
    if len(given["files"]) != 1:
        message = gettext_noop(
            "Name one folder, with a folder municipality=NAME in it for each municipality."
        )
        raise BadFile(Fault(message, _HERE))
    for option in ("wide", "measures", "sheet"):
        if given[option]:
            message = gettext_noop("On Spark the files are tidy Parquet files. Leave --%(option)s out.")
            raise BadFile(Fault(message, _HERE, facts={"option": option.rstrip("s")}))
    if given["form"] == "text":
        message = gettext_noop("On Spark the findings come as rows. Choose csv, json, parquet or xlsx.")
        raise BadFile(Fault(message, _HERE))


def _address(folder: str) -> str:
    """A folder on this machine, whatever Spark's own file system is; else what was given (s3a://…, hdfs://…)."""
    return f"file://{Path(folder).resolve()}" if Path(folder).exists() else folder


@contextmanager
def _session() -> Iterator[Any]:
    """Spark as its own settings say (spark-submit, spark-defaults.conf), else on this machine. Raises BadFile."""
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415  an extra, and half a second to load
        from pyspark.sql import SparkSession  # noqa: PLC0415  as above
    except ImportError as wrong:
        message = gettext_noop("Spark is not installed here. Install spillerum[spark].")
        raise BadFile(Fault(message, _HERE)) from wrong
    if not ("JAVA_HOME" in os.environ or shutil.which("java")):
        message = gettext_noop("Spark needs Java, and there is none here. Install Java 17 or newer.")
        raise BadFile(Fault(message, _HERE))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    try:
        spark = running or _started(SparkSession.builder)
        try:
            yield spark
        finally:
            if running is None:
                spark.stop()
    except PySparkException as wrong:
        message = gettext_noop("Spark gave up (%(why)s). What it wrote before this says more.")
        why = (str(wrong).splitlines() or [type(wrong).__name__])[0]
        raise BadFile(Fault(message, _HERE, facts={"why": why})) from wrong


def _started(builder: Any) -> Any:
    settings = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.appName("spillerum scan").getOrCreate()


def _gathered(spark: Any, folder: str, config: Config, asked: Asked, *, every: bool) -> Any:
    """All findings, (rows) by municipality, as an Arrow table. Raises BadFile with every fault of every file."""
    from pyspark.sql.functions import regexp_extract  # noqa: PLC0415  an extra

    files = (
        spark.read.format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.parquet")
        .load(folder)
        .withColumn("municipality", regexp_extract("path", _FOLDER, 1))
    )
    names = {row.municipality for row in files.select("municipality").distinct().collect()}
    if not names or "" in names:
        message = gettext_noop(
            "Every Parquet file must stand in a folder municipality=NAME here. Divide the figures by municipality."
        )
        raise BadFile(Fault(message, folder))
    # The files are small and the work on each is long: one task a municipality, not one a so many bytes.
    spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")
    spark.conf.set("spark.sql.shuffle.partitions", str(len(names)))
    judging = _judging(config, asked, every=every, language=get_language())
    schema = ", ".join(f"{name} {_NAMED[kind]}" for name, kind in _SENT.items())
    found = (
        files.select("municipality", "path", "content").groupBy("municipality").applyInArrow(judging, schema)
    )
    rows = found.toArrow()
    faults = [_unpacked(fault) for fault in rows["fault"].drop_null().to_pylist()]
    if faults:
        raise BadFile(*sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))
    order = sorted(range(rows.num_rows), key=rows["municipality"].to_pylist().__getitem__)
    return rows.select(list(_OUT)).take(pa.array(order, pa.int64()))


def _judging(config: Config, asked: Asked, *, every: bool, language: str | None) -> Callable[[Any], Any]:
    def judged(files: Any) -> Any:
        """All files of one municipality to its findings, or its faults."""
        _language.activate(language)
        name = unquote(files["municipality"][0].as_py())
        given = sorted(zip(files["path"].to_pylist(), files["content"].to_pylist(), strict=True))
        packed: list[Value] = []
        told_of: list[Judgement] = []
        measures: Mapping[str, MeasureSettings] = {}
        grouped = False
        try:
            one_place = judge([File(_shown(path), content) for path, content in given], config, asked)
            told_of, measures = [j for j in one_place.found if every or j.needs_attention], one_place.measures
            grouped = one_place.in_several_groups
        except BadFile as wrong:
            packed = [_packed(fault) for fault in wrong.faults]
        columns = dict(columns_of(told_of, measures))
        if not grouped:
            columns["group"] = [None] * len(told_of)
        sent = {column: [*cells, *[None] * len(packed)] for column, cells in columns.items()}
        sent["fault"] = [*[None] * len(told_of), *packed]
        sent["municipality"] = [name] * len(sent["fault"])
        return arrow(sent, _SENT)

    return judged


def _shown(path: str) -> str:
    return unquote(path[path.index("/municipality=") + 1 :])


def _packed(fault: Fault) -> str:
    """A fault on its way from the machine that found it."""
    facts = {name: str(fact) for name, fact in fault.facts.items()}
    return json.dumps([fault.message, fault.file, fault.row, fault.column, fault.sheet, facts])


def _unpacked(packed: str) -> Fault:
    return Fault(*json.loads(packed))

"""The normaliser inside Apache Spark: study JSON of any number to the same Parquet that `harvester export` writes.

Spark schedules, shards, retries and writes; what runs in it is the same pure functions that fill the SQLite file.

    python -m harvester.spark SOURCE OUT
"""

import base64
import os
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
import orjson
import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from harvester.derive.rows import derive_rows
from harvester.errors import RecordError
from harvester.mapping.normalise import normalise
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Table
from harvester.parquet import BLOCK, arrow_schema, has_block, typed_cell
from harvester.record import Record, Unreadable
from harvester.sources.files import read_payload
from harvester.sources.payloads import Parsed
from harvester.study import canonical_json, last_update_post_date

PROBLEMS = "problems"
PASSED = "passed_over"
_ROOMS = ("study", "leftover", "derived")
_STAGED = "`table` string, nct_id string, record string, updated string, row string"
_COLUMNS = ["table", "nct_id", "record", "updated", "row"]
_CHUNK = 50_000
_FILES_A_BATCH = 1_000
_MEMBERS_A_TASK = 2_000
_JOBS = 4
"""Tables handed to Spark at a time: most are small, and their jobs wait more than they compute."""

Staged = tuple[str, str | None, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a job wrote: rows of every table; records in `problems`; files that are no records; older doubles."""

    tables: dict[str, int]
    problems: int
    passed_over: int
    older: int

    @property
    def studies(self) -> int:
        """Studies normalised."""
        return self.tables["studies"]


def write_tables(spark: SparkSession, source: str, out: str) -> Summary:
    """Read every record under `source`, normalise and derive it, and write a Parquet dataset a table under `out`.

    `source`: a zip of records (each executor must see its path) or a folder or glob of files in any format that
    `load` takes. A record that cannot be normalised is a row of the dataset `problems`, with its payload and the
    reason. Of several records of one study the one updated last counts. `out` must be new.
    """
    files = _zip_members(spark, source) if zipfile.is_zipfile(source) else _files(spark, source)
    staged_at = f"{out}.staged"
    files.mapInPandas(_stage, _STAGED).write.partitionBy("table").parquet(staged_at)
    staged = spark.read.schema(_STAGED).parquet(staged_at)
    older = _older(staged).cache()
    current = staged.join(F.broadcast(older), ["nct_id", "record"], "left_anti") if older.count() else staged
    counted = dict(map(tuple, current.groupBy("table").count().collect()))
    spec = load_spec()
    written = [table for table in spec.tables.values() if table.room in _ROOMS]
    with _instants_as_published(spark), ThreadPoolExecutor(_JOBS) as jobs:
        done = [
            jobs.submit(_write_table, current, table, counted.get(table.name, 0), out)
            for table in [*written, spec.tables[PROBLEMS]]
        ]
        for job in done:
            job.result()
    tables = {table.name: counted.get(table.name, 0) for table in written}
    summary = Summary(tables, counted.get(PROBLEMS, 0), counted.get(PASSED, 0), older.count())
    older.unpersist()
    _delete(spark, staged_at)
    return summary


def _files(spark: SparkSession, source: str) -> DataFrame:
    found = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(source)
    return found.select(F.col("path").alias("origin"), F.lit("").alias("member"), "content")


def _zip_members(spark: SparkSession, path: str) -> DataFrame:
    """A row for every file in the zip, its content still in it: each task reads its own members."""
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    tasks = max(spark.sparkContext.defaultParallelism, len(names) // _MEMBERS_A_TASK)
    members = spark.createDataFrame(
        pd.DataFrame({"origin": path, "member": names}), "origin string, member string"
    )
    return members.repartition(tasks).withColumn("content", F.lit(None).cast("binary"))


def _stage(files: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Files → rows of every table, each as JSON of its cells, some thousand at a time."""
    held: list[Staged] = []
    for frame in files:
        for origin, content in _contents(frame):
            for number, item in enumerate(read_payload(content, origin)):
                held += _rows(item, f"{origin} {number:09d}")
            if len(held) >= _CHUNK:
                yield pd.DataFrame(held, columns=_COLUMNS)
                held = []
    yield pd.DataFrame(held, columns=_COLUMNS)


def _contents(frame: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    archives: dict[str, zipfile.ZipFile] = {}
    for origin, member, content in frame[["origin", "member", "content"]].itertuples(index=False):
        if content is not None:
            yield origin, content
            continue
        archive = archives.setdefault(origin, archives.get(origin) or zipfile.ZipFile(origin))
        yield f"{origin}!{member}", archive.read(member)
    for archive in archives.values():
        archive.close()


def _rows(item: Parsed, record: str) -> Iterator[Staged]:
    if isinstance(item, Record):
        try:
            tables = {**normalise(item.study), **derive_rows(item.study)}
        except RecordError as error:
            payload = canonical_json(item.study)
            yield _problem(Unreadable(payload, str(error), item.provenance, error.path), record)
            return
        updated = last_update_post_date(item.study)
        for name, rows in tables.items():
            columns = load_spec().tables[name].all_columns
            for row in rows:
                cells = {
                    column.name: typed
                    for column, cell in zip(columns, row, strict=True)
                    if (typed := typed_cell(column, cell)) is not None
                }
                yield name, row[0], record, updated, orjson.dumps(cells).decode()
    elif isinstance(item, Unreadable):
        yield _problem(item, record)
    else:
        yield PASSED, None, record, None, "{}"


def _problem(problem: Unreadable, record: str) -> Staged:
    cells = {**problem.told, "payload": base64.b64encode(problem.payload).decode()}
    return PROBLEMS, problem.nct_id, record, None, orjson.dumps(cells).decode()


def _older(staged: DataFrame) -> DataFrame:
    """(nct_id, record) of every record that a newer one of the same study stands before."""
    studies = staged.where(F.col("table") == "studies").select("nct_id", "record", "updated")
    rank = F.struct(F.coalesce("updated", F.lit("")), "record")
    newest = studies.groupBy("nct_id").agg(F.max(rank)["record"].alias("newest"))
    return studies.join(newest, "nct_id").where("record <> newest").select("nct_id", "record")


def _write_table(staged: DataFrame, table: Table, count: int, out: str) -> None:
    schema = from_arrow_schema(pa.schema(field.remove_metadata() for field in arrow_schema(table)))
    path = f"{out}/{table.name}"
    if not count:
        place = f"{path}/{BLOCK}=NCT00" if has_block(table) else path
        staged.sparkSession.createDataFrame([], schema).write.parquet(place, compression="zstd")
        return
    cells = F.from_json("row", schema, {"mode": "FAILFAST"}).alias("cells")
    rows = staged.where(F.col("table") == table.name).select(cells).select("cells.*")
    if not has_block(table):
        rows.write.parquet(path, compression="zstd")
        return
    key = [column.name for column in table.key]
    blocked = rows.withColumn(BLOCK, F.substring("nct_id", 1, len("NCT00")))
    ordered = blocked.repartitionByRange("nct_id").sortWithinPartitions(BLOCK, *key)
    ordered.write.partitionBy(BLOCK).parquet(path, compression="zstd")


@contextmanager
def _instants_as_published(spark: SparkSession) -> Iterator[None]:
    """Instants in Parquet's own type: Spark's default is one that it deprecated and other engines read without a zone."""
    key = "spark.sql.parquet.outputTimestampType"
    before = spark.conf.get(key)
    spark.conf.set(key, "TIMESTAMP_MICROS")
    try:
        yield
    finally:
        spark.conf.set(key, before)


def _delete(spark: SparkSession, path: str) -> None:
    """Remove a folder on whichever file system Spark wrote it to."""
    hadoop: Any = spark._jvm.org.apache.hadoop.fs
    place = hadoop.Path(path)
    place.getFileSystem(spark._jsc.hadoopConfiguration()).delete(place, True)


@click.command()
@click.argument("source")
@click.argument("out")
def main(source: str, out: str) -> None:
    """Normalise every record under SOURCE (a zip, a folder, a glob) into Parquet datasets under OUT."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers with the same packages as this process
    builder = SparkSession.builder.appName("harvester")
    spark = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", _FILES_A_BATCH).getOrCreate()
    summary = write_tables(spark, source, out)
    spark.stop()
    click.echo(f"{out}: {summary.studies:,} studies in {len(summary.tables)} tables")
    for number, words in (
        (summary.problems, "in problems"),
        (summary.older, "older records of a study"),
        (summary.passed_over, "files passed over"),
    ):
        if number:
            click.echo(f"  {number:,} {words}")
    raise SystemExit(1 if summary.problems else 0)


if __name__ == "__main__":
    main()

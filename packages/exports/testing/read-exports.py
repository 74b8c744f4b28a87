"""read-exports.py FOLDER: reads the exports in a folder by DuckDB and pandas, and prints what they contain as JSON.

For each file the number of rows, the sum of the energies in whole microwatt-hours, and the first and last instant.
"""
import decimal
import json
import pathlib
import sys

import duckdb
import pandas

folder = pathlib.Path(sys.argv[1])
QUERY = """
    SELECT count(*), sum(CAST(energy_kwh AS DECIMAL(38, 9))), epoch_ms(min({instant}::TIMESTAMPTZ)), epoch_ms(max({instant}::TIMESTAMPTZ))
    FROM {table}
"""


def by_duckdb(table, instant):
    duckdb.sql("SET TimeZone = 'UTC'")
    rows, energy, first, last = duckdb.sql(QUERY.format(table=table, instant=instant)).fetchall()[0]
    return contents(rows, energy, first, last)


def by_pandas(path, instant):
    table = pandas.read_csv(path, dtype={"energy_kwh": str}, parse_dates=[instant])
    energy = sum(map(decimal.Decimal, table["energy_kwh"]))
    return contents(len(table), energy, *(int(at.timestamp() * 1000) for at in (table[instant].min(), table[instant].max())))


def contents(rows, energy, first, last):
    return {
        "rows": rows,
        "microwattHours": str(int(decimal.Decimal(energy) * 10**9)),
        "first": first,
        "last": last,
    }


decimal.getcontext().prec = 60
found = {}
for rows, instant in [("hours", "start"), ("readings", "timestamp")]:
    csv, parquet = folder / f"{rows}.csv", folder / f"{rows}.parquet"
    types = "types = {'energy_kwh': 'DECIMAL(38, 9)'}"
    found[f"{rows} csv duckdb"] = by_duckdb(f"read_csv('{csv}', {types})", instant)
    found[f"{rows} csv pandas"] = by_pandas(csv, instant)
    found[f"{rows} parquet duckdb"] = by_duckdb(f"read_parquet('{parquet}')", instant)
    found[f"{rows} ndjson duckdb"] = by_duckdb(
        f"(SELECT *, energy AS energy_kwh FROM read_json('{folder / rows}.ndjson', format = 'newline_delimited', "
        f"columns = {{'{instant}': 'TIMESTAMPTZ', 'energy': 'DECIMAL(38, 9)'}}))",
        instant,
    )
print(json.dumps(found))

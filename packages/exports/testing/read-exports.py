"""read-exports.py FOLDER: reads the exports in a folder by DuckDB and pandas, and prints what they contain as JSON.

For each file the number of rows, the sum of the energies in whole microwatt-hours, and the first and last instant; for
those with costs, their sum by currency.
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


def costs_by_duckdb(table):
    sums = duckdb.sql(f"SELECT currency, sum(CAST(cost AS DECIMAL(38, 6))) FROM {table} GROUP BY currency").fetchall()
    return {currency or "none": None if cost is None else str(cost) for currency, cost in sums}


def costs_by_pandas(path):
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    sums = {}
    for currency, rows in table.groupby("currency"):
        costs = [decimal.Decimal(cost) for cost in rows["cost"] if cost]
        sums[currency or "none"] = str(sum(costs)) if costs else None
    return sums


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
csv_types = "types = {'cost': 'DECIMAL(38, 6)', 'currency': 'VARCHAR'}"
json_columns = "columns = {'cost': 'DECIMAL(38, 6)', 'currency': 'VARCHAR'}"
found["costs csv duckdb"] = costs_by_duckdb(f"read_csv('{folder / 'costs.csv'}', {csv_types})")
found["costs csv pandas"] = costs_by_pandas(folder / "costs.csv")
found["costs parquet duckdb"] = costs_by_duckdb(f"read_parquet('{folder / 'costs.parquet'}')")
found["costs ndjson duckdb"] = costs_by_duckdb(
    f"read_json('{folder / 'costs.ndjson'}', format = 'newline_delimited', {json_columns})"
)
print(json.dumps(found))

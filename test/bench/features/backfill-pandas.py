"""The Fraud Detection Handbook's 15 features of a CSV file of payments, by pandas: what `gavel backfill` is compared with.

Arguments: payments.csv, the CSV to write, and the CSV that gavel wrote of the same payments. Prints its cost as JSON; the comparison
with gavel's values is made after the clock has stopped.
"""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd

DELAY = 7
WINDOWS = (1, 7, 30)


def rolled(frame, key, days, column, how):
    """A rolling aggregate over (t - days, t] by key, in the order of the file."""
    grouped = frame.groupby(key).rolling(f"{days}D", on="TX_DATETIME")[column]
    values = grouped.count() if how == "count" else grouped.sum() if how == "sum" else grouped.mean()
    # Groups come one after another in the order of their keys, each in the order of the file.
    result = np.empty(len(frame))
    result[np.argsort(frame[key].to_numpy(), kind="stable")] = values.to_numpy()
    return result


def features(frame):
    result = pd.DataFrame({"id": frame["TRANSACTION_ID"], "time": frame["TX_DATETIME"], "label": frame["TX_FRAUD"]})
    result["amount"] = frame["TX_AMOUNT"]
    result["isWeekend"] = frame["TX_DATETIME"].dt.dayofweek >= 5
    result["isNight"] = frame["TX_DATETIME"].dt.hour <= 6
    for days in WINDOWS:
        result[f"customerCount{days}d"] = rolled(frame, "CUSTOMER_ID", days, "TX_AMOUNT", "count")
        result[f"customerMean{days}d"] = rolled(frame, "CUSTOMER_ID", days, "TX_AMOUNT", "mean")
    within = {how: rolled(frame, "TERMINAL_ID", DELAY, "TX_FRAUD", how) for how in ("count", "sum")}
    for days in WINDOWS:
        count = rolled(frame, "TERMINAL_ID", DELAY + days, "TX_FRAUD", "count") - within["count"]
        fraud = rolled(frame, "TERMINAL_ID", DELAY + days, "TX_FRAUD", "sum") - within["sum"]
        result[f"terminalCount{days}d"] = count
        result[f"terminalRisk{days}d"] = np.divide(fraud, count, out=np.zeros_like(fraud), where=count > 0)
    return result


def mismatches(result, ours):
    names = [name for name in result.columns if name.startswith(("customer", "terminal"))]
    gavel = pd.read_csv(ours, usecols=names)
    return int(sum((~((gavel[name] - result[name]).abs() <= 1e-6)).sum() for name in names))


def main():
    payments, out, ours = sys.argv[1:4]
    start = time.perf_counter()
    frame = pd.read_csv(payments, parse_dates=["TX_DATETIME"])
    result = features(frame)
    result.to_csv(out, index=False)
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"seconds": seconds, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMb": usage.ru_maxrss / 1024}
    print(json.dumps({**cost, "mismatches": mismatches(result, ours)}))


if __name__ == "__main__":
    main()

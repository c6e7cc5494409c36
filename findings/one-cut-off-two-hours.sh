#!/bin/sh
# One warehouse's cut-off, 18:00 in Vancouver on 15 December 2026, is two instants in one program, whatever is
# updated.
#
# In 2026 zones changed for good: British Columbia (tz release 2026b), then Alberta, Manitoba and Morocco (by 2026f).
# Who installs the new zone data expects that every library of the program has them. The guess: at worst one has to
# update the system too.
#
# Seen on 2026-11-30:
# - polars 2.1.0 has its zone data compiled in, and they are from before these changes. Neither tzdata 2026.6 nor
#   TZDIR reaches them: its 18:00 in Vancouver is 02:00 UTC.
# - Python's zoneinfo on the data of tzdata 2026.6, pytz 2026.6, and DuckDB 2.0.1 (compiled in too, but new) say 01:00
#   UTC. Edmonton, Winnipeg and Casablanca differ by an hour as well; Berlin does not.
# - zoneinfo takes a folder of its search path before the package tzdata, also when the folder is older: with the data
#   of tzdata 2025.2 on its path and tzdata 2026.6 installed it says 02:00 UTC.
#
# What follows: where deadlines are computed (`requestedAt` against a cut-off, sweeps over "yesterday's"
# cancellations), convert to UTC in one place with one source of zone data, hand instants to the others, and check one
# changed zone when the program starts.
set -eu
. "$(dirname "$0")/common.sh"
packages zones tzdata==2026.6 pytz==2026.6 polars==2.1.0 polars-runtime-32==2.1.0 duckdb==2.0.1
packages old tzdata==2025.2
cat >"$work/folder.py" <<'PY'
import pathlib
import tzdata

print(pathlib.Path(tzdata.__file__).parent / "zoneinfo")
PY
cat >"$work/check.py" <<'PY'
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, reset_tzpath
import duckdb
import polars
import pytz
from expect import expect, finish

new, old = sys.argv[1:]
cut_off = datetime(2026, 12, 15, 18)


def hours(zone):
    """The hour in UTC, as zoneinfo, pytz, DuckDB and polars say it."""
    answers = [cut_off.replace(tzinfo=ZoneInfo(zone)), pytz.timezone(zone).localize(cut_off)]
    epoch = duckdb.execute(f"select epoch(timezone('{zone}', timestamp '{cut_off}'))").fetchone()[0]
    answers.append(datetime.fromtimestamp(epoch, timezone.utc))
    answers.append(polars.Series([cut_off]).dt.replace_time_zone(zone).dt.convert_time_zone("UTC")[0])
    return [answer.astimezone(timezone.utc).hour for answer in answers]


reset_tzpath([new])
print("the hour in UTC of 18:00 on 2026-12-15: zoneinfo, pytz, DuckDB, polars")
expect("Vancouver", hours("America/Vancouver"), [1, 1, 1, 2])
expect("Edmonton", hours("America/Edmonton"), [0, 0, 0, 1])
expect("Winnipeg", hours("America/Winnipeg"), [23, 23, 23, 0])
expect("Casablanca", hours("Africa/Casablanca"), [18, 18, 18, 17])
expect("Berlin", hours("Europe/Berlin"), [17, 17, 17, 17])
reset_tzpath([old])
ZoneInfo.clear_cache()
expect("Vancouver, an old folder on zoneinfo's path, tzdata 2026.6 installed", hours("America/Vancouver"), [2, 1, 1, 2])
finish()
PY
new=$(check zones folder.py)
old=$(check old folder.py)
TZDIR=$new check zones check.py "$new" "$old" || { echo "changed: not as described above"; exit 1; }
echo "seen: 18:00 in Vancouver is 02:00 UTC for polars, and 01:00 UTC for zoneinfo, pytz and DuckDB"

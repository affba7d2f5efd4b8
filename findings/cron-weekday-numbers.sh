#!/usr/bin/env bash
# Guess: 1 in the last field of a cron expression is Monday, and 0 (or 7) is Sunday.
# What happens: 1 is Tuesday for APScheduler's from_crontab, and Sunday for Rust's cron. 7 is an error in the first and Saturday
# in the second, 0 is Monday in the first and an error in the second. croniter has Monday.
# Why it matters: `1-5` is Tuesday to Saturday in one and Sunday to Thursday in the other. Names of days avoid it.
set -euo pipefail
for tool in python3 cargo; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "example"
version = "1.0.0"
edition = "2021"

[dependencies]
cron = "=0.17.0"
chrono = "0.4"
TOML
cat >src/main.rs <<'RUST'
use std::str::FromStr;

fn main() {
    let start: chrono::DateTime<chrono::Utc> = "2026-11-28T12:00:00Z".parse().unwrap();
    for day in ["0", "1", "7"] {
        // This crate has a field of seconds first.
        let next = match cron::Schedule::from_str(&format!("0 0 0 * * {day}")) {
            Ok(schedule) => schedule.after(&start).next().unwrap().format("%A").to_string(),
            Err(_) => "error".to_string(),
        };
        println!("Rust cron, {day}: {next}");
    }
}
RUST
{ cargo build -q 2>/dev/null && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check APScheduler==3.11.3 croniter==7.0.0; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >next.py <<'PYTHON'
from datetime import datetime, timezone

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

START = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
for name, find in (
    ("APScheduler", lambda line: CronTrigger.from_crontab(line, timezone=timezone.utc).get_next_fire_time(None, START)),
    ("croniter", lambda line: croniter(line, START).get_next(datetime)),
):
    for day in "017":
        try:
            print(f"{name}, {day}: {find(f'0 0 * * {day}'):%A}")
        except ValueError:
            print(f"{name}, {day}: error")
PYTHON
seen=$( { target/debug/example; venv/bin/python next.py; } | LC_ALL=C sort)
echo 'cron 0.17.0 (crates.io), APScheduler 3.11.3, croniter 7.0.0'
echo "$seen"
[ "$seen" = 'APScheduler, 0: Monday
APScheduler, 1: Tuesday
APScheduler, 7: error
Rust cron, 0: error
Rust cron, 1: Sunday
Rust cron, 7: Saturday
croniter, 0: Sunday
croniter, 1: Monday
croniter, 7: Sunday' ] || { echo 'This has changed.' >&2; exit 1; }

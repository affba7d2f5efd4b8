#!/usr/bin/env bash
# Guess: a table that pyarrow writes has the same numbers in JavaScript: the decimal -19.99 and the unsigned 18446744073709551615.
# What happens: apache-arrow gives the decimal without its scale, -1999, a hundred times as much. @dsnp/parquetjs gives its bytes, and
# -1 for the unsigned number. hyparquet reads both. A nanosecond before the full second is that second in apache-arrow.
# apache-arrow refuses the file as `write_feather` writes it by default, since its LZ4 needs a codec that is not included.
# Why it matters: prices and counters of a batch job are wrong on the page that shows them, without an error, and by a factor that is
# taken for cents.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent apache-arrow@21.2.0 hyparquet@1.33.0 @dsnp/parquetjs@1.8.8 && python3 -m venv venv &&
  venv/bin/pip install -q --disable-pip-version-check pyarrow==26.0.1; } >install.log 2>&1 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >write.py <<'PYTHON'
from decimal import Decimal

import pyarrow
from pyarrow import feather, parquet

table = pyarrow.table(
    {
        "price": pyarrow.array([Decimal("-19.99")], pyarrow.decimal128(12, 2)),
        "bytes": pyarrow.array([2**64 - 1], pyarrow.uint64()),
        "at": pyarrow.array([1_790_000_000_999_999_999], pyarrow.timestamp("ns")),
    }
)
parquet.write_table(table, "table.parquet")
feather.write_feather(table, "table.feather")
feather.write_feather(table, "plain.feather", compression="uncompressed")
PYTHON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { ParquetReader } from '@dsnp/parquetjs';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
const show = (value) => (Buffer.isBuffer(value) ? `the bytes ${value.toString('hex')}` : value instanceof Date ? value.toISOString() : String(value));
const print = (name, { price, bytes, at }) => console.log(`${name}: price ${show(price)}, bytes ${show(bytes)}, at ${show(at)}`);
for (const file of ['table.feather', 'plain.feather'])
  try {
    print(`apache-arrow, ${file}`, tableFromIPC(readFileSync(file)).get(0));
  } catch (error) {
    console.log(`apache-arrow, ${file}: ${error.message}`);
  }
print('hyparquet', (await parquetReadObjects({ file: await asyncBufferFromFile('table.parquet') }))[0]);
const reader = await ParquetReader.openFile('table.parquet');
print('@dsnp/parquetjs', await reader.getCursor().next());
await reader.close();
JS
venv/bin/python write.py
seen=$(node read.mjs)
echo 'apache-arrow 21.2.0, hyparquet 1.33.0, @dsnp/parquetjs 1.8.8 (npm), pyarrow 26.0.1 (PyPI)'
echo "$seen"
[ "$seen" = 'apache-arrow, table.feather: Record batch is compressed but codec not found
apache-arrow, plain.feather: price -1999, bytes 18446744073709551615, at 1790000001000
hyparquet: price -19.99, bytes 18446744073709551615, at 2026-09-21T14:13:20.999Z
@dsnp/parquetjs: price the bytes fffffffff831, bytes -1, at 1790000000999999999' ] || { echo 'This has changed.' >&2; exit 1; }

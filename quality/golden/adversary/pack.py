"""Recordings as they are kept: compact, and the same bytes for the same answers."""

import gzip
import json
import zipfile

# What the result's bytes say anyway.
DERIVED = ("account_id", "data")


def pack(document, path):
    """Compact JSON, gzipped without name and time, so that the same answers are the same file."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text)


def pack_contracts(contracts, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundles:
        for name, content in contracts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundles.writestr(entry, content)

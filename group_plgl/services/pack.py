"""Packing: files into one ZIP, the same files always into the same bytes.

Names are in order, times are the beginning of the ZIP calendar, and nothing tells the machine. What
is packed already (pictures, sounds) is laid in as it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from group_plgl.errors import BadInput

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
_LEVEL = 6
_READABLE = 0o100644 << 16
_UNIX = 3
_PACKED = (".png", ".webp", ".gif", ".jpg", ".wav", ".parquet", ".zip")
MEDIA_TYPES = {
    ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".svg": "image/svg+xml",
    ".wav": "audio/wav", ".csv": "text/csv; header=present", ".json": "application/json",
    ".jsonl": "application/x-ndjson", ".parquet": "application/vnd.apache.parquet", ".css": "text/css",
    ".html": "text/html", ".txt": "text/plain", ".safetensors": "application/octet-stream",
    ".ase": "application/octet-stream", ".zip": "application/zip",
}  # fmt: skip


def packed(files: Mapping[str, bytes | str]) -> bytes:
    """A ZIP of files by name, in the order of their names; text is written as UTF-8.

    Raises:
        BadInput: A name that would lead out of the folder somebody unpacks it to.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted(files.items()):
            whole = content if isinstance(content, bytes) else content.encode()
            archive.writestr(_entry(name), whole, compresslevel=_LEVEL)
    return held.getvalue()


def packed_with_manifest(files: Mapping[str, bytes | str], told: Mapping[str, Any]) -> bytes:
    """The same with a manifest (path, sha256, bytes, media type of each) and a file of checksums.

    Args:
        files: By name; none is called like either of the two.
        told: What the manifest says besides.
    """
    whole = {name: one if isinstance(one, bytes) else one.encode() for name, one in files.items()}
    sums = {name: hashlib.sha256(one).hexdigest() for name, one in sorted(whole.items())}
    listed = [
        {"path": name, "sha256": sums[name], "bytes": len(whole[name]), "media_type": media_type_of(name)}
        for name in sums
    ]
    manifest = json.dumps({**told, "files": listed}, ensure_ascii=False, indent=2) + "\n"
    sums[MANIFEST] = hashlib.sha256(manifest.encode()).hexdigest()
    checksums = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    return packed({**whole, MANIFEST: manifest, CHECKSUMS: checksums})


def media_type_of(name: str) -> str:
    """What kind of file a name is of."""
    return MEDIA_TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream")


def _entry(name: str) -> zipfile.ZipInfo:
    """The head of one file, the same on every machine and day."""
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or not name:
        raise BadInput("'{name}' is no name for a file in an archive", name=name)
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.external_attr, entry.create_system = _READABLE, _UNIX
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    return entry

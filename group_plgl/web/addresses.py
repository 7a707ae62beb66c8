"""Links that work from another device: what is printed on the join card and in the QR code."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from urllib.parse import urlsplit

from flask import request

from group_plgl.web.wiring import wiring

_EVERYWHERE = ("0.0.0.0", "::")
_NOWHERE = "192.0.2.1"  # reserved for documentation (RFC 5737); choosing a route sends nothing


def public_root() -> str:
    """Scheme, host and port that other devices reach us by, without a slash at the end."""
    settings = wiring().studio.settings
    if settings.base_url:
        return settings.base_url.rstrip("/")
    asked = urlsplit(f"//{request.host}")
    if settings.host in _EVERYWHERE and only_here(asked.hostname or ""):
        found = lan_address()
        if found:
            return f"{request.scheme}://{found}" + (f":{asked.port}" if asked.port else "")
    return f"{request.scheme}://{request.host}"


def only_here(host: str) -> bool:
    """Whether a host name reaches this computer from itself only."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return False


def lan_address() -> str | None:
    """The address other devices in the room see this computer by, if it is on a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect((_NOWHERE, 9))
        return str(probe.getsockname()[0])
    return None

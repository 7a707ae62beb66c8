"""Pages for files that are looked at without a server: one HTML file, no script, nothing fetched."""

from __future__ import annotations

from html import escape

_STYLES = """
:root { color-scheme: light dark; --ink: #1d1a16; --soft: #665e53; --paper: #faf7f2; --sheet: #fffdf9;
  --line: #dfd6c8; --accent: #ad4a27; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3ede3; --soft: #aea496; --paper: #151310;
  --sheet: #1e1b17; --line: #38322a; --accent: #f09670; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: clamp(20px, 5vw, 64px); background: var(--paper);
  color: var(--ink); font: 400 1.0625rem/1.55 Inter, system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: clamp(1.9rem, 4.6vw, 3.2rem); line-height: 1.06; letter-spacing: -.03em; margin: 0;
  text-wrap: balance; }
h2 { font-size: 1.35rem; letter-spacing: -.02em; margin: 3.2rem 0 1rem; }
.lead { color: var(--soft); font-size: 1.15rem; max-width: 44em; margin: .8rem 0 0; text-wrap: pretty; }
.fine { color: var(--soft); font-size: .9rem; }
a { color: inherit; text-underline-offset: .2em; }
:focus-visible { outline: 3px solid #2559b8; outline-offset: 3px; border-radius: 6px; }
img { display: block; width: 100%; height: auto; border-radius: 18px; background: var(--line); }
"""


def page(title: str, lead: str, body: str, styles: str = "") -> str:
    """A page with a title, a sentence and a body; title and lead are plain text, the body is HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLES}{styles}</style>\n</head>\n<body>\n"
        f'<h1>{escape(title)}</h1>\n<p class="lead">{escape(lead)}</p>\n{body}\n</body>\n</html>\n'
    )

"""How does a comparison look? Bars with names and figures, readable on a dark page and on a light one."""

from __future__ import annotations

from html import escape

from tokenim.proof.bench.report import number

_WIDTH, _LEFT, _RIGHT = 760, 210, 110
_ROW, _BAR, _TOP = 30, 18, 44
_OURS = "TokenIM"
# Middle greys and colours have enough contrast to white and to near-black alike.
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#7d8590}.title{font-size:15px;font-weight:600}"
    ".ours{font-weight:700;fill:#2f81f7}.bar{fill:#8b949e;fill-opacity:.65}.bar.ours{fill:#2f81f7;fill-opacity:1}"
)


def drawn(title: str, values: list[tuple[str, float]]) -> str:
    """Return an SVG picture of values in their order."""
    height = _TOP + _ROW * len(values) + 8
    most = max(value for _, value in values) or 1
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">'
        ),
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="0" y="20">{escape(title)}</text>',
    ]
    for place, (name, value) in enumerate(values):
        parts += _row(name, value, most, _TOP + _ROW * place)
    return "\n".join([*parts, "</svg>", ""])


def _row(name: str, value: float, most: float, top: int) -> list[str]:
    width = max(1.0, (_WIDTH - _LEFT - _RIGHT) * value / most)
    ours = " ours" if name == _OURS else ""
    base = top + _BAR - 4
    return [
        f'<text class="name{ours}" x="{_LEFT - 10}" y="{base}" text-anchor="end">{escape(name)}</text>',
        f'<rect class="bar{ours}" x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="3"/>',
        f'<text class="value{ours}" x="{_LEFT + width + 8:.1f}" y="{base}">{number(value)}</text>',
    ]

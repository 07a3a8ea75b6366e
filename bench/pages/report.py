"""The table of what pages cost, in words for the terminal and for bench/results/, and as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

RESULTS = Path(__file__).resolve().parent.parent / "results"
LINE, LEFT, WIDE = 26, 260, 420


@dataclass(frozen=True, slots=True)
class Measured:
    """One request: `seconds` that a tenth of them stayed below, among `rows` products; `indexes` are those its query used."""

    name: str
    rows: int
    seconds: float
    indexes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ratio:
    """How two of them compare, and the bound: at least or at most."""

    text: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_kept(self) -> bool:
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def bound(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


def write_report(measured: Sequence[Measured], ratios: Sequence[Ratio]) -> str:
    """Write list.md and list.svg, and return the table."""
    lines = ["| request | products | ms | requests/s | index |", "|---|---|---|---|---|"]
    for each in measured:
        index = ", ".join(sorted(each.indexes))
        lines.append(f"| {each.name} | {each.rows:,} | {each.seconds * 1000:.2f} | {1 / each.seconds:.0f} | {index} |")
    lines += ["", "| ratio | measured | bound | |", "|---|---|---|---|"]
    lines += [f"| {r.text} | {r.value:.2f} | {r.bound} | {'kept' if r.is_kept else 'MISSED'} |" for r in ratios]
    table = "\n".join(lines) + "\n"
    RESULTS.mkdir(exist_ok=True)
    head = "# What a page of 50 products costs\n\nWritten by `./manage_all.sh bench list`.\n\n![](list.svg)\n\n"
    (RESULTS / "list.md").write_text(head + table, encoding="utf-8")
    (RESULTS / "list.svg").write_text(draw(measured), encoding="utf-8")
    return table


def draw(measured: Sequence[Measured]) -> str:
    """Return bars of milliseconds as SVG."""
    longest = max(each.seconds for each in measured)
    size = f'viewBox="0 0 {LEFT + WIDE + 90} {LINE * len(measured) + 10}"'
    style = 'font-family="sans-serif" font-size="13" fill="#444"'
    bars = [bar(number, each, longest) for number, each in enumerate(measured)]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n{"".join(bars)}</svg>\n'


def bar(number: int, each: Measured, longest: float) -> str:
    top, width = number * LINE + 5, each.seconds / longest * WIDE
    name = escape(f"{each.name}, {each.rows:,}")
    label = f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{name}</text>'
    box = f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{LINE - 6}" fill="#2f6f8f"/>'
    value = f'<text x="{LEFT + width + 6:.1f}" y="{top + 15}">{each.seconds * 1000:.2f} ms</text>'
    return f"{label}{box}{value}\n"

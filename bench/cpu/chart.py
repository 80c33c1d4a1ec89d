#!/usr/bin/env python3
"""Draws a benchmark run as SVG: chart.py RESULTS.json CHART.svg. Bars are speeds, native as 1, on a logarithmic axis."""
import json
import math
import sys
from xml.sax.saxutils import escape

import report

COLOURS = ["#9aa5b1", "#1f6feb", "#d9822b", "#2da44e", "#8250df"]
LEFT, RIGHT, TOP, BAR, GAP = 150, 60, 84, 9, 7
WIDTH, LOWEST = 900, 0.001


def place(value, highest):
    """Where a speed stands on the axis, 0 to 1."""
    return math.log(max(value, LOWEST) / LOWEST) / math.log(highest / LOWEST)


def text(x, y, content, **attributes):
    settings = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{settings}>{escape(content)}</text>'


def draw(measured):
    kinds = measured["engines"]
    groups = []
    for title in ("user", "system"):
        rows = report.rows(measured, title)
        speeds = [(program["name"], [report.speed(times["native"], times[kind]) for kind in kinds]) for program, times in rows]
        if speeds:
            means = [report.mean(column) for column in zip(*(values for _, values in speeds))]
            groups.append((f"{title} set", [*speeds, ("geometric mean", means)]))
    highest = max([2, *(value for _, rows in groups for _, values in rows for value in values if value)])
    row_height = BAR * len(kinds) + GAP
    height = TOP + sum(24 + row_height * len(rows) for _, rows in groups) + 30
    span = WIDTH - LEFT - RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12" fill="#24292f">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(12, 24, "Speed of i386 programs, native = 1 (logarithmic; longer is faster)", font_size=16, font_weight="bold"),
        text(12, 44, f"{measured['host']['processor']}, {measured['host']['date']}", fill="#57606a"),
    ]
    x = LEFT
    for kind, colour in zip(kinds, COLOURS):
        label = measured["host"]["qemu"].partition("(")[0].strip() + " (TCG)" if kind == "tcg" else kind
        parts += [f'<rect x="{x}" y="56" width="12" height="12" fill="{colour}"/>', text(x + 18, 66, label)]
        x += 40 + 7 * len(label)
    for mark in (0.001, 0.01, 0.1, 0.5, 1):
        at = LEFT + span * place(mark, highest)
        line = "#cf222e" if mark == 1 else "#d0d7de"
        parts += [f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{height - 24}" stroke="{line}"/>',
                  text(at, height - 8, f"{mark:g}", text_anchor="middle", fill="#57606a")]
    y = TOP
    for title, rows in groups:
        y += 24
        parts.append(text(12, y - 6, title, font_weight="bold"))
        for name, values in rows:
            weight = "bold" if name == "geometric mean" else "normal"
            parts.append(text(LEFT - 8, y + BAR * len(kinds) / 2 + 4, name, text_anchor="end", font_weight=weight))
            for number, (value, colour) in enumerate(zip(values, COLOURS)):
                top = y + number * BAR
                if value:
                    width = span * place(value, highest)
                    parts += [f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR - 1}" fill="{colour}"/>',
                              text(LEFT + width + 4, top + BAR - 1, report.number(value), font_size=9, fill="#57606a")]
                else:
                    parts.append(text(LEFT + 4, top + BAR - 1, "no result", font_size=9, fill="#cf222e"))
            y += row_height
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        drawing = draw(json.load(source))
    with open(sys.argv[2], "w", encoding="utf-8") as target:
        target.write(drawing)

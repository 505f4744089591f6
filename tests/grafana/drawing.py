"""A dashboard as a page of HTML: its panels in their grid, with what Prometheus answered. It knows
the four kinds of panel that our dashboards have, and no more of Grafana than that."""

import html
import re

COLUMN, ROW, GAP = 50, 30, 6  # pixels
COLORS = ["#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff", "#96d98d"]
STYLE = f"""
body {{ margin: 0; padding: 8px; background: #111217; color: #ccccdc; width: {24 * COLUMN}px;
  font: 12px "DejaVu Sans", sans-serif }}
h1 {{ font-size: 18px; margin: 4px {GAP}px }} header p {{ margin: 4px {GAP}px 8px; color: #9fa7b3 }}
main {{ position: relative }}
section {{ position: absolute; box-sizing: border-box; padding: 6px 8px; overflow: hidden;
  background: #181b1f; border: 1px solid #2c3235; border-radius: 3px }}
h2 {{ font-size: 12px; margin: 0 0 4px; font-weight: 600; white-space: nowrap }}
.number {{ font-size: 30px; text-align: center; padding-top: 14px }}
.key {{ white-space: nowrap; overflow: hidden; font-size: 10px; color: #9fa7b3 }}
.key i {{ display: inline-block; width: 9px; height: 3px; margin: 0 4px 3px 8px }}
table {{ width: 100%; border-collapse: collapse }} td, th {{ text-align: left; padding: 3px 4px;
  border-bottom: 1px solid #2c3235 }} td:last-child, th:last-child {{ text-align: right }}
.bar {{ background: #22252b; margin: 6px 0; padding: 5px; position: relative }}
.bar b {{ position: absolute; inset: 0 auto 0 0; opacity: .5 }} .bar span {{ position: relative }}
text {{ fill: #9fa7b3; font-size: 9px }}
"""


# What a unit is counted in, from how much on, and what stands behind the number.
SCALES = {
    "s": [(0.001, " ms"), (1, " s"), (60, " min"), (3600, " h")],
    "bytes": [(2**10, " KiB"), (2**20, " MiB"), (2**30, " GiB")],
    "percentunit": [(0.01, " %")],
    "reqps": [(1, " /s")],
    "cps": [(1, " /s")],
    "suffix: /min": [(1, " /min")],
}


def shown(value, unit):
    """A number as a reader wants it, roughly as Grafana's units do."""
    scales = SCALES.get(unit, [(1, "")])
    by, ending = next((scale for scale in reversed(scales) if value >= scale[0]), scales[0])
    number = value / by
    return (f"{number:,.0f}" if number >= 100 else f"{number:.3g}") + ending


def name_of(legend, labels):
    named = re.sub(r"{{(\w+)}}", lambda match: labels.get(match[1], ""), legend)
    return named or " ".join(labels.values())


def curve(lines, begin, end, width, height, unit, stacked):
    top, below, sums = 0.0, {}, []
    for _, samples in lines:
        heights = []
        for when, value in samples:
            floor = below.get(when, 0.0) if stacked else 0.0
            heights.append((when, floor, floor + value))
            below[when] = floor + value
            top = max(top, floor + value)
        sums.append(heights)
    top = top or 1.0

    def at(when, value):
        x = (when - begin) / (end - begin) * width
        return f"{x:.1f},{height - value / top * (height - 12):.1f}"

    parts = [f'<line x1="0" x2="{width}" y1="{height}" y2="{height}" stroke="#2c3235"/>',
             f'<line x1="0" x2="{width}" y1="12" y2="12" stroke="#2c3235"/>']
    for index, heights in enumerate(sums):
        color = COLORS[index % len(COLORS)]
        upper = " ".join(at(when, value) for when, _, value in heights)
        lower = " ".join(at(when, floor) for when, floor, _ in reversed(heights))
        if stacked:
            parts.append(f'<polygon points="{upper} {lower}" fill="{color}" opacity=".35"/>')
        parts.append(f'<polyline points="{upper}" fill="none" stroke="{color}"/>')
    parts.append(f'<text x="2" y="9">{html.escape(shown(top, unit))}</text>')
    return (f'<svg shape-rendering="crispEdges" width="{width}" height="{height + 1}">'
            f'{"".join(parts)}</svg>')


def time_series(panel, answers, span, width, height):
    unit = panel["fieldConfig"]["defaults"]["unit"]
    stacked = panel["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"] == "normal"
    lines = [(name_of(query.legend, labels), samples)
             for query, found in answers for labels, samples in found]
    keys = "".join(f'<i style="background:{COLORS[i % len(COLORS)]}"></i>{html.escape(name)}'
                   for i, (name, _) in enumerate(lines))
    chart = curve(lines, *span, width - 18, height - 50, unit, stacked)
    return f'{chart}<div class="key">{keys}</div>'


def stat(panel, answers, *_):
    defaults = panel["fieldConfig"]["defaults"]
    value = answers[0][1][0][1][-1][1]
    mapped = {number: text["text"] for mapping in defaults.get("mappings", [])
              for number, text in mapping["options"].items()}
    color = [step["color"] for step in defaults["thresholds"]["steps"]
             if step["value"] is None or value >= step["value"]][-1]
    color = {"green": "#73bf69", "blue": "#5794f2", "yellow": "#f2cc0c", "red": "#f2495c"}[color]
    text = mapped.get(f"{value:.0f}", shown(value, defaults["unit"]))
    return f'<div class="number" style="color:{color}">{html.escape(text)}</div>'


def table(panel, answers, *_):
    order = panel["transformations"][0]["options"]["indexByName"]
    columns = [name for name in sorted(order, key=order.get) if name != "Value"]
    names = {override["matcher"]["options"]: part["value"]
             for override in panel["fieldConfig"]["overrides"]
             for part in override["properties"] if part["id"] == "displayName"}
    unit = panel["fieldConfig"]["defaults"]["unit"]
    head = "".join(f"<th>{names.get(name, name)}</th>" for name in [*columns, "Value"])
    rows = [[*(labels[name] for name in columns), shown(samples[-1][1], unit)]
            for labels, samples in answers[0][1]]
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                   for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def bar_gauge(panel, answers, *_):
    unit = panel["fieldConfig"]["defaults"]["unit"]
    query, found = answers[0]
    most = max(samples[-1][1] for _, samples in found) or 1.0
    return "".join(
        f'<div class="bar"><b style="width:{samples[-1][1] / most * 100:.0f}%;'
        f'background:{COLORS[i % len(COLORS)]}"></b><span>'
        f'{html.escape(name_of(query.legend, labels))}: {shown(samples[-1][1], unit)}</span></div>'
        for i, (labels, samples) in enumerate(found))


DRAW = {"timeseries": time_series, "stat": stat, "table": table, "bargauge": bar_gauge}


def page(board, answers, span, note):
    """`answers`: of each panel's id, [(query, [(labels, [(time, value)])])]; `span`: in seconds."""
    panels = []
    for panel in board["panels"]:
        grid = panel["gridPos"]
        left, top = grid["x"] * COLUMN, grid["y"] * ROW
        width, height = grid["w"] * COLUMN - GAP, grid["h"] * ROW - GAP
        drawn = DRAW[panel["type"]](panel, answers[panel["id"]], span, width, height)
        place = f"left:{left}px;top:{top}px;width:{width}px;height:{height}px"
        panels.append(f'<section style="{place}"><h2>{html.escape(panel["title"])}</h2>{drawn}'
                      '</section>')
    bottom = max((p["gridPos"]["y"] + p["gridPos"]["h"]) * ROW for p in board["panels"])
    return (f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
            f'<header><h1>{html.escape(board["title"])}</h1><p>{html.escape(note)}</p></header>'
            f'<main style="height:{bottom}px">{"".join(panels)}</main>')

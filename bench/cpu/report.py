"""The table of a benchmark run, and what is wrong with it."""
import math


def seconds(result, clock):
    """The fastest round, or None where the program did not end well."""
    if not result or "error" in result or not result[clock]:
        return None
    return min(result[clock])


def speed(reference, own):
    """How fast, with the reference as 1."""
    return reference / own if reference and own else None


def mean(values):
    values = [value for value in values if value]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def number(value, digits=2):
    if value is None:
        return "-"
    return f"{value:.{digits}f}" if value >= 0.1 else f"{value:.2g}"


def rows(measured, name_of_set):
    """Name, seconds by kind, of the programs of a set."""
    clock = measured["host"]["clock"]
    kinds = ["native", *measured["engines"]]
    return [(program, {kind: seconds(program["results"].get(kind), clock) for kind in kinds})
            for program in measured["programs"] if program["set"] == name_of_set]


def judge(measured):
    """Marks as wrong what did not run, and what printed something else than the host's own run of it."""
    for program in measured["programs"]:
        results = program["results"]
        right = set(results.get("native", {}).get("sums", []))
        for kind in ("native", *measured["engines"]):
            result = results.setdefault(kind, {"wall": [], "cpu": [], "guest": [], "sums": [], "error": "did not run"})
            sums = set(result["sums"])
            if "error" not in result and (sums != right or len(sums) > 1):
                result["error"] = f"printed something with the checksum {' or '.join(sorted(sums))}, and not {' or '.join(sorted(right))}"


def table(measured):
    """Markdown: the host, the programs of each set with their geometric means, the boots."""
    host, kinds = measured["host"], measured["engines"]
    engines = [kind for kind in kinds if kind != "tcg"]
    lines = [
        f"date      {host['date']}", f"host      {host['processor']}, Linux {host['kernel']}",
        f"load      {host['load'][0][0]:.1f} before, {host['load'][-1][0]:.1f} after", f"qemu      {host['qemu']}", f"platform  {host['platform']}",
        f"compiler  {host['compiler']}",
        f"run       {host['rounds']} round{'s' if host['rounds'] > 1 else ''} (the fastest counts), counts x {host['scale']:g}, "
        + ("wall time by the console" if host["clock"] == "wall" else "processor time of each process"), ""]
    heads = ["program", "from", "native s", *(f"{kind} s" for kind in kinds)]
    for engine in engines:
        heads += [f"{engine} / tcg", f"{engine} / native"]
    if "tcg" in kinds:
        heads.append("tcg / native")
    body = []
    for title in ("user", "system"):
        of_set, ratios = rows(measured, title), []
        for program, times in of_set:
            ratio = []
            for engine in engines:
                ratio += [speed(times.get("tcg"), times[engine]), speed(times["native"], times[engine])]
            if "tcg" in kinds:
                ratio.append(speed(times["native"], times["tcg"]))
            ratios.append(ratio)
            body.append([program["name"], program["origin"], number(times["native"], 3), *(number(times[kind]) for kind in kinds), *map(number, ratio)])
        if of_set:
            blank = [""] * (2 + len(kinds))
            body.append([f"**{title}: geometric mean of {len(of_set)}**", *blank, *(number(mean(column)) for column in zip(*ratios))])
            body.append([f"**{title}: lowest**", *blank, *(number(min((value for value in column if value), default=None)) for column in zip(*ratios))])
    if measured["boot"]:
        boot = {kind: seconds(measured["boot"].get(kind), host["clock"]) for kind in kinds}
        ratio = []
        for engine in engines:
            ratio += [speed(boot.get("tcg"), boot[engine]), None]
        body.append(["boot to the shell", "debian", "", *(number(boot[kind]) for kind in kinds), *map(number, ratio), *(["-"] if "tcg" in kinds else [])])
    widths = [max(len(row[column]) for row in [heads, *body]) for column in range(len(heads))]
    for row in [heads, None, *body]:
        if row is None:
            lines.append("|" + "|".join("-" * (width + 1) + (":" if column > 1 else "-") for column, width in enumerate(widths)) + "|")
        else:
            cells = (cell.ljust(width) if column < 2 else cell.rjust(width) for column, (cell, width) in enumerate(zip(row, widths)))
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def faults(measured):
    """One sentence for each result that judge has marked, and for each boot that failed."""
    found = [f"{program['name']} under {kind}: {result['error']}."
             for program in measured["programs"] for kind, result in program["results"].items() if "error" in result]
    for kind, result in measured["boot"].items():
        if "error" in result:
            found.append(f"boot under {kind}: {result['error']}.")
    return found


def drifts(measured):
    """One sentence for each kind whose guest's clock is off: it loses time where the machine waits for a processor."""
    for kind in measured["engines"]:
        both = [pair for program in measured["programs"] if kind in program["results"]
                for pair in zip(program["results"][kind]["wall"], program["results"][kind]["guest"])]
        wall, guest = (sum(column) for column in zip(*both)) if both else (0, 0)
        if abs(wall - guest) > 0.02 * wall + 0.1:
            yield f"{kind}: the guest's clock saw {guest:.1f} s of {wall:.1f} s."

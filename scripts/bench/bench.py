"""Times gild and Splink on the same people, in alternating runs, and writes docs/bench.md and docs/bench.svg.

usage: bench.py --gild bin/gild [--records 1000000] [--runs 3] [--rival-runs N] [--dir DIR] [--out docs]

Whole processes are timed: wall seconds, processor seconds, peak memory; medians are shown. Pair F1 stands beside, against
the truth of the generated people. The machine should have nothing else to do. Splink runs in a Python environment of its
own, made on the first use. Without ../shared/bench/gen, gild synth makes the people, and the rival's flat file is made
of gild's standardised records, which spares the rival cleaning.
"""

import argparse
import datetime
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
GENERATOR = HERE.parents[1].parent / "shared" / "bench" / "gen"


def main():
    a = arguments()
    work = pathlib.Path(a.dir)
    work.mkdir(parents=True, exist_ok=True)
    python = environment(work)
    data = people(a, work, python)
    jobs = {
        "gild, one flat file": ([a.gild, "run", "-q", str(data / "flat.csv"), "-o", str(work / "flat")], work / "flat"),
        "gild, one flat file, two tables": ([a.gild, "run", "-q", "--tables", "crosswalk,golden", str(data / "flat.csv"), "-o", str(work / "two")], work / "two"),
        "gild, four silos, everything on": ([a.gild, "run", "-q", *map(str, silos(data)), "-o", str(work / "silos")], work / "silos"),
        "Splink, one flat file": ([str(python), str(HERE / "rival.py"), str(data / "flat.csv"), str(work / "rival.csv"), str(a.threads)], work / "rival.csv"),
    }
    runs = {name: [] for name in jobs}
    for k in range(a.runs):
        for name, (command, out) in jobs.items():
            if name.startswith("Splink") and k >= a.rival_runs:
                continue
            shutil.rmtree(out, ignore_errors=True)
            runs[name].append(timed(command))
            print(f"{name}: {runs[name][-1][0]:.1f} s, {runs[name][-1][1]:.1f} CPU s, {runs[name][-1][2] / 1e3:.0f} MB", flush=True)
    rows = []
    for name, (_, out) in jobs.items():
        if runs[name]:
            f1 = score(python, out, data / "truth.csv")
            rows.append((name, *(statistics.median(r[k] for r in runs[name]) for k in range(3)), f1, len(runs[name])))
    report(a, rows)


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--gild", default="bin/gild")
    p.add_argument("--records", type=int, default=1_000_000)
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--rival-runs", type=int, default=None, help="default: as many as runs; 0: gild alone")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--dir", default="bench-out")
    p.add_argument("--out", default="docs")
    a = p.parse_args()
    if a.rival_runs is None:
        a.rival_runs = a.runs
    return a


def environment(work):
    """Returns a Python that has Splink: this one, or one of its own."""
    if subprocess.run([sys.executable, "-c", "import splink, duckdb, pyarrow"], capture_output=True).returncode == 0:
        return pathlib.Path(sys.executable)
    home = work / "python"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "splink", "duckdb", "pyarrow"], check=True)
    return python


def silos(data):
    return [data / name for name in ("crm.csv", "shop.csv", "shop.parquet", "billing.csv", "ciam.csv") if (data / name).exists()]


def people(a, work, python):
    """Makes the population, unless it is there."""
    data = work / f"people-{a.records}"
    if (data / "flat.csv").exists():
        return data
    if GENERATOR.exists():
        subprocess.run(["go", "run", ".", "-n", str(a.records), "-seed", "7", "-out", str(data.resolve())], cwd=GENERATOR, check=True)
        return data
    subprocess.run([a.gild, "synth", "--records", str(a.records), "--seed", "7", "-o", str(data)], check=True)
    subprocess.run([a.gild, "run", "-q", str(data / "gild.yaml"), "-o", str(work / "flatten")], check=True)
    subprocess.run([str(python), "-c", FLATTEN, str(work / "flatten"), str(data / "flat.csv")], check=True)
    return data


FLATTEN = """
import sys, glob, duckdb
records = glob.glob(sys.argv[1] + '/current/*/records.parquet')[0]
duckdb.execute(f'''copy (select source, record_id as id, given_name as first_name, family_name as last_name, birth_date as dob, email, phone,
    street, city, region as state, postcode from '{records}') to '{sys.argv[2]}' (header)''')
"""

SCORE = """
import sys, glob, duckdb
out, truth = sys.argv[1:]
found = (glob.glob(out + '/current/*/crosswalk.parquet') or [out])[0]
key = 'record_id' if found.endswith('.parquet') else 'id'
one = lambda keys: duckdb.execute(f'''select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) n from
    (select t.entity, f.master_id from read_csv('{truth}', all_varchar = true) t join '{found}' f on cast(f.{key} as varchar) = t.id) group by {keys})''').fetchone()[0]
both, found_pairs, true_pairs = one('entity, master_id'), one('master_id'), one('entity')
print(2 * both / (found_pairs + true_pairs))
"""


def score(python, out, truth):
    return float(subprocess.run([str(python), "-c", SCORE, str(out), str(truth)], check=True, capture_output=True, text=True).stdout)


def timed(command):
    """Runs a process; returns wall seconds, processor seconds and peak memory in kB of it and all its children."""
    start = datetime.datetime.now()
    p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    wall = (datetime.datetime.now() - start).total_seconds()
    if status != 0:
        sys.exit(f"{command[0]} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def report(a, rows):
    out = pathlib.Path(a.out)
    rival = next((r for r in rows if r[0].startswith("Splink")), None)
    lines = [
        f"# gild and Splink on {a.records:,} people",
        "",
        f"Written by `make bench` on {datetime.date.today()}: {a.threads} cores ({platform.machine()}), medians of whole processes in alternating runs. "
        "Processor seconds and peak memory are the steady figures; wall time depends on what else the machine does.",
        "",
        "| | runs | wall s | processor s | peak MB | pair F1 | wall, of Splink's | memory, of Splink's |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, wall, cpu, kb, f1, n in rows:
        ratio = f"{wall / rival[1]:.2f} | {kb / rival[3]:.2f}" if rival else "– | –"
        lines.append(f"| {name} | {n} | {wall:.1f} | {cpu:.1f} | {kb / 1e3:.0f} | {f1:.3f} | {ratio} |")
    lines += [
        "",
        "gild reads, standardises, matches, makes golden records with the origin of every value, and writes all tables as Parquet; Splink gets cleaned, aligned columns and writes a list of clusters.",
        "",
        "![wall time and memory](bench.svg)",
    ]
    (out / "bench.md").write_text("\n".join(lines) + "\n")
    (out / "bench.svg").write_text(picture(rows))
    print("\n".join(lines[4:-2]))


def picture(rows):
    """Draws two groups of bars: processor and wall seconds, and memory."""
    panels = [("wall seconds", 1, 1, "{:.1f}"), ("peak memory, MB", 3, 1e3, "{:.0f}"), ("pair F1", 4, 1, "{:.3f}")]
    width, left, bar, gap = 720, 230, 22, 10
    height = sum(34 + len(rows) * (bar + gap) for _ in panels) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13" fill="#222">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    y = 14
    for title, column, unit, form in panels:
        most = max(r[column] for r in rows)
        parts.append(f'<text x="{left}" y="{y + 12}" font-weight="600">{title}</text>')
        y += 24
        for r in rows:
            length = (width - left - 80) * r[column] / most
            colour = "#9aa4b2" if r[0].startswith("Splink") else "#0f766e"
            parts.append(f'<text x="{left - 10}" y="{y + 15}" text-anchor="end">{r[0]}</text>')
            parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar}" rx="3" fill="{colour}"/>')
            parts.append(f'<text x="{left + length + 8:.1f}" y="{y + 15}">{form.format(r[column] / unit)}</text>')
            y += bar + gap
        y += 10
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()

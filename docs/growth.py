"""Measures how time and memory grow with the number of particles and with the box, and draws both on logarithmic axes.

    python docs/growth.py map.mrc growth --particles 2000,5000,10000,20000,50000,100000 --boxes 64,128,256,384

Needs: pip install numpy matplotlib. The folder growth gets the particles, growth.csv with a row for each run, and growth.png.
A run that is in growth.csv already is not done again. relion_reconstruct is measured too where it is installed.
"""

import argparse
import csv
import os
import shutil
import struct
import subprocess
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIELDS = ["program", "particles", "box", "wall s", "CPU s", "MB", "load before"]


def read_map(path):
    with open(path, "rb") as file:
        header = file.read(1024)
        n, _, _, mode = struct.unpack("<4i", header[:16])
        extra = struct.unpack("<i", header[92:96])[0]
        if mode != 2:
            raise SystemExit(f"{path}: mode {mode} found; give a map of 32-bit floats (mode 2)")
        width = struct.unpack("<f", header[40:44])[0]
        file.seek(1024 + extra)
        return np.fromfile(file, "<f4", n**3).reshape(n, n, n), width


def write_map(path, voxels, width):
    n = len(voxels)
    header = bytearray(1024)
    header[0:16] = struct.pack("<4i", n, n, n, 2)
    header[28:40] = struct.pack("<3i", n, n, n)
    header[40:64] = struct.pack("<6f", width, width, width, 90, 90, 90)
    header[64:76] = struct.pack("<3i", 1, 2, 3)
    header[208:216] = b"MAP " + bytes([0x44, 0x44, 0, 0])
    with open(path, "wb") as file:
        file.write(header)
        voxels.astype("<f4").tofile(file)


def resampled(voxels, n):
    """The same map on n voxels along each axis."""
    old = len(voxels)
    spectrum = np.fft.fftshift(np.fft.fftn(voxels))
    small = min(old, n)
    cut = slice((old - small) // 2, (old - small) // 2 + small)
    to = slice((n - small) // 2, (n - small) // 2 + small)
    other = np.zeros((n, n, n), complex)
    other[to, to, to] = spectrum[cut, cut, cut]
    return np.fft.ifftn(np.fft.ifftshift(other)).real * (n / old) ** 3


def measured(command, folder=ROOT):
    """Wall seconds, CPU seconds and the most memory in MB of a process and all that it waits for."""
    load = os.getloadavg()[0]
    begin = time.time()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return time.time() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, load


def commands(star, out):
    program = os.path.join(ROOT, "cryosgd")
    yield "reconstruct", [program, "reconstruct", f"particles={star}", f"volume={out}.mrc", "halfMaps=false", "report=false"]
    if shutil.which("relion_reconstruct"):
        yield "relion_reconstruct", ["relion_reconstruct", "--i", star, "--o", f"{out}_relion.mrc", "--ctf", "--skip_gridding"]
    yield "refine", [program, "refine", f"particles={star}", f"output={out}_refined", "report=false"]


def draw(rows, options):
    figure, panels = plt.subplots(2, 3, figsize=(15, 9))
    series = [("particles", "box", options.boxes[0]), ("box", "particles", options.count)]
    for line, (along, fixed, value) in zip(panels, series):
        for panel, measure in zip(line, ["wall s", "CPU s", "MB"]):
            for name in ["reconstruct", "relion_reconstruct", "refine"]:
                mine = sorted((int(r[along]), float(r[measure])) for r in rows if r["program"] == name and int(r[fixed]) == value)
                if mine:
                    panel.plot(*zip(*mine), "o-", label=name)
            panel.set(xscale="log", yscale="log", xlabel=along, ylabel=measure, title=f"{fixed} {value}")
            panel.grid(True, which="both", alpha=0.3)
    panels[0][0].legend()
    figure.tight_layout()
    figure.savefig(os.path.join(options.output, "growth.png"), dpi=80)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(part) for part in text.split(",")]
    parser.add_argument("map")
    parser.add_argument("output")
    parser.add_argument("--particles", type=numbers, default=[2000, 5000, 10000], help="numbers of particles of the first box")
    parser.add_argument("--boxes", type=numbers, default=[64, 128], help="boxes in pixels")
    parser.add_argument("--count", type=int, default=2000, help="particles of each box")
    parser.add_argument("--programs", default="reconstruct,relion_reconstruct,refine", help="what is measured")
    options = parser.parse_args()
    options.output = os.path.abspath(options.output)
    os.makedirs(options.output, exist_ok=True)
    voxels, width = read_map(options.map)
    table = os.path.join(options.output, "growth.csv")
    rows = list(csv.DictReader(open(table))) if os.path.exists(table) else []
    sets = [(count, options.boxes[0]) for count in options.particles] + [(options.count, box) for box in options.boxes]
    for count, box in dict.fromkeys(sets):
        name = os.path.join(options.output, f"{count}_{box}")
        if not os.path.exists(name + ".star"):
            write_map(name + "_truth.mrc", resampled(voxels, box), width)
            measured([os.path.join(ROOT, "cryosgd"), "simulate", f"volume={name}_truth.mrc", f"count={count}", "snr=0.1", f"output={name}.star"])
        for program, command in commands(name + ".star", name):
            done = any(r["program"] == program and int(r["particles"]) == count and int(r["box"]) == box for r in rows)
            if done or program not in options.programs.split(","):
                continue
            wall, cpu, memory, load = measured(command, options.output)  # where RELION looks for the stack
            rows.append(dict(zip(FIELDS, [program, count, box, f"{wall:.1f}", f"{cpu:.1f}", f"{memory:.0f}", f"{load:.1f}"])))
            print(rows[-1], flush=True)
            with open(table, "w", newline="") as file:
                writer = csv.DictWriter(file, FIELDS)
                writer.writeheader()
                writer.writerows(rows)
    draw(rows, options)


main()

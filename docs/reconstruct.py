"""Reconstructs the sample particles from Python and plots the FSC of the half maps.

With pyimagej and a Fiji that has the plugin:  python reconstruct.py /path/to/Fiji.app
Without Fiji, with the jars of ./cryosgd:      python reconstruct.py target

Needs: pip install pyimagej matplotlib (without Fiji: scyjava matplotlib), and Java 17 or later.
"""

import csv
import glob
import os
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

home = sys.argv[1] if len(sys.argv) > 1 else "target"
if os.path.isdir(os.path.join(home, "plugins")):
    import imagej

    context = imagej.init(home, mode="headless").context()
else:
    import scyjava

    scyjava.config.set_java_constraints(fetch="never")  # the Java of JAVA_HOME or of the system
    scyjava.config.add_option("-Djava.awt.headless=true")
    home = os.path.abspath(home)
    jars = glob.glob(os.path.join(home, "CryoSGD_-*.jar")) + glob.glob(os.path.join(home, "lib", "*.jar"))
    scyjava.config.add_classpath(*[jar for jar in jars if not jar.endswith(("-sources.jar", "-tests.jar"))])
    scyjava.start_jvm()
    context = scyjava.jimport("org.scijava.Context")(False)  # with all services

import scyjava

CommandService = scyjava.jimport("org.scijava.command.CommandService")
ReconstructCommand = scyjava.jimport("org.cryosgd.fiji.ReconstructCommand")
HashMap = scyjava.jimport("java.util.HashMap")

keys = HashMap()
keys.put("particles", "sample-images/particles.star")
keys.put("volume", "sample_map.mrc")
run = context.service(CommandService.class_).run(ReconstructCommand.class_, False, keys).get()
if run.isCanceled():
    sys.exit(f"reconstruct: {run.getCancelReason()}")

image = run.getOutput("map")
print(f"Resolution: {run.getOutput('resolution'):.2f} Å, map of {image.getWidth()}³ voxels")
for file in run.getOutput("files"):
    print(file)

with open("sample_map_fsc.csv", encoding="utf-8") as table:
    rows = [row for row in csv.DictReader(table) if row["fsc"]]
size = image.getCalibration().pixelWidth * image.getWidth()  # Å
plt.plot([int(row["shell"]) / size for row in rows], [float(row["fsc"]) for row in rows])
plt.axhline(0.143, color="gray", linewidth=0.8)
plt.xlabel("Spatial frequency (1/Å)")
plt.ylabel("FSC")
plt.savefig("sample_fsc.png", dpi=150)
context.dispose()

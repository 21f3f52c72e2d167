// Particles with known truth from a map, their reconstruction, and how well it agrees with the map.

#@ File (label = "Map") truth
#@ File (label = "Folder for the results", style = "directory") folder
#@ Integer (label = "Particles", value = 1000) count
#@ Double (label = "SNR", value = 0.1) snr
#@ CommandService commands
#@ LogService log

import org.cryosgd.assess.FourierShellCorrelation
import org.cryosgd.fiji.ReconstructCommand
import org.cryosgd.fiji.SimulateCommand
import org.cryosgd.io.mrc.MrcFiles

def star = new File(folder, "simulated.star")
def map = new File(folder, "simulated_map.mrc")
commands.run(SimulateCommand, false, "volume", truth, "count", count, "snr", snr, "output", star, "show", false).get()
commands.run(ReconstructCommand, false, "particles", star, "volume", map, "show", false).get()
def fsc = FourierShellCorrelation.of(MrcFiles.readVolume(map.toPath()), MrcFiles.readVolume(truth.toPath()))
log.info(String.format("Against the truth: %.2f Å at 0.5, mean FSC %.3f", fsc.resolutionAt(0.5), fsc.mean()))

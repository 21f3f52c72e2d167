// Reconstructs every data set (.star, .cs) of a folder, one after the other, without windows.
// Each map and its files go beside the particles; a data set that fails is named and the next one is taken.

#@ File (label = "Folder of data sets", style = "directory") folder
#@ String (label = "Symmetry", value = "C1") symmetry
#@ CommandService commands
#@ LogService log

import org.cryosgd.fiji.ReconstructCommand

def failed = []
folder.listFiles().sort().findAll { it.name ==~ /.*\.(star|cs)/ }.each { particles ->
    def map = new File(folder, particles.name.replaceFirst(/\.[^.]*$/, "_map.mrc"))
    if (map.exists()) return // done before
    def module = commands.run(ReconstructCommand, false,
            "particles", particles, "volume", map, "symmetry", symmetry, "show", false).get()
    if (module.command.failure()) failed << "${particles.name}: ${module.command.failure().message()}"
}
log.info(failed.isEmpty() ? "All maps are there." : "Failed:\n" + failed.join("\n"))

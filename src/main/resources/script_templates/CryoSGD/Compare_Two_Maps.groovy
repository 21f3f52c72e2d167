// Fourier shell correlation of two maps with the Java API, shell by shell.

#@ File (label = "First map") first
#@ File (label = "Second map") second
#@ LogService log

import org.cryosgd.assess.FourierShellCorrelation
import org.cryosgd.io.mrc.MrcFiles

def fsc = FourierShellCorrelation.of(MrcFiles.readVolume(first.toPath()), MrcFiles.readVolume(second.toPath()))
fsc.values().eachWithIndex { value, shell ->
    log.info(String.format("shell %3d  %7.2f Å  %.4f", shell, fsc.resolutionOf(shell), value))
}
log.info(String.format("%.2f Å at 0.143, %.2f Å at 0.5", fsc.resolutionAt(0.143), fsc.resolutionAt(0.5)))

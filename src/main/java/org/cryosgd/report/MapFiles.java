/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.file.OutputNames;

/** A map with what belongs to it: map.mrc, map_half1.mrc, map_half2.mrc and map_fsc.csv. */
final class MapFiles {
    private MapFiles() {}

    /** The map and, where there are, its half maps and their FSC. */
    static void write(Path map, ReconstructionResult result, String label) throws IOException {
        volumes(map, result, label);
        if (result.fsc() != null)
            FscReport.table(result.fsc(), result.masked()).write(new OutputNames(map).with("_fsc.csv"));
    }

    /** The same without the FSC. */
    static void volumes(Path map, ReconstructionResult result, String label) throws IOException {
        OutputNames names = new OutputNames(map);
        MrcFiles.writeVolume(map, result.map(), label);
        if (result.half1() == null) return;
        MrcFiles.writeVolume(names.with("_half1.mrc"), result.half1(), label + " half map 1");
        MrcFiles.writeVolume(names.with("_half2.mrc"), result.half2(), label + " half map 2");
    }
}

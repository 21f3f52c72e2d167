/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;

/** Simulated particles of two kinds: the phantom of the sample, and the same without most of what is above its middle. */
final class MixedParticles {
    private MixedParticles() {}

    /** Makes their table and stack in a folder. */
    static Path in(Path folder, int count) throws Exception {
        Path phantom = Path.of("../sample-images/phantom.mrc").toAbsolutePath().normalize();
        Volume whole = MrcFiles.readVolume(phantom);
        int n = whole.size();
        float[] voxels = whole.voxels().clone();
        for (int i = 0; i < voxels.length; i++) if (i / (n * n) > n / 2) voxels[i] *= 0.2f;
        Path lower = folder.resolve("lower.mrc");
        MrcFiles.writeVolume(lower, new Volume(n, whole.voxelSizeAngstrom(), voxels), "test");
        Path table = folder.resolve("mixed.star");
        OnThreads.run(
                0,
                folder,
                "simulate",
                "volume=" + phantom,
                "otherVolumes=" + lower,
                "weights=0.6,0.4",
                "count=" + count,
                "snr=2",
                "seed=3",
                "output=" + table);
        return table;
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;

/** The samples that the project ships in {@code sample-images}: a phantom and particles of it. */
public final class SampleImages {
    /** Of the phantom and of the particles. */
    public static final long SEED = 2026;

    private static final int BOX = 48;
    private static final double VOXEL_SIZE_ANGSTROM = 3;
    private static final int RESIDUES = 800;
    private static final double B_FACTOR_ANGSTROM2 = 150;
    private static final int COUNT = 300;
    private static final double SNR = 0.2;

    private SampleImages() {}

    /** The map that the particles are projections of. */
    public static Volume phantom() {
        return Phantom.create(BOX, VOXEL_SIZE_ANGSTROM, RESIDUES, B_FACTOR_ANGSTROM2, SEED);
    }

    /** 300 particles of SNR 0.2 with the defaults' defocus and shifts. */
    public static ParticleSimulation particles() {
        return particles(phantom());
    }

    private static ParticleSimulation particles(Volume phantom) {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(COUNT).withSnr(SNR).withSeed(SEED);
        return new ParticleSimulation(phantom, options);
    }

    /** Writes {@code phantom.mrc}, {@code particles.star} and {@code particles.mrcs}. */
    public static void write(Path folder) throws IOException {
        Volume phantom = phantom();
        MrcFiles.writeVolume(folder.resolve("phantom.mrc"), phantom, "CryoSGD phantom, seed " + SEED);
        particles(phantom).write(folder.resolve("particles.star"), ProgressMonitor.NONE);
    }

    /** Writes the samples into the folder that is the first argument, {@code sample-images} without one. */
    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments.length > 0 ? arguments[0] : "sample-images"));
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cryosgd.particles.Particle;
import org.cryosgd.testimages.MrcBytes;

/**
 * Measures how long a large table takes to be opened, and how much memory: {@code TableMemory FOLDER ROWS} writes a table of
 * that many particles in stacks of 100, opens it and prints a line.
 */
public final class TableMemory {
    private static final int PER_STACK = 100;

    private TableMemory() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int rows = Integer.parseInt(args[1]);
        Path star = Files.exists(folder.resolve("large.star")) ? folder.resolve("large.star") : write(folder, rows);
        long before = used();
        long begin = System.nanoTime();
        try (ParticleFile file = ParticleStar.open(star, null)) {
            double seconds = (System.nanoTime() - begin) * 1e-9;
            long after = used();
            begin = System.nanoTime();
            double sum = 0;
            for (Particle particle : file.particles().particles())
                sum += particle.defocus().defocusUAngstrom();
            System.out.printf(
                    Locale.ROOT,
                    "%d rows, %d bytes each in the file: opened in %.1f s, %.0f bytes a row in memory (%.0f counted); %.2f s to go"
                            + " through them, mean defocus %.0f%n",
                    rows,
                    Files.size(star) / rows,
                    seconds,
                    (after - before) / (double) rows,
                    file.particles().bytes() / (double) rows,
                    (System.nanoTime() - begin) * 1e-9,
                    sum / rows);
        }
    }

    /** A table as RELION's refinement writes it, 25 columns. */
    static Path write(Path folder, int rows) throws IOException {
        Path stacks = Files.createDirectories(folder.resolve("Extract/job012"));
        byte[] stack = Files.readAllBytes(MrcBytes.stack(16, PER_STACK, 1.5).write(folder.resolve("one.mrcs")));
        Path star = folder.resolve("large.star");
        SplittableRandom random = new SplittableRandom(1);
        try (BufferedWriter out = Files.newBufferedWriter(star)) {
            out.write(
                    "\n# version 30001\n\ndata_optics\n\nloop_ \n_rlnOpticsGroup #1 \n_rlnOpticsGroupName #2 \n_rlnVoltage #3 \n"
                            + "_rlnSphericalAberration #4 \n_rlnAmplitudeContrast #5 \n_rlnImagePixelSize #6 \n_rlnImageSize #7 \n"
                            + "1 opticsGroup1 300.000000 2.700000 0.100000 1.500000 16\n\n# version 30001\n\ndata_particles\n\nloop_ \n");
            int number = 0;
            for (String column :
                    ("CoordinateX CoordinateY AutopickFigureOfMerit ClassNumber AnglePsi ImageName MicrographName"
                                    + " OpticsGroup CtfMaxResolution CtfFigureOfMerit DefocusU DefocusV CtfBfactor CtfScalefactor"
                                    + " PhaseShift DefocusAngle AngleRot AngleTilt OriginXAngst OriginYAngst NormCorrection"
                                    + " LogLikeliContribution MaxValueProbDistribution NrOfSignificantSamples RandomSubset")
                            .split(" ")) out.write("_rln" + column + " #" + ++number + " \n");
            for (int i = 0; i < rows; i++) {
                int file = i / PER_STACK;
                String name = "FoilHole_" + (30_000_000 + file) + "_Data";
                if (i % PER_STACK == 0) Files.write(stacks.resolve(name + ".mrcs"), stack);
                out.write(String.format(
                        Locale.ROOT,
                        "%12.6f %12.6f %12.6f %12d %12.6f %06d@Extract/job012/%s.mrcs MotionCorr/job002/%s.mrc 1 %12.6f %12.6f"
                                + " %12.6f %12.6f 0.000000 1.000000 0.000000 %12.6f %12.6f %12.6f %12.6f %12.6f %12.6f %.6e %12.6f"
                                + " %12d %12d \n",
                        4000 * random.nextDouble(),
                        4000 * random.nextDouble(),
                        random.nextDouble(),
                        1,
                        360 * random.nextDouble() - 180,
                        i % PER_STACK + 1,
                        name,
                        name,
                        3 + random.nextDouble(),
                        random.nextDouble(),
                        10_000 + 10_000 * random.nextDouble(),
                        10_000 + 10_000 * random.nextDouble(),
                        360 * random.nextDouble() - 180,
                        360 * random.nextDouble() - 180,
                        180 * random.nextDouble(),
                        4 * random.nextDouble(),
                        4 * random.nextDouble(),
                        0.5 + random.nextDouble(),
                        1e5 * random.nextDouble(),
                        random.nextDouble(),
                        random.nextInt(100),
                        1 + i % 2));
            }
        }
        return star;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

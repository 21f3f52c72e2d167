/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.io.IOException;
import java.util.Arrays;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.ReconstructionOptions;

/**
 * The images of a half set in two folds, and the map that each fold is compared with. That map is made of the other fold. So no
 * image is in the map that it is compared with, neither its noise nor what wrong optics did to it.
 *
 * @param folds numbers of the particles
 * @param maps for the images of each fold, masked
 * @param fsc of both: how much of each shell of a map is signal
 */
record FoldMaps(int[][] folds, Volume[] maps, FscCurve fsc) {
    /** All images as one fold, with a map that was made without them. */
    static FoldMaps given(int[] numbers, Volume map, FscCurve fsc) {
        return new FoldMaps(new int[][] {numbers}, new Volume[] {map}, fsc);
    }

    /**
     * Makes the maps.
     *
     * @param numbers of the particles of the half set
     * @param mask null for none
     * @param around what the maps are multiplied by
     */
    static FoldMaps made(
            ParticleSet set,
            int[] numbers,
            CtfRefineOptions options,
            Volume mask,
            Volume around,
            ProgressMonitor monitor)
            throws IOException {
        int[][] folds = folds(set, numbers, options.seed());
        int[] foldOf = new int[set.size()];
        for (int i : folds[1]) foldOf[i] = 1;
        ParticleSet half = set.with(numbers.length, n -> {
            Particle p = set.particles().get(numbers[n]);
            return p.withHalfSet(1 + foldOf[numbers[n]]);
        });
        ReconstructionResult made = new Reconstruction(reconstruction(options)).run(half, progressOf(monitor));
        Volume[] maps = {Masks.apply(made.half2(), around), Masks.apply(made.half1(), around)};
        FscCurve fsc = mask == null
                ? FourierShellCorrelation.of(maps[0], maps[1])
                : MaskedFsc.of(made.half1(), made.half2(), mask, options.seed()).corrected();
        return new FoldMaps(folds, maps, fsc);
    }

    /** All particles of one image are in the same fold. */
    private static int[][] folds(ParticleSet set, int[] numbers, long seed) {
        int[][] places = HalfSets.split(
                set.with(numbers.length, n -> set.particles().get(numbers[n]).withHalfSet(0)), seed);
        return Arrays.stream(places)
                .map(fold -> Arrays.stream(fold).map(n -> numbers[n]).toArray())
                .toArray(int[][]::new);
    }

    private static ReconstructionOptions reconstruction(CtfRefineOptions options) {
        return ReconstructionOptions.defaults(
                options.preparation(), true, options.symmetry(), null, options.seed(), options.cacheMegabytes());
    }

    /** Warnings are those of a reconstruction, which the user has seen; a stop of the run is one of this. */
    private static ProgressMonitor progressOf(ProgressMonitor monitor) {
        return new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                monitor.at(done, total, what);
            }

            @Override
            public boolean stopped() {
                return monitor.stopped();
            }
        };
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.testimages.ParticlesWithoutPoses;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class ParticleClassesTest {
    private static final int BOX = 32;

    @Test
    void classesAreNumberedByTheirSize() {
        Volume a = Phantoms.phantom(BOX);
        Volume b = new Volume(2, 1, new float[8]);
        double[][] probabilities = {{0.9, 0.1}, {0.2, 0.8}, {0.4, 0.6}, {0.5, 0.5}, {0, 1}};
        ParticleClasses sorted = ParticleClasses.bySize(probabilities, List.of(a, b));
        assertArrayEquals(new int[] {2, 1, 1, 2, 1}, sorted.classOf());
        assertArrayEquals(new double[] {0.9, 0.8, 0.6, 0.5, 1}, sorted.probabilities());
        assertEquals(List.of(b, a), sorted.maps());
        assertArrayEquals(new int[] {1, 2, 4}, sorted.members(1));
    }

    /** A third of the images is noise. Found: none of the noise is in the class of the particles, nor the other way round. */
    @Test
    void junkHasAClassOfItsOwn() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 60, 2, 3);
        ParticleSet mixed = ParticlesWithoutPoses.noise(set, 2, i -> i % 3 == 0);
        ParticleSet blind = mixed.with(ParticlesWithoutPoses.of(mixed));
        RefineOptions options = Phantoms.refine(1, 1).withClasses(2);
        ParticleClasses sorted =
                Parallelization.runWithNumThreads(2, (Callable<ParticleClasses>) () -> sort(blind, options));
        int wrong = 0;
        for (int i = 0; i < 60; i++) if ((sorted.classOf()[i] == 2) != (i % 3 == 0)) wrong++;
        // by chance a class of 40 would be wrong for 27 of 60
        assertTrue(wrong <= 3, wrong + " of 60 are in the wrong class");
        assertEquals(2, sorted.maps().size());
        assertEquals(BOX, sorted.maps().get(0).size());
    }

    private static ParticleClasses sort(ParticleSet set, RefineOptions options) throws Exception {
        HalfDisc disc = new HalfDisc(BOX / 2 - 1);
        try (PackedImages images = PackedImages.pack(
                set,
                HalfSets.together(set),
                options.preparation(),
                options.ctf(),
                false,
                disc,
                Long.MAX_VALUE,
                ProgressMonitor.NONE)) {
            return ParticleClasses.sort(images, BOX, set.pixelSizeAngstrom(), options, ProgressMonitor.NONE);
        }
    }

    @Test
    void aStopBeforeThereAreClassesSaysSo() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 8, 2, 3);
        ProgressMonitor stopped = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        assertThrows(
                CancellationException.class,
                () -> new Refinement(Phantoms.refine(1, 1).withClasses(2)).run(set, stopped));
    }
}

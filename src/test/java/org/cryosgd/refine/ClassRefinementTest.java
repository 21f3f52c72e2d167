/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.simulate.Mixture;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class ClassRefinementTest {
    private static final int BOX = 24;
    private static final int COUNT = 240;

    /** The phantom without most of what is above the middle. */
    private static Volume lower(Volume whole) {
        float[] voxels = whole.voxels().clone();
        for (int i = 0; i < voxels.length; i++) if (i / (BOX * BOX) > BOX / 2) voxels[i] *= 0.2f;
        return new Volume(BOX, Phantoms.VOXEL, voxels);
    }

    private static ParticleSimulation mixed() {
        Volume whole = Phantoms.phantom(BOX);
        Mixture mixture = new Mixture(
                List.of(lower(whole)),
                List.of(0.6, 0.4),
                null,
                new double[3],
                new double[] {0, 0, 1},
                0,
                Mixture.Distribution.UNIFORM);
        return new ParticleSimulation(whole, Phantoms.options(COUNT, 2, 3).withMixture(mixture));
    }

    private static RefineResult run(RefineOptions options, ParticleSet set, ProgressMonitor monitor) throws Exception {
        return Parallelization.runWithNumThreads(
                2, (Callable<RefineResult>) () -> new ClassRefinement(options).run(set, monitor));
    }

    /** From nothing: particles are sorted, each class has its own halves and poses, and the classes hold all particles once. */
    @Test
    void aMissingPartIsSorted() throws Exception {
        ParticleSimulation simulation = mixed();
        ParticleSet set = KeptImages.of(simulation.particles("p"));
        List<String> lines = new ArrayList<>();
        RefineResult result = run(Phantoms.refine(2, 3).withClasses(2), set, new ProgressMonitor() {
            @Override
            public void say(String line) {
                lines.add(line);
            }
        });
        RefinedClasses classes = result.classes();
        assertEquals(2, classes.count(), lines::toString);
        int[] truth = simulation.trueClasses();
        int right = 0;
        for (int i = 0; i < COUNT; i++) if (classes.classOf()[i] == truth[i]) right++;
        // chance gives six tenths; poses of a few epochs are not yet fine
        assertTrue(right > 0.9 * COUNT, right + " of " + COUNT + " " + lines);
        assertEquals(COUNT, classes.size(1) + classes.size(2));
        for (int c = 1; c <= 2; c++) {
            RefineResult own = classes.results().get(c - 1);
            assertEquals(classes.size(c), own.particles().size());
            assertTrue(own.supported());
            assertFalse(Arrays.equals(
                    own.maps().half1().voxels(), own.maps().half2().voxels()));
        }
        assertEquals(classes.results().get(0).maps().map(), result.maps().map());
        assertTrue(
                lines.stream().anyMatch(l -> l.startsWith("Class 2: ") && l.endsWith("relied upon.")), lines::toString);
    }

    /** A stop when the common map has converged, and before the sorting: there are classes left to be made, so that the run can go on. */
    @Test
    void aRunThatIsStoppedBeforeTheSortingIsNotAtItsEnd() throws Exception {
        List<String> warnings = new ArrayList<>();
        RefineOptions options = Phantoms.refine(30, 3).withClasses(2);
        RefineResult result = run(options, KeptImages.of(mixed().particles("p")), stoppedAt("Poses: ", warnings));
        assertTrue(result.ending().startsWith("Converged"), result.ending());
        assertNull(result.classes());
        assertFalse(result.converged());
        assertTrue(warnings.stream().anyMatch(w -> w.contains("the run was stopped")), warnings::toString);
    }

    /** A stop while the classes are refined keeps the common map. */
    @Test
    void aStopKeepsTheCommonMap() throws Exception {
        List<String> warnings = new ArrayList<>();
        RefineResult result = run(
                Phantoms.refine(1, 3).withClasses(2),
                KeptImages.of(mixed().particles("p")),
                stoppedAt("Class 1: ", warnings));
        assertNull(result.classes());
        assertEquals(COUNT, result.particles().size());
        assertFalse(result.converged());
        assertTrue(warnings.stream().anyMatch(w -> w.contains("all particles together")), warnings::toString);
    }

    /** Stops the run once a line with this beginning was said. */
    private static ProgressMonitor stoppedAt(String beginning, List<String> warnings) {
        boolean[] said = new boolean[1];
        return new ProgressMonitor() {
            @Override
            public void say(String line) {
                said[0] |= line.startsWith(beginning);
            }

            @Override
            public void warn(String line) {
                warnings.add(line);
            }

            @Override
            public boolean stopped() {
                return said[0];
            }
        };
    }
}

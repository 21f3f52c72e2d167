/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.simulate.Mixture;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulationOptions;
import org.cryosgd.testimages.AlteredImages;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.ParticlesWithoutPoses;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class HeterogeneityTest {
    private static final int BOX = 32;
    private static final int COUNT = 500;

    /** The half of the map with z above the middle; it goes from 0 to 1 within two voxels. */
    private static Volume upper() {
        float[] voxels = new float[BOX * BOX * BOX];
        for (int i = 0; i < voxels.length; i++) {
            int z = i / (BOX * BOX) - BOX / 2;
            voxels[i] = z > 0 ? 1 : z == 0 ? 0.5f : 0;
        }
        return new Volume(BOX, Phantoms.VOXEL, voxels);
    }

    private static SimulationOptions options(Mixture mixture) {
        return Phantoms.options(COUNT, 0.5, 3).withMixture(mixture);
    }

    private static Mixture turning(Mixture.Distribution distribution, double degrees) {
        return new Mixture(List.of(), List.of(), upper(), new double[3], new double[] {1, 0, 0}, degrees, distribution);
    }

    private static ComparedBy comparedBy() {
        return ComparedBy.defaults().withResolution(2 * Phantoms.VOXEL * BOX / 24.0);
    }

    private static <T> T onTwoThreads(Callable<T> work) throws Exception {
        return Parallelization.runWithNumThreads(2, work);
    }

    private static double rankCorrelation(double[] a, double[] b) {
        double[] ra = ranks(a);
        double[] rb = ranks(b);
        double sum = 0;
        double middle = (a.length - 1) / 2.0;
        for (int i = 0; i < a.length; i++) sum += (ra[i] - middle) * (rb[i] - middle);
        return 12 * sum / ((double) a.length * a.length * a.length);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] ranks = new double[values.length];
        for (int r = 0; r < order.length; r++) ranks[order[r]] = r;
        return ranks;
    }

    /** A turn over ±25°. The first coordinate has its order, and the maps along it are at angles in order. */
    @Test
    void aTurningDomainIsFound() throws Exception {
        Mixture mixture = turning(Mixture.Distribution.UNIFORM, 25);
        ParticleSimulation simulation = new ParticleSimulation(Phantoms.phantom(BOX), options(mixture));
        ParticleSet set = KeptImages.of(simulation.particles("p"));
        VariabilityResult result =
                onTwoThreads(() -> new Variability(comparedBy(), 1, 3).run(set, ProgressMonitor.NONE));
        assertEquals(1, result.shared(), Arrays.toString(result.correlations()));
        double[] truth = simulation.trueTurns();
        double rank = rankCorrelation(result.coordinates(0), truth);
        assertTrue(Math.abs(rank) > 0.9, "rank correlation " + rank);
        CoordinateSeries series = result.series().get(0);
        double step = series.places()[1] - series.places()[0];
        double[] angles = new double[3];
        for (int p = 0; p < 3; p++) {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < COUNT; i++) {
                double weight = Math.max(0, 1 - Math.abs(result.coordinates(0)[i] - series.places()[p]) / step);
                sum += weight * truth[i];
                total += weight;
            }
            angles[p] = sum / total;
        }
        // a third of 50° lies between the middles of thirds; the kernels overlap, and the ends are bent
        assertTrue(Math.signum(rank) * (angles[1] - angles[0]) > 8, Arrays.toString(angles));
        assertTrue(Math.signum(rank) * (angles[2] - angles[1]) > 8, Arrays.toString(angles));
        // each map is nearest to the mean of the images at its own angle
        for (int p = 0; p < 3; p++) {
            int own = p;
            double[] distances = IntStream.range(0, 3)
                    .mapToDouble(q -> distance(series.maps().get(own).map(), angles[q]))
                    .toArray();
            for (int q = 0; q < 3; q++)
                if (q != p) assertTrue(distances[p] < distances[q], Arrays.toString(distances) + " at " + p);
        }
    }

    /** One minus the correlation with the phantom whose upper half is turned by an angle, about the x axis, voxel by voxel. */
    private static double distance(Volume map, double degrees) {
        Volume phantom = Phantoms.phantom(BOX);
        Volume mask = upper();
        float[] turned = new float[map.voxels().length];
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        int h = BOX / 2;
        for (int i = 0; i < turned.length; i++) {
            int x = i % BOX;
            double y = i / BOX % BOX - h;
            double z = i / (BOX * BOX) - h;
            double fromY = c * y + s * z + h;
            double fromZ = -s * y + c * z + h;
            turned[i] = phantom.voxels()[i] * (1 - mask.voxels()[i]) + between(phantom, mask, x, fromY, fromZ);
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = BOX * BOX * (h + 2); i < turned.length; i++) {
            ab += turned[i] * map.voxels()[i];
            aa += turned[i] * turned[i];
            bb += map.voxels()[i] * map.voxels()[i];
        }
        return 1 - ab / Math.sqrt(aa * bb);
    }

    private static float between(Volume map, Volume mask, int x, double y, double z) {
        int y0 = (int) Math.floor(y);
        int z0 = (int) Math.floor(z);
        if (y0 < 0 || z0 < 0 || y0 >= BOX - 1 || z0 >= BOX - 1) return 0;
        float sum = 0;
        for (int dz = 0; dz < 2; dz++)
            for (int dy = 0; dy < 2; dy++) {
                int i = ((z0 + dz) * BOX + y0 + dy) * BOX + x;
                double w = (dy == 0 ? 1 - y + y0 : y - y0) * (dz == 0 ? 1 - z + z0 : z - z0);
                sum += (float) (w * map.voxels()[i] * mask.voxels()[i]);
            }
        return sum;
    }

    /** What has no motion shows none. */
    @Test
    void aRigidParticleAndNoiseHaveNoDirections() throws Exception {
        ParticleSet rigid = Phantoms.particles(BOX, COUNT, 0.5, 3);
        List<ParticleSet> sets = List.of(rigid, ParticlesWithoutPoses.noise(rigid, 4));
        for (ParticleSet set : sets) {
            VariabilityResult result =
                    onTwoThreads(() -> new Variability(comparedBy(), 2, 2).run(set, ProgressMonitor.NONE));
            assertEquals(0, result.shared(), Arrays.toString(result.correlations()));
            assertTrue(result.series().isEmpty());
        }
    }

    /** A map without its upper half, in three tenths of the particles. */
    /** A mask says where maps may differ: the maps that are compared are empty outside of it. The mask is sharp, so that a few per cent of the power of its border are outside. */
    @Test
    void mapsAreHeldWithinTheMask() throws Exception {
        ParticleSet set = new ParticleSimulation(Phantoms.phantom(BOX), options(turning(Mixture.Distribution.TWO, 50)))
                .particles("p");
        ComparedBy d = comparedBy();
        ComparedBy masked =
                new ComparedBy(d.preparation(), d.ctf(), d.symmetry(), upper(), d.resolutionAngstrom(), 6, d.seed(), 0);
        ClassificationResult result =
                onTwoThreads(() -> new Classification(masked, 2, List.of()).sort(set, ProgressMonitor.NONE));
        for (Volume map : result.compared()) {
            double[] power = new double[2];
            float[] where = upper().voxels();
            for (int i = 0; i < map.voxels().length; i++)
                power[where[i] > 0 ? 1 : 0] += map.voxels()[i] * map.voxels()[i];
            assertTrue(power[1] > 0 && power[0] < 0.05 * power[1], Arrays.toString(power));
        }
    }

    @Test
    void classesAreSorted() throws Exception {
        Volume whole = Phantoms.phantom(BOX);
        float[] lower = whole.voxels().clone();
        for (int i = 0; i < lower.length; i++) lower[i] *= 1 - 0.7f * upper().voxels()[i];
        Mixture mixture = new Mixture(
                List.of(new Volume(BOX, Phantoms.VOXEL, lower)),
                List.of(0.7, 0.3),
                null,
                new double[3],
                new double[] {0, 0, 1},
                0,
                Mixture.Distribution.UNIFORM);
        ParticleSimulation simulation = new ParticleSimulation(whole, options(mixture));
        ParticleSet set = KeptImages.of(simulation.particles("p"));
        int[] truth = simulation.trueClasses();
        List<String> lines = new ArrayList<>();
        for (List<Volume> starts :
                List.of(List.<Volume>of(), List.of(whole, mixture.others().get(0)))) {
            ClassificationResult result =
                    onTwoThreads(() -> new Classification(comparedBy(), 2, starts).run(set, new ProgressMonitor() {
                        @Override
                        public void say(String line) {
                            lines.add(line);
                        }
                    }));
            assertEquals(2, result.count(), lines::toString);
            int right = 0;
            for (int i = 0; i < COUNT; i++) if (result.classOf()[i] == truth[i]) right++;
            assertTrue(right > 0.97 * COUNT, right + " of " + COUNT + " " + lines);
            int aside = result.noise() + result.unexplained();
            assertEquals(COUNT, result.size(1) + result.size(2) + aside);
            // one in a thousand is set aside by chance
            assertTrue(aside < 0.01 * COUNT, aside + " set aside");
            assertTrue(result.maps().stream().allMatch(m -> Double.isFinite(m.resolutionAngstrom())));
        }
    }

    @Test
    void particlesThatAreAlikeAreOneClass() throws Exception {
        ParticleSet rigid = Phantoms.particles(BOX, COUNT, 0.5, 3);
        ClassificationResult result =
                onTwoThreads(() -> new Classification(comparedBy(), 3, List.of()).run(rigid, ProgressMonitor.NONE));
        assertEquals(1, result.count());
        // one in a thousand is set aside by chance
        assertTrue(result.size(1) > 0.99 * COUNT, "size " + result.size(1));
    }

    /** A fifth of the images is noise, and a fifth has five particles in one image. The class of the particles has neither. */
    @Test
    void whatIsNoParticleIsSetAside() throws Exception {
        ParticleSet good = Phantoms.particles(BOX, COUNT, 0.5, 3);
        ParticleSet noise = ParticlesWithoutPoses.noise(good, 4, i -> i % 5 == 0);
        float[][] pixels = new float[COUNT][BOX * BOX];
        for (int i = 0; i < COUNT; i++) good.images().read(i, pixels[i]);
        ParticleSet set = AlteredImages.of(noise, (i, image) -> {
            for (int k = 1; k <= 4 && i % 5 == 1; k++)
                for (int p = 0; p < image.length; p++) image[p] += pixels[(i + 5 * k + 1) % COUNT][p];
        });
        ClassificationResult result =
                onTwoThreads(() -> new Classification(comparedBy(), 2, List.of()).run(set, ProgressMonitor.NONE));
        int[] aside = new int[5];
        int[] others = new int[5];
        for (int i = 0; i < COUNT; i++) {
            if (result.classOf()[i] == 0) aside[i % 5]++;
            if (result.classOf()[i] != 1) others[i % 5]++;
        }
        String found = Arrays.toString(aside) + " " + Arrays.toString(others);
        assertTrue(aside[0] > 0.9 * COUNT / 5, found);
        // so many of a kind may be a class of their own
        assertTrue(others[1] > 0.8 * COUNT / 5, found);
        assertTrue(others[2] + others[3] + others[4] < 0.02 * COUNT, found);
        assertEquals(Arrays.stream(aside).sum(), result.noise() + result.unexplained());
    }

    @Test
    void aStopGivesNothing() {
        ParticleSet rigid = Phantoms.particles(BOX, 60, 0.5, 3);
        int[] epochs = new int[1];
        ProgressMonitor stop = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return epochs[0] > 0;
            }

            @Override
            public void at(long done, long total, String what) {
                if (what.startsWith("Epoch 2")) epochs[0]++;
            }
        };
        assertThrows(CancellationException.class, () -> new Variability(comparedBy(), 1, 2).run(rigid, stop));
    }
}

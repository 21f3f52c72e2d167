/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class VolumeModelTest {
    private final HalfDisc disc = new HalfDisc(8);
    private final VolumeModel model = model(disc, 20, Symmetry.NONE);

    /** A model of images that are given to each step. */
    private static VolumeModel model(HalfDisc disc, int size, Symmetry symmetry) {
        return new VolumeModel(new NoImages(disc), new int[] {0}, size, symmetry);
    }

    /** σ = 1, and no image of its own: the slices of a batch come from its weighting. */
    private record NoImages(HalfDisc disc) implements Images {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public float[] noise(int i) {
            float[] ones = new float[disc.radius() + 1];
            Arrays.fill(ones, 1);
            return ones;
        }

        @Override
        public float[] ringEnergy(int i) {
            return new float[disc.radius() + 1];
        }

        @Override
        public List<SliceData> load(int[] numbers, int from) {
            return Collections.nCopies(numbers.length - from, new SliceData(null, null, 0));
        }

        @Override
        public void close() {}
    }

    /** A step with these slices, one for each image. */
    private static void step(VolumeModel model, List<SliceData> slices, double eta, double leastRate, float[] ridge) {
        model.use(along -> eta, leastRate, ridge);
        model.step(new Batch(
                new int[slices.size()],
                (images, places) -> Arrays.stream(places).mapToObj(slices::get).toList()));
    }

    private List<SliceData> projections(float[] volume, int count) {
        return projections(volume, Samples.rotations(count, 3));
    }

    private List<SliceData> projections(float[] volume, List<DMatrix3x3> rotations) {
        List<SliceData> slices = new ArrayList<>();
        float[] slice = new float[2 * disc.size()];
        for (DMatrix3x3 a : rotations) {
            model.projector().slice(volume, Slice.of(a), slice);
            float[] points = new float[3 * disc.size()];
            for (int i = 0; i < disc.size(); i++) {
                float w = 0.5f + 0.1f * (i % 5);
                points[3 * i] = w * slice[2 * i];
                points[3 * i + 1] = w * slice[2 * i + 1];
                points[3 * i + 2] = w;
            }
            slices.add(new SliceData(Slice.of(a), points, 0));
        }
        return slices;
    }

    /** Views within 30° of the z axis have no frequency within 60° of it, the other half of the sphere: 1 − cos 60°. */
    @Test
    void whatFewViewsContainIsCounted() {
        float[] volume = Samples.volume(model.cube(), 1);
        step(model, projections(volume, 200), 0.5, 1, new float[10]);
        assertEquals(1, model.wellSampled()[7]);
        List<DMatrix3x3> above = new ArrayList<>();
        for (int i = 0; i < 200; i++) above.add(Rotation.fromEuler(137.5 * i, 30 * Math.sqrt(i / 200.0), 71 * i));
        step(model, projections(volume, above), 0.5, 1, new float[10]);
        // one voxel of a shell of radius 7 is 8°, by which the edge of the cone is blurred: sin 60° · 8° is 12 % of the
        // sphere
        assertEquals(0.5, model.wellSampled()[7], 0.12);
    }

    /** Signal of power 2 seen with D from 0.003 to 3, damped by a ridge of 0.8: from the FSC of two such maps follows 1/2. */
    @Test
    void theCorrelationOfUnevenlySeenMapsGivesThePowerOfTheSignal() {
        VolumeModel uneven = model(new HalfDisc(20), 44, Symmetry.NONE);
        HalfCube cube = uneven.cube();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < uneven.diagonal().length; i++)
            uneven.diagonal()[i] = (float) (3 * Math.pow(0.001, random.nextDouble()));
        double[] means = uneven.shellMeans();
        float[] ridge = new float[cube.radius() + 2];
        Arrays.fill(ridge, 0.8f);
        float[][] maps = new float[2][2 * cube.size()];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            double d = uneven.diagonal()[i];
            double w = d / (Math.max(d, 0.1 * means[shell]) + 0.8);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                double signal = random.nextGaussian();
                for (float[] map : maps) map[c] = (float) (w * (signal + Math.sqrt(0.5 / d) * random.nextGaussian()));
            }
        });
        FscCurve fsc = CubeCorrelation.of(cube, maps[0], maps[1], 1, 44, 1);
        double[] precision = uneven.precision(ridge);
        double even = 0;
        double found = 0;
        for (int shell = 11; shell <= 20; shell++) {
            double c = fsc.values()[shell];
            found += 0.1 * precision[shell] * (1 - c) / c;
            even += 0.1 * means[shell] * (1 - c) / c;
        }
        // 14 000 voxels, weighted such that some 5 000 count: the FSC of 0.72 is known to 0.5/√5000 = 0.007, and
        // (1 − c)/c to 4 %
        assertEquals(0.5, found, 0.06);
        assertTrue(even < 0.4, "the mean of D would not do: " + even);
    }

    @Test
    void aVolumeThatExplainsItsImagesStays() {
        float[] truth = Samples.volume(model.cube(), 1);
        model.setVolume(truth.clone());
        step(model, projections(truth, 40), 0.5, 1, new float[10]);
        // gradients of rounding only: 6e-8 of values up to 4, over D of at least a tenth of its mean
        assertArrayEquals(truth, model.volume(), 1e-4f);
    }

    @Test
    void stepsAreThoseOfTheFormula() {
        float[] before = Samples.volume(model.cube(), 1);
        List<SliceData> slices = projections(Samples.volume(model.cube(), 2), 6);
        float[] gradient = new float[before.length];
        float[] diagonal = new float[before.length / 2];
        model.projector().gradientAndDiagonal(before, List.of(slices), gradient, diagonal);
        float[] ridge = new float[10];
        for (int shell = 0; shell < ridge.length; shell++) ridge[shell] = 0.01f * shell;
        model.setVolume(before.clone());
        step(model, slices, 0.3, 1, ridge);
        double[] means = model.shellMeans();
        boolean[] floored = new boolean[1];
        model.cube().forEachFrequency((i, kx, ky, kz) -> {
            int shell = model.cube().shell(kx, ky, kz);
            double d = diagonal[i] / 6;
            assertEquals(d, model.diagonal()[i], 1e-5 * d);
            if (d < 0.1 * means[shell]) floored[0] = true;
            double length = 0.3 / (Math.max(d, 0.1 * means[shell]) + ridge[shell]);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                double expected = before[c] - length * (gradient[c] / 6 + ridge[shell] * before[c]);
                assertEquals(expected, model.volume()[c], 1e-5 * (1 + Math.abs(expected)));
            }
        });
        assertTrue(floored[0], "six slices leave voxels where the floor counts");
    }

    @Test
    void theDiagonalIsARunningMean() {
        List<SliceData> slices = projections(Samples.volume(model.cube(), 2), 5);
        step(model, slices, 0, 1, new float[10]);
        float[] first = model.diagonal().clone();
        step(model, slices.subList(0, 1), 0, 1, new float[10]);
        float[] second = model.diagonal().clone();
        step(model, slices, 0, 1, new float[10]);
        step(model, slices.subList(0, 1), 0, 0.25, new float[10]);
        for (int i = 0; i < first.length; i++)
            assertEquals(
                    0.75 * first[i] + 0.25 * second[i], model.diagonal()[i], 1e-6 * (first[i] + second[i]) + 1e-12);
    }

    /** Images of a C2 map at a few views: what the model learns has the symmetry, bit for bit where voxels map to voxels. */
    @Test
    void stepsKeepTheSymmetry() {
        VolumeModel c2 = model(disc, 20, Symmetry.of("C2"));
        step(c2, projections(Samples.volume(c2.cube(), 2), 5), 0.3, 1, new float[10]);
        float[] averaged = c2.volume().clone();
        Symmetry.of("C2").average(c2.cube(), averaged, 2);
        assertArrayEquals(averaged, c2.volume(), 1e-5f);
    }

    @Test
    void largerAndSmallerCubesShareTheirFrequencies() {
        HalfCube small = new HalfCube(5);
        float[] volume = Samples.volume(model.cube(), 7);
        float[] inner = model.cube().resized(volume, small);
        float[] back = small.resized(inner, model.cube());
        model.cube().forEachFrequency((i, kx, ky, kz) -> {
            boolean inside = kx * kx + ky * ky + kz * kz <= 25;
            assertEquals(inside ? volume[2 * i] : 0, back[2 * i]);
            assertEquals(inside ? volume[2 * i + 1] : 0, back[2 * i + 1]);
        });
        VolumeModel first = model(new HalfDisc(5), 14, Symmetry.NONE);
        first.setVolume(inner);
        first.cube().forEachFrequency((i, kx, ky, kz) -> first.diagonal()[i] = 1 + kx);
        model.continueFrom(first);
        assertArrayEquals(back, model.volume());
        double outermost = first.shellMeans()[5];
        model.cube()
                .forEachFrequency((i, kx, ky, kz) -> assertEquals(
                        kx * kx + ky * ky + kz * kz <= 25
                                ? 1 + kx
                                : first.shellMeans()[Math.min(5, model.cube().shell(kx, ky, kz))],
                        model.diagonal()[i],
                        1e-6));
        assertTrue(outermost > 1);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Shuffle;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Watch;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.PackedImages;

/**
 * A map at low resolution from images without poses, and from a random cloud or a given map: stochastic gradient
 * descent in which every image takes part at all poses, weighted by their probability.
 *
 * <pre>
 * for every mini-batch
 *     p(R, t | y) ∝ exp(−|y − A v|² / (σ² T))               T = power of what v does not explain / power of the noise
 *     v ← v − η D⁻¹ ∇F                                     F the mean over those poses, D the diagonal of its Hessian
 *     map ← sphere · max(map, 0)
 * </pre>
 *
 * <p>T, one number per ring, starts where nothing is explained and falls to 1 as the map improves: that is the whole
 * annealing. The frequencies that take part grow from {@link #FIRST_RADIUS} on, and the grids of rotations and shifts
 * get finer with them.
 */
final class AbInitio {
    private static final int FIRST_RADIUS = 5;
    private static final int STEPS = 120;
    private static final int BATCH = 150;
    /** Part of the steps after which all frequencies take part. */
    private static final double GROWTH = 0.8;

    private static final double ETA = 0.3;
    private static final double RATE = 0.1;

    private final PackedImages images;
    private final int[] numbers;
    private final int box;
    private final Symmetry symmetry;
    private final double shiftRange;
    private final LowPassImages low;
    private final SplittableRandom random;
    private final float[] tempering;
    private VolumeModel model;
    private GlobalSearch search;
    private float[] sphere;

    /**
     * @param numbers of the images that take part
     * @param box of the images in pixels
     * @param radius frequencies that take part in the end
     * @param shiftRange largest shift in pixels
     */
    AbInitio(PackedImages images, int[] numbers, int box, int radius, double shiftRange, Symmetry symmetry, long seed) {
        this.images = images;
        this.numbers = numbers.clone();
        this.box = box;
        this.symmetry = symmetry;
        this.shiftRange = shiftRange;
        low = new LowPassImages(images, numbers, new HalfDisc(radius));
        random = new SplittableRandom(seed);
        tempering = new float[radius + 1];
        int[] counts = images.disc().ringCounts();
        for (int number : numbers)
            for (int ring = 0; ring <= radius; ring++)
                tempering[ring] += images.ringEnergy(number)[ring] / (0.5f * counts[ring] * numbers.length);
    }

    /**
     * Runs it.
     *
     * @param initial half cube of {@code cube} to start from, on any scale; null for a random cloud
     * @return the model at full radius; its map is positive
     */
    VolumeModel run(HalfCube cube, float[] initial, Watch watch, String what) {
        int[] order = IntStream.range(0, numbers.length).toArray();
        int next = order.length;
        int size = Math.min(BATCH, order.length);
        for (int step = 0; step < STEPS && !watch.stopped(); step++) {
            watch.at(step, STEPS, what);
            double grown = Math.min(1, step / (GROWTH * STEPS));
            int last = low.disc().radius();
            int radius = (int) Math.round(FIRST_RADIUS + grown * (last - FIRST_RADIUS));
            if (model == null || radius > model.disc().radius()) {
                level(Math.min(radius, last));
                if (step == 0) start(cube, initial);
            }
            if (next + size > order.length) {
                Shuffle.inPlace(order, random);
                next = 0;
            }
            step(Arrays.copyOfRange(order, next, next + size), step);
            next += size;
        }
        return model;
    }

    /** Finer grids, and a larger cube. */
    private void level(int radius) {
        int size = 2 * radius + 4;
        VolumeModel larger = new VolumeModel(new HalfDisc(radius), size, symmetry);
        if (model != null) larger.continueFrom(model);
        model = larger;
        double edge = size / 10.0;
        sphere = Masks.sphere(size, 1, 0.42 * size - edge / 2, edge).voxels();
        search = GlobalSearch.forRadius(radius, shiftRange, box, symmetry);
    }

    private void step(int[] batch, int step) {
        HalfDisc disc = model.disc();
        LowPassImages inner = low.within(disc);
        search.take(model.projector(), model.volume());
        float[] temperature = new float[disc.radius() + 1];
        for (int ring = 0; ring < temperature.length; ring++) temperature[ring] = Math.max(1, tempering[ring]);
        double[] draws = random.doubles(batch.length).toArray();
        Posterior[] posteriors = new Posterior[batch.length];
        Tasks.forEach(batch.length, () -> search.new Scores(), (scores, i) -> {
            search.score(inner.points(batch[i]), temperature, scores);
            posteriors[i] = Posterior.of(scores, draws[i]);
        });
        List<SliceData> slices = slices(inner, batch, posteriors);
        observeResiduals(batch, slices);
        double rate = Math.max(RATE, 1.0 / (step + 1));
        model.step(slices, batch.length, ETA, rate, new float[disc.radius() + 2]);
        constrain(voxels -> {
            for (int i = 0; i < voxels.length; i++) voxels[i] = sphere[i] * Math.max(0, voxels[i]);
        });
    }

    private void constrain(Consumer<float[]> edit) {
        model.setVolume(model.maps().edited(model.volume(), edit));
    }

    /** One slice for each rotation that has any probability: the weighted sum of the images that are there. */
    private List<SliceData> slices(LowPassImages inner, int[] batch, Posterior[] posteriors) {
        int rotations = search.rotations().size();
        int[] first = new int[rotations + 1];
        for (Posterior p : posteriors) for (int r : p.rotations()) first[r + 1]++;
        for (int r = 0; r < rotations; r++) first[r + 1] += first[r];
        int[] imageOf = new int[first[rotations]];
        int[] entryOf = new int[imageOf.length];
        int[] end = first.clone();
        for (int i = 0; i < batch.length; i++)
            for (int entry = 0; entry < posteriors[i].size(); entry++) {
                int at = end[posteriors[i].rotations()[entry]]++;
                imageOf[at] = i;
                entryOf[at] = entry;
            }
        int[] used = IntStream.range(0, rotations)
                .filter(r -> first[r + 1] > first[r])
                .toArray();
        SliceData[] slices = new SliceData[used.length];
        Tasks.forEach(used.length, u -> {
            int r = used[u];
            float[] sums = new float[3 * model.disc().size()];
            for (int at = first[r]; at < first[r + 1]; at++) {
                Posterior p = posteriors[imageOf[at]];
                float[] phases = search.phases(p.shifts()[entryOf[at]]);
                ShiftGrid.addMoved(inner.points(batch[imageOf[at]]), 0, phases, p.weights()[entryOf[at]], sums);
            }
            slices[u] = new SliceData(Slice.of(search.rotations().rotations().get(r)), sums, 0);
        });
        return Arrays.asList(slices);
    }

    /** The power of what the model does not explain, per ring, in units of the noise: running mean. */
    private void observeResiduals(int[] batch, List<SliceData> slices) {
        HalfDisc disc = model.disc();
        double[][] parts = new double[slices.size()][disc.radius() + 1];
        Tasks.forEach(slices.size(), () -> new float[2 * disc.size()], (slice, u) -> {
            SliceData data = slices.get(u);
            model.projector().slice(model.volume(), data.slice(), slice);
            for (int k = 0; k < disc.size(); k++) {
                double re = slice[2 * k];
                double im = slice[2 * k + 1];
                parts[u][disc.ring(k)] += data.points()[3 * k + 2] * (re * re + im * im)
                        - 2 * (re * data.points()[3 * k] + im * data.points()[3 * k + 1]);
            }
        });
        int[] counts = disc.ringCounts();
        int[] largeCounts = images.disc().ringCounts();
        for (int ring = 0; ring <= disc.radius(); ring++) {
            // the outermost ring of the disc is a part of the same ring of the images
            double points = 0.5 * counts[ring];
            double sum = 0;
            for (double[] part : parts) sum += part[ring];
            for (int i : batch) sum += images.ringEnergy(numbers[i])[ring] * counts[ring] / largeCounts[ring];
            tempering[ring] += (float) (RATE * (sum / (points * batch.length) - tempering[ring]));
        }
    }

    private void start(HalfCube cube, float[] initial) {
        if (initial == null) {
            float[] cloud = cloud(2 * model.disc().radius() + 4);
            constrain(voxels -> System.arraycopy(cloud, 0, voxels, 0, cloud.length));
        } else model.setVolume(VolumeModel.resized(cube, initial, model.cube()));
        // the steps keep what is symmetric, and leave what is not where it was
        symmetry.average(model.cube(), model.volume(), 2);
        float factor = scale();
        float[] volume = model.volume();
        for (int i = 0; i < volume.length; i++) volume[i] *= factor;
    }

    /** Thirty Gaussian blobs near the middle of the box. */
    private float[] cloud(int size) {
        Random normal = new Random(random.nextLong());
        float[] cloud = new float[size * size * size];
        double width = 0.06 * size;
        for (int blob = 0; blob < 30; blob++) {
            double cx = size / 2 + 0.12 * size * normal.nextGaussian();
            double cy = size / 2 + 0.12 * size * normal.nextGaussian();
            double cz = size / 2 + 0.12 * size * normal.nextGaussian();
            for (int z = 0, i = 0; z < size; z++)
                for (int y = 0; y < size; y++)
                    for (int x = 0; x < size; x++, i++) {
                        double r2 = (x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz);
                        cloud[i] += (float) Math.exp(-r2 / (2 * width * width));
                    }
        }
        return cloud;
    }

    /** What gives the projections of the model the power that the images have beyond their noise. */
    private float scale() {
        HalfDisc disc = model.disc();
        int[] counts = images.disc().ringCounts();
        double signal = 0;
        for (int number : numbers)
            for (int ring = 1; ring <= disc.radius(); ring++)
                signal += (images.ringEnergy(number)[ring] - 0.5 * counts[ring]) / numbers.length;
        LowPassImages inner = low.within(disc);
        float[] slice = new float[2 * disc.size()];
        int count = Math.min(200, inner.size());
        double power = 0;
        for (int i = 0; i < count; i++) {
            int r = random.nextInt(search.rotations().size());
            model.projector()
                    .slice(
                            model.volume(),
                            Slice.of(search.rotations().rotations().get(r)),
                            slice);
            for (int k = 0; k < disc.size(); k++)
                if (disc.ring(k) > 0)
                    power += inner.points(i)[3 * k + 2]
                            * (slice[2 * k] * slice[2 * k] + slice[2 * k + 1] * slice[2 * k + 1])
                            / count;
        }
        return power > 0 ? (float) Math.sqrt(Math.max(1e-3, signal) / power) : 1;
    }
}

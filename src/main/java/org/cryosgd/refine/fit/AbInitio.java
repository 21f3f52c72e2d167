/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Shuffle;
import org.cryosgd.math.Tasks;
import org.cryosgd.optimize.step.Fixed;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.Posterior;
import org.cryosgd.refine.search.ShiftGrid;
import org.cryosgd.refine.search.ViewPrior;

/**
 * A map at low resolution from images without poses, and from a random cloud or a given map: stochastic gradient
 * descent in which every image takes part at all poses, weighted by their probability. Several maps at once are classes:
 * every image takes part in all of them, weighted in the same way.
 *
 * <pre>
 * for every mini-batch
 *     p(R, t, c | y) ∝ p_c(view) exp(−|y − A v_c|² / (σ² T))   T = power of what the v_c do not explain / power of the noise
 *     v_c ← v_c − η D_c⁻¹ ∇F_c                             F the mean over those poses, D the diagonal of its Hessian
 *     map_c ← sphere · max(map_c, 0)
 * </pre>
 *
 * <p>T, one number per ring, starts where nothing is explained and falls to 1 as the map improves: that is the whole
 * annealing. The frequencies that take part grow from {@link #FIRST_RADIUS} on, and the grids of rotations and shifts
 * get finer with them.
 */
public final class AbInitio {
    private static final int FIRST_RADIUS = 5;
    private static final int STEPS = 120;
    private static final int BATCH = 150;
    /** Part of the steps after which all frequencies take part. */
    private static final double GROWTH = 0.8;

    private static final double ETA = 0.3;
    private static final double RATE = 0.1;

    private final int[] fullCounts;
    private final int box;
    private final Symmetry symmetry;
    private final double shiftRange;
    private final LowPassImages low;
    private final SplittableRandom random;
    private final float[] residualPower;
    private final VolumeModel[] models;
    private final GlobalSearch[] searches;
    private final ViewPrior[] views;
    private final int[][] binOf;
    private float[] sphere;

    /**
     * @param numbers of the images that take part
     * @param box of the images in pixels
     * @param radius frequencies that take part in the end
     * @param shiftRange largest shift in pixels
     * @param classes number of maps
     */
    public AbInitio(
            Images images,
            int[] numbers,
            int box,
            int radius,
            double shiftRange,
            Symmetry symmetry,
            int classes,
            long seed) {
        fullCounts = images.disc().ringCounts();
        this.box = box;
        this.symmetry = symmetry;
        this.shiftRange = shiftRange;
        low = new LowPassImages(images, numbers, new HalfDisc(radius));
        models = new VolumeModel[classes];
        searches = new GlobalSearch[classes];
        views = new ViewPrior[classes];
        for (int c = 0; c < classes; c++) views[c] = new ViewPrior(symmetry, numbers.length);
        binOf = new int[classes][];
        random = new SplittableRandom(seed);
        residualPower = new float[radius + 1];
        for (int i = 0; i < low.size(); i++)
            for (int ring = 0; ring <= radius; ring++)
                residualPower[ring] += low.ringEnergy(i)[ring] / (0.5f * fullCounts[ring] * low.size());
    }

    /**
     * Runs it.
     *
     * @param initial half cube of {@code cube} to start from, on any scale; null for random clouds
     * @return the models at full radius; their maps are positive
     */
    public List<VolumeModel> run(HalfCube cube, float[] initial, ProgressMonitor monitor, String what) {
        int[] order = low.all();
        int next = order.length;
        int size = Math.min(BATCH, order.length);
        int steps = STEPS * models.length;
        for (int step = 0; step < steps && !monitor.stopped(); step++) {
            monitor.at(step, steps, what);
            double grown = Math.min(1, step / (GROWTH * steps));
            int last = low.disc().radius();
            int radius = (int) Math.round(FIRST_RADIUS + grown * (last - FIRST_RADIUS));
            if (step == 0 || radius > models[0].disc().radius()) {
                level(Math.min(radius, last));
                if (step == 0) for (int c = 0; c < models.length; c++) start(c, cube, initial);
            }
            if (next + size > order.length) {
                Shuffle.inPlace(order, random);
                next = 0;
                low.fetch(Arrays.copyOf(order, (int) Math.min(order.length, (long) size * (steps - step))), monitor);
            }
            step(Arrays.copyOfRange(order, next, next + size), step);
            next += size;
        }
        return List.of(models);
    }

    private static double[] softmax(double[] logarithms) {
        double most = Arrays.stream(logarithms).max().orElseThrow();
        double[] p = Arrays.stream(logarithms).map(l -> Math.exp(l - most)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    /** The views that class {@code c} was seen from. */
    public ViewPrior views(int c) {
        return views[c];
    }

    /**
     * How well the images are explained: the logarithm of the likelihood per image of what is left of them, as noise of
     * the power that it has in each ring, up to a constant of the images.
     */
    public double logLikelihood() {
        int[] counts = low.disc().ringCounts();
        double sum = 0;
        for (int ring = 1; ring < counts.length; ring++) sum -= 0.5 * counts[ring] * Math.log(residualPower[ring]);
        return sum;
    }

    /** Finer grids, and a larger cube. */
    private void level(int radius) {
        int size = 2 * radius + 4;
        double edge = size / 10.0;
        sphere = Masks.sphere(size, 1, 0.42 * size - edge / 2, edge).voxels();
        Images inner = low.within(new HalfDisc(radius));
        for (int c = 0; c < models.length; c++) {
            VolumeModel larger = new VolumeModel(inner, low.all(), size, symmetry);
            larger.use(new Fixed(ETA), RATE, new float[radius + 2]);
            if (models[c] != null) larger.continueFrom(models[c]);
            models[c] = larger;
            searches[c] = GlobalSearch.forRadius(radius, shiftRange, box, symmetry);
            binOf[c] = searches[c].rotations().rotations().stream()
                    .mapToInt(ViewPrior::bin)
                    .toArray();
        }
    }

    private void take() {
        for (int c = 0; c < models.length; c++) searches[c].take(models[c].projector(), models[c].volume(), views[c]);
    }

    private float[] temperature() {
        float[] temperature = new float[models[0].disc().radius() + 1];
        for (int ring = 0; ring < temperature.length; ring++) temperature[ring] = Math.max(1, residualPower[ring]);
        return temperature;
    }

    private void step(int[] batch, int step) {
        List<SliceData> drawn = low.within(models[0].disc()).load(batch, 0);
        take();
        float[] temperature = temperature();
        double[] draws = random.doubles(batch.length).toArray();
        Posterior[][] posteriors = new Posterior[models.length][batch.length];
        Tasks.forEach(batch.length, () -> searches[0].new Scores(), (scores, i) -> {
            for (int c = 0; c < models.length; c++) {
                searches[c].score(drawn.get(i).points(), temperature, scores);
                posteriors[c][i] = Posterior.of(scores, draws[i]);
            }
        });
        double[][] shares = new double[batch.length][];
        for (int i = 0; i < batch.length; i++) {
            int image = i;
            shares[i] = softmax(Arrays.stream(posteriors)
                    .mapToDouble(of -> of[image].logEvidence())
                    .toArray());
        }
        int[] all = IntStream.range(0, batch.length).toArray();
        List<List<SliceData>> slices = new ArrayList<>();
        for (int c = 0; c < models.length; c++) slices.add(slices(c, drawn, all, posteriors[c], shares));
        observeResiduals(batch, slices);
        double rate = Math.max(RATE, 1.0 / (step + 1));
        for (int c = 0; c < models.length; c++) {
            int known = c;
            observeViews(c, posteriors[c], shares, rate);
            models[c].step(new Batch(
                    batch,
                    (images, places) -> places.length == batch.length
                            ? slices.get(known)
                            : slices(known, images, places, posteriors[known], shares)));
            constrain(c, voxels -> {
                for (int i = 0; i < voxels.length; i++) voxels[i] = sphere[i] * Math.max(0, voxels[i]);
            });
        }
    }

    private void observeViews(int c, Posterior[] posteriors, double[][] shares, double rate) {
        double[] mass = new double[views[c].bins()];
        for (int i = 0; i < posteriors.length; i++)
            for (int entry = 0; entry < posteriors[i].size(); entry++)
                mass[binOf[c][posteriors[i].rotations()[entry]]] +=
                        shares[i][c] * posteriors[i].weights()[entry];
        views[c].observe(mass, rate);
    }

    private void constrain(int c, Consumer<float[]> edit) {
        models[c].setVolume(models[c].maps().edited(models[c].volume(), edit));
    }

    /**
     * One slice of class {@code c} for each rotation that has any probability: the weighted sum of the images that are
     * there.
     *
     * @param places of the images in the batch
     */
    private List<SliceData> slices(
            int c, List<SliceData> images, int[] places, Posterior[] posteriors, double[][] shares) {
        GlobalSearch search = searches[c];
        int rotations = search.rotations().size();
        int[] first = new int[rotations + 1];
        for (int place : places) for (int r : posteriors[place].rotations()) first[r + 1]++;
        for (int r = 0; r < rotations; r++) first[r + 1] += first[r];
        int[] imageOf = new int[first[rotations]];
        int[] entryOf = new int[imageOf.length];
        int[] end = first.clone();
        for (int i = 0; i < places.length; i++)
            for (int entry = 0; entry < posteriors[places[i]].size(); entry++) {
                int at = end[posteriors[places[i]].rotations()[entry]]++;
                imageOf[at] = i;
                entryOf[at] = entry;
            }
        int[] used = IntStream.range(0, rotations)
                .filter(r -> first[r + 1] > first[r])
                .toArray();
        SliceData[] slices = new SliceData[used.length];
        Tasks.forEach(used.length, u -> {
            int r = used[u];
            float[] sums = new float[3 * search.disc().size()];
            for (int at = first[r]; at < first[r + 1]; at++) {
                int place = places[imageOf[at]];
                Posterior p = posteriors[place];
                float[] phases = search.phases(p.shifts()[entryOf[at]]);
                float weight = (float) (shares[place][c] * p.weights()[entryOf[at]]);
                ShiftGrid.addMoved(images.get(imageOf[at]).points(), 0, phases, weight, sums);
            }
            slices[u] = new SliceData(Slice.of(search.rotations().rotations().get(r)), sums, 0);
        });
        return Arrays.asList(slices);
    }

    /** The power of what the models do not explain, per ring, in units of the noise: running mean. */
    private void observeResiduals(int[] batch, List<List<SliceData>> slices) {
        HalfDisc disc = models[0].disc();
        double[] explained = new double[disc.radius() + 1];
        for (int c = 0; c < models.length; c++) addExplained(models[c], slices.get(c), explained);
        int[] counts = disc.ringCounts();
        for (int ring = 0; ring <= disc.radius(); ring++) {
            // the outermost ring of the disc is a part of the same ring of the images
            double points = 0.5 * counts[ring];
            double sum = -explained[ring];
            for (int i : batch) sum += low.ringEnergy(i)[ring] * counts[ring] / fullCounts[ring];
            residualPower[ring] += (float) (RATE * (sum / (points * batch.length) - residualPower[ring]));
        }
    }

    /** Adds Σ 2 re(conj(b) s) − w |s|² of each ring. */
    private static void addExplained(VolumeModel model, List<SliceData> slices, double[] explained) {
        HalfDisc disc = model.disc();
        double[][] parts = new double[slices.size()][disc.radius() + 1];
        Tasks.forEach(slices.size(), () -> new float[2 * disc.size()], (slice, u) -> {
            SliceData data = slices.get(u);
            model.projector().slice(model.volume(), data.slice(), slice);
            for (int k = 0; k < disc.size(); k++) {
                double re = slice[2 * k];
                double im = slice[2 * k + 1];
                parts[u][disc.ring(k)] += 2 * (re * data.points()[3 * k] + im * data.points()[3 * k + 1])
                        - data.points()[3 * k + 2] * (re * re + im * im);
            }
        });
        for (double[] part : parts) for (int ring = 0; ring < explained.length; ring++) explained[ring] += part[ring];
    }

    private void start(int c, HalfCube cube, float[] initial) {
        VolumeModel model = models[c];
        if (initial == null) {
            float[] cloud = cloud(2 * model.disc().radius() + 4);
            constrain(c, voxels -> System.arraycopy(cloud, 0, voxels, 0, cloud.length));
        } else model.setVolume(cube.resized(initial, model.cube()));
        // the steps keep what is symmetric, and leave what is not where it was
        symmetry.average(model.cube(), model.volume(), 2);
        float factor = scale(c);
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
    private float scale(int c) {
        VolumeModel model = models[c];
        HalfDisc disc = model.disc();
        double signal = 0;
        for (int i = 0; i < low.size(); i++)
            for (int ring = 1; ring <= disc.radius(); ring++)
                signal += (low.ringEnergy(i)[ring] - 0.5 * fullCounts[ring]) / low.size();
        float[] slice = new float[2 * disc.size()];
        int count = Math.min(200, low.size());
        List<SliceData> some = low.within(disc).load(Arrays.copyOf(low.all(), count), 0);
        double power = 0;
        for (SliceData image : some) {
            int r = random.nextInt(searches[c].rotations().size());
            model.projector()
                    .slice(
                            model.volume(),
                            Slice.of(searches[c].rotations().rotations().get(r)),
                            slice);
            for (int k = 0; k < disc.size(); k++)
                if (disc.ring(k) > 0)
                    power += image.points()[image.offset() + 3 * k + 2]
                            * (slice[2 * k] * slice[2 * k] + slice[2 * k + 1] * slice[2 * k + 1])
                            / count;
        }
        return power > 0 ? (float) Math.sqrt(Math.max(1e-3, signal) / power) : 1;
    }
}

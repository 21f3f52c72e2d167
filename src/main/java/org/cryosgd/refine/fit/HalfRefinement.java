/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Shuffle;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.particles.Particle;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.LocalSearch;
import org.cryosgd.refine.search.MapAlignment;
import org.cryosgd.refine.search.ShiftGrid;
import org.cryosgd.refine.search.ViewPrior;
import org.ejml.data.DMatrix3x3;

/**
 * The map of one half set and the poses of its images. Nothing of the other half comes in but the curve of
 * {@link #setPrior}, one number per shell.
 *
 * <pre>
 * for every mini-batch of an epoch
 *     poses ← the likeliest ones for the present map, near the last ones or anywhere
 *     v ← v − η D⁻¹ ∇F                                     F at those poses, D the diagonal of its Hessian
 * </pre>
 */
public final class HalfRefinement {
    /** Maxima of the global search that are climbed, and those that are kept. */
    private static final int GUESSES = 6;

    private static final int KEPT = 3;

    /** Times the number of batches of an epoch: the step once the first epochs are over, so that v remembers about one. */
    private static final double ETA = 0.3;

    /** Passes over the images that fit a map to given poses. */
    private static final int PASSES = 3;

    private final PackedImages images;
    private final int[] numbers;
    private final int box;
    private final double voxel;
    private final Symmetry symmetry;
    private final float[] sphere;
    private final float[] searchMask;
    private final VolumeModel model;
    private final float[] ridge;
    private final float[] temperature;
    private final GroupScales scales;
    private final Candidate[][] poses;
    private ViewPrior views;
    private int steps;

    /**
     * @param particles whose images these are; poses are not looked at
     * @param volume half cube of the start, with the radius of the images' disc
     * @param views from which the start was seen
     * @param mask null for none
     */
    public HalfRefinement(
            PackedImages images,
            List<Particle> particles,
            int[] numbers,
            int box,
            double voxel,
            Symmetry symmetry,
            Volume mask,
            float[] volume,
            ViewPrior views) {
        this.views = views;
        this.images = images;
        this.numbers = numbers;
        this.box = box;
        this.voxel = voxel;
        this.symmetry = symmetry;
        model = new VolumeModel(images.disc(), box, symmetry);
        model.setVolume(volume);
        sphere = Masks.insideBox(box, voxel).voxels();
        searchMask = mask == null ? null : mask.voxels();
        ridge = new float[images.disc().radius() + 2];
        temperature = new float[images.disc().radius() + 1];
        Arrays.fill(temperature, 1);
        scales = new GroupScales(particles, numbers);
        poses = new Candidate[numbers.length][];
    }

    public VolumeModel model() {
        return model;
    }

    /** All that the next epoch depends on; the arrays are this object's own. */
    public record State(
            int steps,
            float[] volume,
            float[] diagonal,
            float[] ridge,
            float[] temperature,
            float[] scales,
            Candidate[][] poses) {}

    public State state() {
        return new State(steps, model.volume(), model.diagonal(), ridge, temperature, scales.values(), poses);
    }

    /** The state as it is now; the arrays that only an epoch changes are not copied. */
    public State copy() {
        return new State(
                steps,
                model.volume().clone(),
                model.diagonal().clone(),
                ridge,
                temperature,
                scales.values(),
                poses.clone());
    }

    /** Goes back to the state of an object with the same arguments. */
    public void restore(State state) {
        steps = state.steps();
        model.setVolume(state.volume());
        System.arraycopy(state.diagonal(), 0, model.diagonal(), 0, state.diagonal().length);
        System.arraycopy(state.ridge(), 0, ridge, 0, ridge.length);
        System.arraycopy(state.temperature(), 0, temperature, 0, temperature.length);
        System.arraycopy(state.scales(), 0, scales.values(), 0, scales.values().length);
        System.arraycopy(state.poses(), 0, poses, 0, poses.length);
    }

    /** The probability of that pose among the maxima that were found. */
    public double probability(int i) {
        double sum = 0;
        for (Candidate c : poses[i]) sum += Math.exp(c.score() - poses[i][0].score());
        return 1 / sum;
    }

    /** The contrast of image {@code i} of this half in units of the mean. */
    public float scale(int i) {
        return scales.of(i);
    }

    /** The likeliest pose of image {@code i} of this half; null before the first epoch. */
    public Candidate pose(int i) {
        return poses[i] == null ? null : poses[i][0];
    }

    /** How the poses changed. */
    public record Change(double moved, double turnRadians, double shiftPixels, boolean complete) {}

    /**
     * One pass over the images.
     *
     * @param limit frequencies that take part in the search
     * @param global grids for a search of all rotations; null to look near the last poses only
     */
    public Change epoch(int limit, GlobalSearch global, long seed, ProgressMonitor monitor, String what) {
        Candidate[] before = new Candidate[numbers.length];
        for (int i = 0; i < before.length; i++) before[i] = pose(i);
        if (poses[0] != null) views = observedViews();
        if (global != null) takeVolume(global);
        Residuals residuals = new Residuals(limit, numbers.length, images.disc());
        boolean complete = pass(all(), seed, monitor, what, batch -> search(batch, limit, global, residuals));
        residuals.update(temperature);
        if (complete) residuals.update(scales);
        model.setVolume(model.maps().masked(model.volume(), sphere));
        return change(before, global, complete);
    }

    /** A step for each mini-batch, in random order; returns whether all were done. */
    private boolean pass(
            int[] chosen, long seed, ProgressMonitor monitor, String what, Function<int[], List<SliceData>> slicesOf) {
        int[] order = chosen.clone();
        Shuffle.inPlace(order, new SplittableRandom(seed));
        int batches = batches(order);
        float[] prior = ridge(order.length);
        return forBatches(order, monitor, what, batch -> {
            List<SliceData> slices = slicesOf.apply(batch);
            steps++;
            double eta =
                    Math.max(1 / (SignalPrior.largestEigenvalue(Interpolation.TRILINEAR) + steps - 1), ETA / batches);
            model.step(slices, batch.length, eta, Math.max(1.0 / steps, 0.5 / batches), prior);
        });
    }

    /** The objective is a mean over images: the fewer they are, the more the prior counts. */
    private float[] ridge(int images) {
        float[] prior = ridge.clone();
        for (int shell = 0; shell < prior.length; shell++) prior[shell] *= (float) numbers.length / images;
        return prior;
    }

    private static int batches(int[] images) {
        return Math.max(Math.min(5, images.length), (images.length + 999) / 1000);
    }

    private static boolean forBatches(int[] images, ProgressMonitor monitor, String what, Consumer<int[]> action) {
        int batches = batches(images);
        for (int batch = 0; batch < batches; batch++) {
            if (monitor.stopped()) return false;
            monitor.at(batch, batches, what);
            int from = (int) ((long) images.length * batch / batches);
            int to = (int) ((long) images.length * (batch + 1) / batches);
            action.accept(Arrays.copyOfRange(images, from, to));
        }
        return true;
    }

    /** Moves the map and its poses as the alignment says. */
    public void move(MapAlignment alignment, long seed, ProgressMonitor monitor, String what) {
        for (int i = 0; i < poses.length; i++)
            poses[i] = Arrays.stream(poses[i]).map(alignment::apply).toArray(Candidate[]::new);
        fit(all(), seed, monitor, what);
    }

    /** All images of this half: 0, 1, ... */
    public int[] all() {
        return IntStream.range(0, numbers.length).toArray();
    }

    /** The likely poses of each image, the best one first, in an array of the caller's own. */
    public Candidate[][] poses() {
        return poses.clone();
    }

    /** Takes other poses; the map stays. */
    public void setPoses(Candidate[][] others) {
        System.arraycopy(others, 0, poses, 0, poses.length);
        views = observedViews();
    }

    public Symmetry symmetry() {
        return symmetry;
    }

    /** Fits a map to the present poses of some images, from zero on. */
    public void fit(int[] chosen, long seed, ProgressMonitor monitor, String what) {
        model.setVolume(new float[model.volume().length]);
        Arrays.fill(model.diagonal(), 0);
        steps = 0;
        for (int p = 0; p < PASSES; p++)
            pass(
                    chosen,
                    seed + p,
                    monitor,
                    what,
                    batch -> visit(batch, () -> null, (none, n, image) -> weighted(image, poses[batch[n]])));
        model.setVolume(model.maps().masked(model.volume(), sphere));
    }

    /** Moves some images to the likeliest poses near their own. */
    public void climb(int[] chosen, int limit, ProgressMonitor monitor, String what) {
        HalfDisc disc = new HalfDisc(limit);
        HalfCube padded = new HalfCube(2 * limit);
        float[] searched = searchVolume(padded);
        Supplier<Work> work = () -> new Work(null, new LocalSearch(padded, 2, searched, views, disc, box), null);
        forBatches(
                chosen,
                monitor,
                what,
                batch -> visit(batch, work, (own, n, image) -> {
                    poses[batch[n]] = candidates(own, image, poses[batch[n]], null);
                    return new SliceData[0];
                }));
    }

    /** Moves some images to their likeliest poses among all rotations; the map stays as it is. */
    public void search(int[] chosen, int limit, GlobalSearch global, ProgressMonitor monitor, String what) {
        takeVolume(global);
        Residuals unused = new Residuals(limit, numbers.length, images.disc());
        forBatches(chosen, monitor, what, batch -> search(batch, limit, global, unused));
    }

    /** The inverse signal power of each shell that the correlation of the two half maps says: P (1 − FSC)/FSC. */
    public void setPrior(FscCurve fsc) {
        double[] precision = model.precision(ridge);
        for (int shell = 0; shell < ridge.length; shell++) {
            double value = shell < fsc.values().length ? fsc.values()[shell] : 0;
            double c = Math.max(0.02, Math.min(0.999, value));
            ridge[shell] = (float) (precision[shell] * (1 - c) / c);
        }
    }

    /** The views of the present poses, each as wide as it is uncertain. */
    private ViewPrior observedViews() {
        ViewPrior observed = new ViewPrior(symmetry, numbers.length);
        double[] mass = new double[observed.bins()];
        for (Candidate[] candidates : poses) {
            double[] weights = Candidate.weights(candidates);
            for (int n = 0; n < weights.length; n++)
                for (DMatrix3x3 rotation : candidates[n].within()) mass[ViewPrior.bin(rotation)] += weights[n] / 6;
        }
        observed.observe(mass, 1);
        return observed;
    }

    private void takeVolume(GlobalSearch global) {
        HalfCube cube = new HalfCube(global.disc().radius());
        Projector projector = new Projector(cube, global.disc(), Interpolation.TRILINEAR, 1);
        global.take(projector, VolumeModel.resized(model.cube(), model.volume(), cube), views);
    }

    /** The map as it is projected: divided by the window of the interpolation, masked, padded twice. */
    private float[] searchVolume(HalfCube padded) {
        Volume map = model.maps().toMap(model.volume(), voxel);
        if (searchMask != null) for (int i = 0; i < searchMask.length; i++) map.voxels()[i] *= searchMask[i];
        return new FourierVolume(padded, Interpolation.TRILINEAR, 2, box).fromMap(map);
    }

    /** Memory of one thread. */
    private record Work(LocalSearch coarse, LocalSearch fine, GlobalSearch.Scores scores) {}

    private List<SliceData> search(int[] batch, int limit, GlobalSearch global, Residuals residuals) {
        HalfDisc fineDisc = new HalfDisc(limit);
        HalfDisc coarseDisc = new HalfDisc(
                global == null ? limit : Math.min(limit, global.disc().radius() + 3));
        HalfCube padded = new HalfCube(2 * limit);
        float[] searched = searchVolume(padded);
        LocalSearch.Explained[] explained = new LocalSearch.Explained[batch.length];
        List<SliceData> slices = visit(
                batch,
                () -> new Work(
                        new LocalSearch(padded, 2, searched, views, coarseDisc, box),
                        new LocalSearch(padded, 2, searched, views, fineDisc, box),
                        global == null ? null : global.new Scores()),
                (work, n, image) -> {
                    Candidate[] found = candidates(work, image, poses[batch[n]], global);
                    poses[batch[n]] = found;
                    explained[n] = work.fine.explained(found[0]);
                    return weighted(image, found);
                });
        for (int n = 0; n < batch.length; n++)
            residuals.add(batch[n], images.ringEnergy(numbers[batch[n]]), explained[n]);
        return slices;
    }

    @FunctionalInterface
    private interface Visitor<W> {
        /** The slices that the n-th image of the batch adds to. */
        SliceData[] visit(W work, int n, SliceData image);
    }

    private <W> List<SliceData> visit(int[] batch, Supplier<W> work, Visitor<W> visitor) {
        int[] chosen = Arrays.stream(batch).map(i -> numbers[i]).toArray();
        List<SliceData> slices = new ArrayList<>();
        for (int from = 0; from < batch.length; ) {
            List<SliceData> loaded = images.load(chosen, from);
            int first = from;
            SliceData[][] parts = new SliceData[loaded.size()][];
            Tasks.forEach(loaded.size(), work, (own, n) -> {
                SliceData image = scaled(loaded.get(n), images.disc().size(), scales.of(batch[first + n]));
                parts[n] = visitor.visit(own, first + n, image);
            });
            for (SliceData[] part : parts) slices.addAll(Arrays.asList(part));
            from += loaded.size();
        }
        return slices;
    }

    /** The image of a slice that is {@code scale} times as strong: b and w of the CTF times it. */
    private static SliceData scaled(SliceData image, int size, float scale) {
        if (scale == 1) return image;
        float[] points = new float[3 * size];
        for (int k = 0, o = image.offset(); k < points.length; k += 3, o += 3) {
            points[k] = scale * image.points()[o];
            points[k + 1] = scale * image.points()[o + 1];
            points[k + 2] = scale * scale * image.points()[o + 2];
        }
        return new SliceData(image.slice(), points, 0);
    }

    /** Distinct maxima of the likelihood, the best first. */
    private Candidate[] candidates(Work work, SliceData image, Candidate[] last, GlobalSearch global) {
        HalfDisc large = images.disc();
        work.fine.take(image.points(), image.offset(), large, temperature);
        List<Candidate> found = new ArrayList<>();
        double end = 0.5 / work.fine.radius();
        if (global == null) for (Candidate c : last) found.add(work.fine.climb(c, 2 * end, end));
        else {
            Candidate centre = last == null ? null : last[0];
            work.coarse.take(image.points(), image.offset(), large, temperature);
            double coarseEnd = 0.5 / work.coarse.radius();
            float[] low = LowPassImages.lowPass(image, large, global.disc());
            List<Candidate> guesses = global.guesses(low, centre, temperature, work.scores, GUESSES);
            List<Candidate> coarse = new ArrayList<>();
            for (Candidate guess : guesses)
                coarse.add(work.coarse.climb(guess, global.rotations().spacingRadians() / 2, coarseEnd));
            if (last != null) for (Candidate c : last) coarse.add(work.coarse.climb(c, coarseEnd, coarseEnd));
            for (Candidate c : distinct(coarse, coarseEnd))
                found.add(work.fine.climb(c, Math.max(end, coarseEnd / 2), end));
        }
        return distinct(found, end).toArray(Candidate[]::new);
    }

    /** The best ones of those further apart than two steps. */
    private static List<Candidate> distinct(List<Candidate> all, double step) {
        all.sort(Comparator.comparingDouble(c -> -c.score()));
        List<Candidate> kept = new ArrayList<>();
        for (Candidate c : all) {
            if (kept.size() == KEPT
                    || !kept.isEmpty() && c.score() < kept.get(0).score() + Math.log(1e-3)) break;
            if (kept.stream().allMatch(k -> Rotation.angle(k.rotation(), c.rotation()) > 2 * step)) kept.add(c);
        }
        return kept;
    }

    /** The image at its poses, with their probabilities as weights. */
    private SliceData[] weighted(SliceData image, Candidate[] found) {
        double[] weights = Candidate.weights(found);
        List<SliceData> slices = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            float[] phases = ShiftGrid.phases(images.disc(), found[i].x(), found[i].y(), box);
            float[] points = new float[3 * images.disc().size()];
            ShiftGrid.addMoved(image.points(), image.offset(), phases, (float) weights[i] / 6, points);
            for (DMatrix3x3 rotation : found[i].within()) slices.add(new SliceData(Slice.of(rotation), points, 0));
        }
        return slices.toArray(SliceData[]::new);
    }

    private Change change(Candidate[] before, GlobalSearch global, boolean complete) {
        double[] turns = new double[numbers.length];
        double[] shifts = new double[numbers.length];
        int moved = 0;
        double far =
                global == null ? Double.POSITIVE_INFINITY : global.rotations().spacingRadians();
        for (int i = 0; i < numbers.length; i++) {
            Candidate now = pose(i);
            turns[i] = before[i] == null || now == null ? Math.PI : turn(before[i].rotation(), now.rotation());
            shifts[i] = before[i] == null || now == null
                    ? Double.NaN
                    : Math.hypot(now.x() - before[i].x(), now.y() - before[i].y());
            if (turns[i] > far) moved++;
        }
        Arrays.sort(turns);
        Arrays.sort(shifts);
        return new Change(
                (double) moved / numbers.length, turns[turns.length / 2], shifts[shifts.length / 2], complete);
    }

    /** The smallest angle between the equivalents of two rotations. */
    private double turn(DMatrix3x3 a, DMatrix3x3 b) {
        double least = Math.PI;
        for (DMatrix3x3 s : symmetry.operations()) least = Math.min(least, Rotation.angle(a, Rotation.multiply(b, s)));
        return least;
    }
}

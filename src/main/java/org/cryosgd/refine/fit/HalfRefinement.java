/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.Batches;
import org.cryosgd.optimize.step.Decaying;
import org.cryosgd.particles.Particle;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.MapAlignment;
import org.cryosgd.refine.search.PosePrior;
import org.cryosgd.refine.search.ViewPrior;
import org.ejml.data.DMatrix3x3;

/**
 * The map of one half set and the poses of its images. Nothing of the other half comes in but the curve of
 * {@link #setPrior}, one number per shell, the choice of a {@link LocalPrior}, one number per place, and the six numbers of an alignment
 * ({@link #onto}).
 *
 * <pre>
 * for every mini-batch of an epoch
 *     poses ← the likeliest ones for the present map, near the last ones or anywhere
 *     v ← v − η D⁻¹ ∇F                                     F at those poses, D the diagonal of its Hessian
 * </pre>
 */
public final class HalfRefinement {
    /** Times the number of batches of an epoch: the step once the first epochs are over, so that v remembers about one. */
    private static final double ETA = 0.3;

    /** Images of a batch where there are neither few nor many images. */
    private static final int BATCH = 1000;

    private static final int LEAST_BATCHES = 5;

    /** More would find no better map, and each costs two jobs where images are on other machines. */
    public static final int MOST_BATCHES = 20;

    /** Passes over the images that fit a map to given poses. */
    private static final int PASSES = 3;

    private final Images images;
    private final int[] numbers;
    private final int box;
    private final double voxel;
    private final Symmetry symmetry;
    private final float[] searchMask;
    private final VolumeModel model;
    private final float[] ridge;
    private final float[] temperature;
    private final GroupScales scales;
    private final Candidate[][] poses;
    private final PosePrior[] priors;
    private ViewPrior views;

    /**
     * @param particles whose images these are; poses are not looked at
     * @param volume half cube of the start, with the radius of the images' disc
     * @param views from which the start was seen
     * @param mask null for none
     */
    public HalfRefinement(
            Images images,
            List<Particle> particles,
            int[] numbers,
            int box,
            double voxel,
            Symmetry symmetry,
            Volume mask,
            float[] volume,
            ViewPrior views) {
        this(images, particles, numbers, box, voxel, symmetry, mask, volume, views, null);
    }

    /**
     * The same near poses that are known beforehand.
     *
     * @param priors of each image; null for none. With them there is no prior of the views
     */
    public HalfRefinement(
            Images images,
            List<Particle> particles,
            int[] numbers,
            int box,
            double voxel,
            Symmetry symmetry,
            Volume mask,
            float[] volume,
            ViewPrior views,
            PosePrior[] priors) {
        this.views = views;
        this.priors = priors;
        this.images = images;
        this.numbers = numbers;
        this.box = box;
        this.voxel = voxel;
        this.symmetry = symmetry;
        model = new VolumeModel(images, numbers, box, symmetry);
        model.setVolume(volume);
        searchMask = mask == null ? null : mask.voxels();
        ridge = new float[images.disc().radius() + 2];
        temperature = new float[images.disc().radius() + 1];
        Arrays.fill(temperature, 1);
        scales = new GroupScales(particles, numbers);
        poses = new Candidate[numbers.length][];
        if (priors != null) for (int i = 0; i < poses.length; i++) poses[i] = new Candidate[] {priors[i].candidate()};
    }

    /** Works in the memory of another half of the same size from now on; what both do follows each other. */
    public void workIn(HalfRefinement other) {
        model.workIn(other.model);
    }

    /** Bytes of the slices that images have at their likely poses, as many as are there at once. */
    public static long batchBytes(HalfDisc disc, int images) {
        return PackedImages.bytesPerImage(disc) * Math.min(LikelySlices.AT_ONCE, PoseSearch.KEPT * images);
    }

    public VolumeModel model() {
        return model;
    }

    /**
     * All that the next epoch depends on; the arrays are this object's own.
     *
     * @param model volume and D
     */
    public record Saved(State model, float[] ridge, float[] temperature, float[] scales, Candidate[][] poses) {}

    public Saved state() {
        return new Saved(model.state(), ridge, temperature, scales.values(), poses);
    }

    /** The state as it is now; the arrays that only an epoch changes are not copied. */
    public Saved copy() {
        return new Saved(model.state().copy(), ridge, temperature, scales.values(), poses.clone());
    }

    /** Goes back to the state of an object with the same arguments. */
    public void restore(Saved state) {
        model.restore(state.model());
        State.copy(state.ridge(), ridge);
        State.copy(state.temperature(), temperature);
        State.copy(state.scales(), scales.values());
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

    private Candidate[] best() {
        return IntStream.range(0, numbers.length).mapToObj(this::pose).toArray(Candidate[]::new);
    }

    /** The likeliest pose of image {@code i} of this half; null before the first epoch. */
    public Candidate pose(int i) {
        return poses[i] == null ? null : poses[i][0];
    }

    /**
     * One pass over the images.
     *
     * @param limit frequencies that take part in the search
     * @param global grids for a search of all rotations; null to look near the last poses only
     * @param prior of the map that is searched; null for that of its shells
     */
    public PoseChange epoch(
            int limit, GlobalSearch global, LocalPrior prior, long seed, ProgressMonitor monitor, String what) {
        Candidate[] before = best();
        if (poses[0] != null) views = observedViews();
        Residuals residuals = new Residuals(limit, numbers.length, images.disc());
        boolean complete = searchAndStep(limit, global, prior, residuals, seed, monitor, what);
        residuals.update(temperature);
        if (complete) residuals.update(scales);
        // the map that was searched is not in memory any more
        keepInsideBox();
        return PoseChange.of(before, best(), symmetry, global, complete);
    }

    private boolean searchAndStep(
            int limit,
            GlobalSearch global,
            LocalPrior prior,
            Residuals residuals,
            long seed,
            ProgressMonitor monitor,
            String what) {
        // the filters cost a transform for each step of the ladder: they are applied once, and not to the map of each
        // batch
        float[] filtered = prior == null ? null : prior.filtered(shellPrior());
        if (global != null) takeVolume(global, filtered == null ? model.volume() : filtered, views);
        SearchedMap fixed = filtered == null ? null : searched(filtered);
        return pass(all(), seed, monitor, what, (batch, name) -> {
            SearchedMap map = fixed == null ? searched(model.volume()) : fixed;
            search(batch, map, limit, global, false, residuals, monitor, name);
        });
    }

    private void keepInsideBox() {
        model.setVolume(model.maps().edited(model.volume(), voxels -> Masks.keepInsideBox(voxels, box)));
    }

    /**
     * A step for each mini-batch, in random order; returns whether all were done.
     *
     * @param poser finds the poses of a batch before its step
     */
    private boolean pass(int[] chosen, long seed, ProgressMonitor monitor, String what, Step poser) {
        Batches batches = batches(chosen);
        SplittableRandom random = new SplittableRandom(seed);
        batches.shuffle(random);
        double largest = SignalPrior.largestEigenvalue(Interpolation.TRILINEAR);
        model.use(new Decaying(largest, ETA / batches.count()), 0.5 / batches.count(), ridge(chosen.length));
        return forEach(batches, monitor, what, (batch, name) -> {
            poser.on(batch, name + ": poses");
            model.step(posed(batch, random), monitor, name + ": map");
        });
    }

    /**
     * The images of a batch at their present poses. Each is as wide as it is uncertain: by two opposite corners that are drawn, so that
     * all of them are there in the mean.
     */
    private Batch posed(int[] batch, SplittableRandom random) {
        Candidate[][] theirs = Arrays.stream(batch).mapToObj(i -> poses[i]).toArray(Candidate[][]::new);
        float[] contrasts = new float[batch.length];
        int[] pairs = new int[batch.length];
        for (int n = 0; n < batch.length; n++) {
            contrasts[n] = scales.of(batch[n]);
            pairs[n] = random.nextInt(Candidate.PAIRS);
        }
        return new Batch(
                chosen(batch),
                new LikelySlices(theirs, contrasts, pairs, images.disc().radius(), box));
    }

    private int[] chosen(int[] batch) {
        return Arrays.stream(batch).map(i -> numbers[i]).toArray();
    }

    /** The objective is a mean over images: the fewer they are, the more the prior counts. */
    private float[] ridge(int images) {
        float[] prior = ridge.clone();
        for (int shell = 0; shell < prior.length; shell++) prior[shell] *= (float) numbers.length / images;
        return prior;
    }

    private static Batches batches(int[] images) {
        int count = (images.length + BATCH - 1) / BATCH;
        return Batches.ofCount(images, Math.max(LEAST_BATCHES, Math.min(MOST_BATCHES, count)));
    }

    /** What is done with a batch. */
    @FunctionalInterface
    private interface Step {
        void on(int[] batch, String name);
    }

    private static boolean forEach(Batches batches, ProgressMonitor monitor, String what, Step step) {
        for (int batch = 0; batch < batches.count(); batch++) {
            if (monitor.stopped()) return false;
            monitor.at(batch, batches.count(), what);
            try {
                step.on(batches.numbers(batch), what + ", batch " + (batch + 1) + " of " + batches.count());
            } catch (CancellationException e) {
                if (monitor.stopped()) return false;
                throw e;
            }
        }
        return true;
    }

    /**
     * How this map lies on that of another half, which it nearly does already, as seen at low frequencies. They are read from maps that are
     * padded, since voxels that lie on each other would be favoured else.
     *
     * @param radius frequencies that are compared
     */
    public MapAlignment onto(HalfRefinement other, int radius) {
        // interpolation reads beyond
        int limit = Math.min(radius + 2, model.cube().radius());
        SearchedMap theirs = other.searched(other.model.weightedBySampling());
        SearchedMap own = searched(model.weightedBySampling());
        return MapAlignment.near(
                own.padded(limit), 2, theirs.searched(limit), own.searched(limit), radius, box, symmetry);
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
        model.clear();
        for (int p = 0; p < PASSES; p++) pass(chosen, seed + p, monitor, what, (batch, name) -> {});
        keepInsideBox();
    }

    /** Moves some images to the likeliest poses near their own, as exactly as it takes to compare likelihoods. */
    public void climb(int[] chosen, int limit, ProgressMonitor monitor, String what) {
        still(chosen, limit, null, true, monitor, what);
    }

    /** The same as exactly as in an epoch. */
    public void follow(int[] chosen, int limit, ProgressMonitor monitor, String what) {
        still(chosen, limit, null, false, monitor, what);
    }

    /** Moves some images to their likeliest poses among all rotations; the map stays as it is. */
    public void search(int[] chosen, int limit, GlobalSearch global, ProgressMonitor monitor, String what) {
        takeVolume(global, model.volume(), views);
        still(chosen, limit, global, true, monitor, what);
    }

    /**
     * The likeliest poses of some images of this half among all rotations, in the map of another half. Nothing of either half changes.
     *
     * @param other has the same frame as this
     * @return the likely poses of each image of {@code chosen}, the best one first
     */
    Candidate[][] posesIn(
            HalfRefinement other, int[] chosen, int limit, GlobalSearch global, ProgressMonitor monitor, String what) {
        ViewPrior theirs = other.observedViews();
        other.takeVolume(global, other.model.volume(), theirs);
        Candidate[][] found = new Candidate[chosen.length][];
        PoseWork work =
                new PoseWork(other.searched(other.model.volume()), theirs, limit, global, other.temperature, true);
        List<PoseWork.Known> known = Arrays.stream(chosen)
                .mapToObj(i -> new PoseWork.Known(null, scales.of(i), null))
                .toList();
        for (Images.OfPart<PoseWork.Found> part : images.onParts(chosen(chosen), known, work, monitor, what))
            for (int n = 0; n < part.places().length; n++)
                found[part.places()[n]] = part.found().poses()[n];
        return found;
    }

    /** Finds poses in a map that stays as it is. */
    private void still(
            int[] chosen, int limit, GlobalSearch global, boolean exact, ProgressMonitor monitor, String what) {
        SearchedMap map = searched(model.volume());
        Residuals unused = new Residuals(limit, numbers.length, images.disc());
        forEach(
                batches(chosen),
                monitor,
                what,
                (batch, name) -> search(batch, map, limit, global, exact, unused, monitor, name));
    }

    /** A map of this half as it is searched; the volume is not copied. */
    private SearchedMap searched(float[] volume) {
        return new SearchedMap(model.cube(), volume, searchMask, box, voxel);
    }

    /** The present map with what it knows of the signal's power. */
    ShellPrior shellPrior() {
        return new ShellPrior(model.cube(), model.volume(), model.diagonal(), ridge);
    }

    /** Whether there is a prior of shells; there is none before the first epoch from a random start. */
    boolean hasPrior() {
        for (float value : ridge) if (value > 0) return true;
        return false;
    }

    /** How many views the images of this half are, equivalent ones included. */
    int views() {
        return numbers.length * symmetry.order();
    }

    /** Voxels of the map along each axis. */
    int box() {
        return box;
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
        if (priors != null) return null;
        ViewPrior observed = new ViewPrior(symmetry, numbers.length);
        double[] mass = new double[observed.bins()];
        for (Candidate[] candidates : poses) {
            double[] weights = Candidate.weights(candidates);
            for (int n = 0; n < weights.length; n++)
                for (int pair = 0; pair < Candidate.PAIRS; pair++)
                    for (DMatrix3x3 rotation : candidates[n].corners(pair))
                        mass[ViewPrior.bin(rotation)] += weights[n] / 8;
        }
        observed.observe(mass, 1);
        return observed;
    }

    private PosePrior prior(int i) {
        return priors == null ? null : priors[i];
    }

    private void takeVolume(GlobalSearch global, float[] volume, ViewPrior views) {
        HalfCube cube = new HalfCube(global.disc().radius());
        Projector projector = new Projector(cube, global.disc(), Interpolation.TRILINEAR, 1);
        global.take(projector, model.cube().resized(volume, cube), views);
    }

    /**
     * Finds the poses of a batch.
     *
     * @param residuals gets what the map does not explain
     */
    private void search(
            int[] batch,
            SearchedMap map,
            int limit,
            GlobalSearch global,
            boolean exact,
            Residuals residuals,
            ProgressMonitor monitor,
            String what) {
        PoseWork work = new PoseWork(map, views, limit, global, temperature, exact);
        List<PoseWork.Known> known = Arrays.stream(batch)
                .mapToObj(i -> new PoseWork.Known(poses[i], scales.of(i), prior(i)))
                .toList();
        for (Images.OfPart<PoseWork.Found> part : images.onParts(chosen(batch), known, work, monitor, what)) {
            int[] theirs =
                    Arrays.stream(part.places()).map(place -> batch[place]).toArray();
            for (int n = 0; n < theirs.length; n++)
                poses[theirs[n]] = part.found().poses()[n];
            residuals.add(theirs, part.found());
        }
    }
}

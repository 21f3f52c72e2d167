/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.Batches;
import org.cryosgd.optimize.step.Decaying;
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
import org.cryosgd.refine.search.PosePrior;
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
    /** Times the number of batches of an epoch: the step once the first epochs are over, so that v remembers about one. */
    private static final double ETA = 0.3;

    /** Images of a batch, at most, and batches of an epoch, at least. */
    private static final int BATCH = 1000;

    private static final int LEAST_BATCHES = 5;

    /** Passes over the images that fit a map to given poses. */
    private static final int PASSES = 3;

    private final Images images;
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
        sphere = Masks.insideBox(box, voxel).voxels();
        searchMask = mask == null ? null : mask.voxels();
        ridge = new float[images.disc().radius() + 2];
        temperature = new float[images.disc().radius() + 1];
        Arrays.fill(temperature, 1);
        scales = new GroupScales(particles, numbers);
        poses = new Candidate[numbers.length][];
        if (priors != null) for (int i = 0; i < poses.length; i++) poses[i] = new Candidate[] {priors[i].candidate()};
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
        State now = model.state();
        float[][] volumes = new float[now.volumes().length][];
        for (int v = 0; v < volumes.length; v++)
            volumes[v] = now.volumes()[v] == null ? null : now.volumes()[v].clone();
        return new Saved(new State(now.numbers(), volumes), ridge, temperature, scales.values(), poses.clone());
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
     */
    public PoseChange epoch(int limit, GlobalSearch global, long seed, ProgressMonitor monitor, String what) {
        Candidate[] before = best();
        if (poses[0] != null) views = observedViews();
        if (global != null) takeVolume(global);
        Residuals residuals = new Residuals(limit, numbers.length, images.disc());
        boolean complete = pass(all(), seed, monitor, what, batch -> search(batch, limit, global, residuals));
        residuals.update(temperature);
        if (complete) residuals.update(scales);
        model.setVolume(model.maps().masked(model.volume(), sphere));
        return PoseChange.of(before, best(), symmetry, global, complete);
    }

    /**
     * A step for each mini-batch, in random order; returns whether all were done.
     *
     * @param poser finds the poses of a batch before its step
     */
    private boolean pass(int[] chosen, long seed, ProgressMonitor monitor, String what, Consumer<int[]> poser) {
        Batches batches = batches(chosen);
        batches.shuffle(new SplittableRandom(seed));
        double largest = SignalPrior.largestEigenvalue(Interpolation.TRILINEAR);
        model.use(new Decaying(largest, ETA / batches.count()), 0.5 / batches.count(), ridge(chosen.length));
        return forEach(batches, monitor, what, batch -> {
            poser.accept(batch);
            model.step(posed(batch));
        });
    }

    /** The images of a batch at their present poses. */
    private Batch posed(int[] batch) {
        int[] chosen = Arrays.stream(batch).map(i -> numbers[i]).toArray();
        return new Batch(chosen, (loaded, places) -> {
            SliceData[][] slices = new SliceData[places.length][];
            Tasks.forEach(places.length, n -> slices[n] = weighted(loaded.get(n), batch[places[n]]));
            return Arrays.stream(slices).flatMap(Arrays::stream).toList();
        });
    }

    /** The objective is a mean over images: the fewer they are, the more the prior counts. */
    private float[] ridge(int images) {
        float[] prior = ridge.clone();
        for (int shell = 0; shell < prior.length; shell++) prior[shell] *= (float) numbers.length / images;
        return prior;
    }

    private static Batches batches(int[] images) {
        return Batches.ofCount(images, Math.max(LEAST_BATCHES, (images.length + BATCH - 1) / BATCH));
    }

    private static boolean forEach(Batches batches, ProgressMonitor monitor, String what, Consumer<int[]> action) {
        for (int batch = 0; batch < batches.count(); batch++) {
            if (monitor.stopped()) return false;
            monitor.at(batch, batches.count(), what);
            action.accept(batches.numbers(batch));
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
        model.clear();
        for (int p = 0; p < PASSES; p++) pass(chosen, seed + p, monitor, what, batch -> {});
        model.setVolume(model.maps().masked(model.volume(), sphere));
    }

    /** Moves some images to the likeliest poses near their own. */
    public void climb(int[] chosen, int limit, ProgressMonitor monitor, String what) {
        Supplier<PoseSearch> near = searches(limit, null);
        forEach(
                batches(chosen),
                monitor,
                what,
                batch -> visit(
                        batch,
                        near,
                        (own, n, image) -> poses[batch[n]] = own.find(image, poses[batch[n]], prior(batch[n]))));
    }

    /** Moves some images to their likeliest poses among all rotations; the map stays as it is. */
    public void search(int[] chosen, int limit, GlobalSearch global, ProgressMonitor monitor, String what) {
        takeVolume(global);
        Residuals unused = new Residuals(limit, numbers.length, images.disc());
        forEach(batches(chosen), monitor, what, batch -> search(batch, limit, global, unused));
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
                for (DMatrix3x3 rotation : candidates[n].within()) mass[ViewPrior.bin(rotation)] += weights[n] / 6;
        }
        observed.observe(mass, 1);
        return observed;
    }

    private PosePrior prior(int i) {
        return priors == null ? null : priors[i];
    }

    private void takeVolume(GlobalSearch global) {
        HalfCube cube = new HalfCube(global.disc().radius());
        Projector projector = new Projector(cube, global.disc(), Interpolation.TRILINEAR, 1);
        global.take(projector, VolumeModel.resized(model.cube(), model.volume(), cube), views);
    }

    /** Searches in the present map, one for each thread. */
    private Supplier<PoseSearch> searches(int limit, GlobalSearch global) {
        HalfCube padded = new HalfCube(2 * limit);
        float[] searched = searchVolume(padded);
        return () -> new PoseSearch(padded, searched, views, images.disc(), limit, global, temperature, box);
    }

    /** The map as it is projected: divided by the window of the interpolation, masked, padded twice. */
    private float[] searchVolume(HalfCube padded) {
        Volume map = model.maps().toMap(model.volume(), voxel);
        if (searchMask != null) Volume.multiply(map.voxels(), searchMask);
        return new FourierVolume(padded, Interpolation.TRILINEAR, 2, box).fromMap(map);
    }

    private void search(int[] batch, int limit, GlobalSearch global, Residuals residuals) {
        LocalSearch.Explained[] explained = new LocalSearch.Explained[batch.length];
        visit(batch, searches(limit, global), (own, n, image) -> {
            Candidate[] found = own.find(image, poses[batch[n]], prior(batch[n]));
            poses[batch[n]] = found;
            explained[n] = own.explained(found[0]);
        });
        for (int n = 0; n < batch.length; n++)
            residuals.add(batch[n], images.ringEnergy(numbers[batch[n]]), explained[n]);
    }

    /** Shows each image of a batch, with its contrast. */
    private <W> void visit(int[] batch, Supplier<W> work, Images.Visitor<W> visitor) {
        int[] chosen = Arrays.stream(batch).map(i -> numbers[i]).toArray();
        images.forEach(
                chosen,
                work,
                (own, n, image) ->
                        visitor.visit(own, n, scaled(image, images.disc().size(), scales.of(batch[n]))));
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

    /** An image at its poses, with their probabilities as weights. */
    private SliceData[] weighted(SliceData image, int i) {
        Candidate[] found = poses[i];
        double[] weights = Candidate.weights(found);
        List<SliceData> slices = new ArrayList<>();
        for (int c = 0; c < weights.length; c++) {
            float[] phases = ShiftGrid.phases(images.disc(), found[c].x(), found[c].y(), box);
            float[] points = new float[3 * images.disc().size()];
            ShiftGrid.addMoved(image.points(), image.offset(), phases, (float) weights[c] / 6, scales.of(i), points);
            for (DMatrix3x3 rotation : found[c].within()) slices.add(new SliceData(Slice.of(rotation), points, 0));
        }
        return slices.toArray(SliceData[]::new);
    }
}

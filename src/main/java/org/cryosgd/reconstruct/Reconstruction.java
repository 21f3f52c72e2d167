/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.Contrast;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.PreconditionedSgd;
import org.cryosgd.optimize.Preconditioner;
import org.cryosgd.optimize.SgdOptions;
import org.cryosgd.optimize.StepRule;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;

/**
 * A map from particles at known poses: reads and packs the images, fits two independent half maps (or one map) epoch by
 * epoch, and puts them together.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The same options and particles give the
 * same map, bit for bit, on any number of threads.
 */
public final class Reconstruction {
    /** Images by which a fit is watched. */
    private static final int SAMPLE = 50;

    private static final double DIVERGED = 1000;

    /** An epoch that changes the map by less, in units of its noise, has not diverged. */
    private static final double SMALL = 10;

    private final ReconstructionOptions options;
    private Checkpoint resumed;
    private Checkpoint checkpoint;
    private boolean overfocus;

    public Reconstruction(ReconstructionOptions options) {
        this.options = options;
    }

    /** Lets {@link #run} go on where a stopped run of the same options and particles has left off. */
    public Reconstruction resume(Checkpoint from) {
        resumed = from;
        return this;
    }

    /** Where a run that was stopped can be resumed; null after one that has ended by itself. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Floats per voxel of the half cube that a run keeps beside the objective. */
    public static int volumes(boolean halfMaps) {
        return (halfMaps ? 2 : 1) * 13 + 6;
    }

    /**
     * Runs it.
     *
     * @param particles all with poses, and with a defocus unless the model has no CTF
     * @param monitor a stop ends the run within a mini-batch and keeps the map so far
     * @throws IOException if an image cannot be read or used; the message names it
     * @throws IllegalArgumentException if the options do not fit the particles
     * @throws IllegalStateException if the fit diverges
     * @throws java.util.concurrent.CancellationException if it is stopped before there is a map
     */
    public ReconstructionResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        return run(particles, monitor, (history, map) -> {});
    }

    /** As {@link #run(ParticleSet, ProgressMonitor)}, with someone who looks at each epoch. */
    public ReconstructionResult run(ParticleSet particles, ProgressMonitor monitor, EpochListener listener)
            throws IOException {
        long begin = System.nanoTime();
        checkVolumes(particles);
        overfocus = options.model().ctf()
                && particles.particles().stream().anyMatch(p -> p.defocus().defocusUAngstrom() < 0);
        Map<String, String> identity = Checkpoint.identity(options, particles);
        if (resumed != null) {
            resumed.check(identity);
            begin -= (long) (1e9 * resumed.seconds());
        }
        int[][] sets = options.halfMaps() ? HalfSets.split(particles, options.seed()) : HalfSets.together(particles);
        try (Problem problem = Problem.open(
                particles,
                sets,
                options.preparation(),
                options.model(),
                options.cacheMegabytes(),
                volumes(options.halfMaps()),
                monitor)) {
            return new Run(problem, sets, identity, monitor, listener, begin).result();
        }
    }

    /** Mask and preconditioner before any image is read. */
    private void checkVolumes(ParticleSet set) {
        int box = options.preparation().boxFor(set.box());
        int padding = options.model().padding();
        int radius = padding * options.model().radiusFor(box);
        if (options.mask() != null) Masks.check(options.mask(), box, set.pixelSizeAngstrom() * set.box() / box);
        if (options.preconditioner() != null) DiagonalVolume.check(options.preconditioner(), box * padding, radius);
    }

    /**
     * The independent fit of one set of images.
     *
     * @param sample some of the images, by which it is seen whether the fit diverges
     * @param reference F of the sample at zero, or at a random start if that is larger
     */
    private record Fit(
            PreconditionedSgd sgd, int[] images, float[] ridge, double firstLoss, int[] sample, double reference) {
        boolean hasDiagonal() {
            return sgd.diagonal() != null;
        }

        /** N D, the inverse variance of each voxel with its ridge; N alone in plain SGD. */
        double weight(int voxel) {
            return images.length * (hasDiagonal() ? Math.abs(sgd.diagonal()[voxel]) : 1.0);
        }

        /** What the ridge is of the weight. */
        double prior(int shell) {
            return hasDiagonal() ? (double) images.length * ridge[shell] : 0;
        }
    }

    private final class Run {
        private final Problem problem;
        private final HalfCube cube;
        private final ProgressMonitor monitor;
        private final EpochListener listener;
        private final long begin;
        private final float[] sphere;
        private final int[][] sets;
        private final Map<String, String> identity;
        private final List<EpochRecord> history = new ArrayList<>();

        Run(
                Problem problem,
                int[][] sets,
                Map<String, String> identity,
                ProgressMonitor monitor,
                EpochListener listener,
                long begin) {
            this.problem = problem;
            this.cube = problem.cube();
            this.sets = sets;
            this.identity = identity;
            this.monitor = monitor;
            this.listener = listener;
            this.begin = begin;
            sphere = options.model().sphere()
                    ? Masks.insideBox(problem.box(), problem.voxelSizeAngstrom())
                            .voxels()
                    : options.model().padding() > 1 ? everywhere() : null;
        }

        ReconstructionResult result() {
            List<Fit> fits = new ArrayList<>();
            for (int i = 0; i < sets.length; i++) fits.add(resumed == null ? begin(sets[i], i) : resumed(sets[i], i));
            if (resumed == null)
                record(0, fits.stream().mapToDouble(Fit::firstLoss).average().orElseThrow(), 0, Double.NaN, fits);
            else history.addAll(resumed.history());
            String ending = iterate(fits);
            monitor.at(0, 1, "Writing the map");
            List<Volume> maps = new ArrayList<>();
            float[] together = together(fits);
            Volume map = map(together);
            if (fits.size() == 2) for (Fit fit : fits) maps.add(map(unfiltered(fit)));
            warnIfInverted(together);
            FscCurve fsc = null;
            MaskedFsc masked = null;
            if (fits.size() == 2) {
                fsc = FourierShellCorrelation.of(maps.get(0), maps.get(1));
                if (options.mask() != null)
                    masked = MaskedFsc.of(maps.get(0), maps.get(1), options.mask(), options.seed());
            }
            if (options.mask() != null) map = Masks.apply(map, options.mask());
            int count = Arrays.stream(sets).mapToInt(set -> set.length).sum();
            boolean halves = fits.size() == 2;
            return new ReconstructionResult(
                    map,
                    halves ? maps.get(0) : null,
                    halves ? maps.get(1) : null,
                    fsc,
                    masked,
                    history,
                    ending,
                    count,
                    problem.memory(),
                    seconds());
        }

        /** The first pass over the images of a fit, where its options need one, and its start. */
        private Fit begin(int[] images, int number) {
            FitOptions fit = options.fit();
            ModelOptions model = options.model();
            LeastSquares objective = problem.objective();
            boolean given = fit.method() == Method.PRECOMPUTED;
            float[] ridge = new float[cube.radius() + 2];
            Arrays.fill(ridge, (float) model.lambda());
            objective.setRidge(new float[ridge.length]);
            float[] diagonal = null;
            float[] start = new float[2 * cube.size()];
            double loss = Double.NaN;
            if (given || model.prior() || fit.startFor() == Start.BACKPROJECTION) {
                objective.interruptible(monitor, "Back-projecting");
                float[] gradient = new float[start.length];
                diagonal = new float[cube.size()];
                loss = objective.gradientAndDiagonal(start, images, gradient, diagonal);
                if (model.prior())
                    ridge = SignalPrior.ridge(
                            cube,
                            model.interpolation(),
                            gradient,
                            diagonal,
                            images.length,
                            model.symmetry(),
                            model.padding(),
                            model.lambda());
                if (options.preconditioner() != null)
                    diagonal = DiagonalVolume.diagonalOf(options.preconditioner(), cube);
                else if (given && fit.hutchinson())
                    diagonal = HessianDiagonal.hutchinson(objective, images, fit.probes(), seed(number));
                objective.interruptible(ProgressMonitor.NONE, "");
                if (fit.startFor() == Start.BACKPROJECTION) firstStep(gradient, diagonal, ridge, start);
            }
            if (fit.startFor() == Start.RANDOM) start = cube.randomNormal(seed(number));
            return fit(sgd(images, number, start, diagonal, ridge), number, images, ridge, loss);
        }

        private PreconditionedSgd sgd(int[] images, int number, float[] start, float[] diagonal, float[] ridge) {
            FitOptions fit = options.fit();
            SgdOptions sgd = new SgdOptions(
                    fit.method() == Method.PRECOMPUTED
                            ? Preconditioner.GIVEN
                            : fit.method() == Method.SGD
                                    ? Preconditioner.NONE
                                    : fit.hutchinson() ? Preconditioner.HUTCHINSON : Preconditioner.EXACT,
                    fit.stepRule(SignalPrior.largestEigenvalue(options.model().interpolation())),
                    fit.batchSizeFor(images.length),
                    fit.decay(),
                    fit.threshold() ? HessianDiagonal.threshold(cube) : 0,
                    seed(number));
            return new PreconditionedSgd(problem.objective(), images, start, diagonal, ridge, this::constrained, sgd);
        }

        private Fit resumed(int[] images, int number) {
            Checkpoint.Fit saved = resumed.fits().get(number);
            float[] diagonal = new float[cube.size()]; // comes with the state
            PreconditionedSgd sgd = sgd(images, number, saved.state().volume(), diagonal, saved.ridge());
            sgd.restore(saved.state());
            return fit(sgd, number, images, saved.ridge(), saved.firstLoss());
        }

        private Fit fit(PreconditionedSgd sgd, int number, int[] images, float[] ridge, double firstLoss) {
            int[] sample = Arrays.copyOf(images, Math.min(SAMPLE, images.length));
            LeastSquares objective = problem.objective();
            objective.setRidge(ridge);
            double reference = objective.valueAtZero(sample);
            if (options.fit().startFor() == Start.RANDOM)
                reference = Math.max(reference, objective.value(cube.randomNormal(seed(number)), sample));
            return new Fit(sgd, images, ridge, firstLoss, sample, reference);
        }

        /** A map that is a thousand times further from the images than none at all is no result. */
        private void requireNotDiverged(Fit fit, int epoch) {
            problem.objective().setRidge(fit.ridge());
            double loss = problem.objective().value(fit.sgd().volume(), fit.sample());
            if (loss <= DIVERGED * fit.reference()) return;
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "the fit diverged in epoch %d: loss %.3g, and %.3g at the start. Choose a smaller eta= or steps=lineSearch,"
                            + " or preconditioner=exact.",
                    epoch,
                    loss,
                    fit.reference()));
        }

        /** v with its map held at zero outside the ball; with padding, the map has to end there. */
        private float[] constrained(float[] volume) {
            return sphere == null ? volume : problem.maps().masked(volume, sphere);
        }

        /** v ← −η D⁻¹ ∇F(0), η being the longest stable step. */
        private void firstStep(float[] gradient, float[] diagonal, float[] ridge, float[] start) {
            float eta =
                    (float) (1 / SignalPrior.largestEigenvalue(options.model().interpolation()));
            cube.forEach((i, shell) -> {
                float factor = eta / Math.max(Math.abs(diagonal[i]) + ridge[shell], Float.MIN_NORMAL);
                start[2 * i] = -factor * gradient[2 * i];
                start[2 * i + 1] = -factor * gradient[2 * i + 1];
            });
        }

        private String iterate(List<Fit> fits) {
            FitOptions fit = options.fit();
            boolean decaying = fit.stepRule(1) instanceof StepRule.Decaying;
            for (int epoch = history.size(); epoch <= fit.epochs(); epoch++) {
                double loss = 0;
                double step = 0;
                double change = 0;
                boolean complete = true;
                for (Fit each : fits) {
                    // a resumed half map may have done it already
                    PreconditionedSgd.Epoch done = each.sgd().epochs() >= epoch
                            ? each.sgd().last()
                            : each.sgd().epoch(monitor);
                    loss += done.loss() / fits.size();
                    step += done.step() / fits.size();
                    change = Math.max(change, done.change());
                    complete &= done.complete();
                    if (!(done.change() < SMALL)) requireNotDiverged(each, epoch);
                }
                if (!complete) {
                    checkpoint = checkpoint(fits);
                    return "Stopped by the user in epoch " + epoch + "; the map so far is kept.";
                }
                record(epoch, loss, step, change, fits);
                if (decaying && change < fit.tolerance())
                    return String.format(
                            Locale.ROOT,
                            "Converged after %d epochs: the last one changed the map by %.2f of its noise.",
                            epoch,
                            change);
            }
            return "All " + fit.epochs() + " epochs were done.";
        }

        private Checkpoint checkpoint(List<Fit> fits) {
            List<Checkpoint.Fit> states = new ArrayList<>();
            for (Fit fit : fits)
                states.add(new Checkpoint.Fit(
                        fit.ridge(), fit.firstLoss(), fit.sgd().state()));
            return new Checkpoint(identity, history, seconds(), states);
        }

        private void record(int epoch, double loss, double step, double change, List<Fit> fits) {
            double resolution = Double.NaN;
            if (fits.size() == 2)
                resolution = CubeCorrelation.of(
                                cube,
                                fits.get(0).sgd().volume(),
                                fits.get(1).sgd().volume(),
                                problem.padding(),
                                problem.box(),
                                problem.voxelSizeAngstrom())
                        .resolutionAt(FscCurve.HALF_MAPS);
            history.add(new EpochRecord(epoch, loss, step, change, seconds(), resolution));
            String line = String.format(Locale.ROOT, "Epoch %d: loss %.6g", epoch, loss);
            if (epoch > 0) line += String.format(Locale.ROOT, ", step %.3g, change %.3f", step, change);
            if (fits.size() == 2) line += String.format(Locale.ROOT, ", half maps agree to %.2f Å", resolution);
            if (!Double.isNaN(loss)) monitor.say(line);
            listener.epoch(history, () -> map(together(fits)));
        }

        private float[] together(List<Fit> fits) {
            return fits.size() == 1 ? fits.get(0).sgd().volume() : combined(fits.get(0), fits.get(1));
        }

        /**
         * The estimate from all images: where H is near its diagonal, half i has solved (N_i D_i + Λ) v_i = N_i b_i, so
         * the sum of both sides belongs to all images. Without a diagonal it is their mean.
         */
        private float[] combined(Fit a, Fit b) {
            float[] sum = new float[2 * cube.size()];
            float[] va = a.sgd().volume();
            float[] vb = b.sgd().volume();
            cube.forEach((i, shell) -> {
                double wa = a.weight(i);
                double wb = b.weight(i);
                double prior = 0.5 * (a.prior(shell) + b.prior(shell));
                double total = Math.max(wa + wb - prior, Math.max(wa, wb));
                for (int c = 2 * i; c < 2 * i + 2; c++) sum[c] = (float) ((wa * va[c] + wb * vb[c]) / total);
            });
            return sum;
        }

        /**
         * v without the damping by the prior, as half maps are wanted by programs that measure noise with them. A map that
         * solves (H + ridge) v = b with H v ≈ c D v had been (1 + ridge/(c D)) v without the ridge. Where few views have
         * been, D is not taken as smaller than a tenth of the mean of its shell.
         */
        private float[] unfiltered(Fit fit) {
            float[] volume = fit.sgd().volume();
            if (!fit.hasDiagonal()) return volume;
            double[] mean = new double[cube.radius() + 2];
            int[] count = new int[mean.length];
            cube.forEachFrequency((i, kx, ky, kz) -> {
                int shell = cube.shell(kx, ky, kz);
                mean[shell] += Math.abs(fit.sgd().diagonal()[i]) - fit.ridge()[shell];
                count[shell]++;
            });
            double c = SignalPrior.gain(options.model().interpolation(), problem.padding());
            float[] unfiltered = new float[volume.length];
            cube.forEach((i, shell) -> {
                double ridge = fit.ridge()[shell];
                double d = Math.max(
                        Math.abs(fit.sgd().diagonal()[i]) - ridge, 0.1 * mean[shell] / Math.max(1, count[shell]));
                float factor = d > 0 ? (float) (1 + ridge / (c * d)) : 1;
                unfiltered[2 * i] = factor * volume[2 * i];
                unfiltered[2 * i + 1] = factor * volume[2 * i + 1];
            });
            return unfiltered;
        }

        private Volume map(float[] volume) {
            Volume map = problem.maps().toMap(volume, problem.voxelSizeAngstrom());
            return sphere == null ? map : Masks.apply(map, new Volume(map.size(), map.voxelSizeAngstrom(), sphere));
        }

        /** Looks at the low frequencies only, which are free of noise. */
        private void warnIfInverted(float[] volume) {
            float[] low = new float[volume.length];
            int limit = Math.max(3 * problem.padding(), cube.radius() / 3);
            cube.forEach((i, shell) -> {
                if (shell > limit) return;
                low[2 * i] = volume[2 * i];
                low[2 * i + 1] = volume[2 * i + 1];
            });
            double skewness = Contrast.skewness(problem.maps().toMap(low, problem.voxelSizeAngstrom()));
            if (skewness >= Contrast.INVERTED) return;
            // the wrong sign of a defocus inverts the low frequencies alone, which invert= cannot mend
            monitor.warn(String.format(
                    Locale.ROOT,
                    overfocus
                            ? "the map is mostly dark on bright (skewness %.1f), as if the negative defocus should be"
                                    + " positive: give the defocus the other sign."
                            : "the map is mostly dark on bright (skewness %.1f), as if the particles had the wrong contrast:"
                                    + " try invert=%s.",
                    skewness,
                    !options.preparation().invert()));
        }

        private float[] everywhere() {
            float[] ones = new float[problem.box() * problem.box() * problem.box()];
            Arrays.fill(ones, 1);
            return ones;
        }

        private long seed(int number) {
            return 31 * options.seed() + number;
        }

        private double seconds() {
            return (System.nanoTime() - begin) * 1e-9;
        }
    }
}

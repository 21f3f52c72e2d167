/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.cryosgd.assess.Contrast;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Place;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.optimize.Epoch;
import org.cryosgd.particles.Delocalisation;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;

/**
 * A map from particles at known poses: packs the images, fits two independent half maps (or one map) epoch by epoch, and puts
 * them together.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The same options and particles give the
 * same map, bit for bit, on any number of threads.
 */
public final class Reconstruction {
    /** Seconds between two checkpoints within an epoch. */
    private static final double CHECKPOINT_SECONDS = 60;

    /** Floats per voxel of the half cube that a run keeps beside its optimizers. */
    private static final int SHARED = 6;

    /** The same for a mask: itself, and maps that are measured under it. */
    private static final int MASKED = 6;

    private final ReconstructionOptions options;
    private Checkpoint resumed;
    private Checkpoint checkpoint;
    private Supplier<Checkpoint> state;
    private boolean overfocus;
    private Path checkpointFile;
    private double checkpointSeconds = CHECKPOINT_SECONDS;

    public Reconstruction(ReconstructionOptions options) {
        this.options = options;
    }

    /** Lets {@link #run} go on where a run of the same options and particles has left off. */
    public Reconstruction resume(Checkpoint from) {
        resumed = from;
        return this;
    }

    /**
     * Writes a checkpoint to this file after each epoch, but not after the one with which a run converges, and at least once a
     * minute, less often where writing takes more than a twentieth of the time. It stays there after the end, so that the
     * caller can remove it once the result is safe; a run that is resumed from it ends with the same result. A checkpoint that
     * cannot be written is a warning.
     */
    public Reconstruction checkpoint(Path file) {
        return checkpoint(file, CHECKPOINT_SECONDS);
    }

    /** @param seconds between two checkpoints within an epoch */
    Reconstruction checkpoint(Path file, double seconds) {
        checkpointFile = file;
        checkpointSeconds = seconds;
        return this;
    }

    /** Where a run that was stopped can be resumed; null after one that has ended by itself. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The state after the last epoch of a run, for when its files cannot be written; a run resumed from it ends at once. */
    public Checkpoint state() {
        return state.get();
    }

    /** Floats per voxel of the half cube that a run keeps beside the objective. */
    public static int volumes(ReconstructionOptions options) {
        return (options.halfMaps() ? 2 : 1) * options.fit().method().floatsPerVoxel()
                + SHARED
                + (options.mask() == null ? 0 : MASKED);
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
        return run(particles, monitor, (history, fsc, map) -> {});
    }

    /** As {@link #run(ParticleSet, ProgressMonitor)}, with someone who looks at each epoch. */
    public ReconstructionResult run(ParticleSet particles, ProgressMonitor monitor, EpochListener listener)
            throws IOException {
        long begin = System.nanoTime();
        checkVolumes(particles);
        overfocus = options.model().ctf()
                && particles.particles().stream().anyMatch(p -> p.defocus().defocusUAngstrom() < 0);
        if (options.model().ctf()) {
            int box = options.preparation().boxFor(particles.box());
            Delocalisation.warn(particles, options.model().radiusFor(box), monitor);
        }
        if (resumed != null) {
            resumed.check(Checkpoint.identity(options, particles));
            begin -= (long) (1e9 * resumed.seconds());
        }
        int[][] sets = options.halfMaps() ? HalfSets.split(particles, options.seed()) : HalfSets.together(particles);
        try (Problem problem = Problem.open(
                Place.current(),
                particles,
                sets,
                options.preparation(),
                options.model(),
                options.cacheMegabytes(),
                volumes(options),
                monitor)) {
            return new Run(problem, () -> Checkpoint.identity(options, particles), monitor, listener, begin).result();
        }
    }

    /** Runs it on images that are packed already, with poses. The problem stays open; there is no checkpoint. */
    public ReconstructionResult run(Problem problem, ProgressMonitor monitor) {
        return new Run(problem, Map::of, monitor, (history, fsc, map) -> {}, System.nanoTime()).result();
    }

    /** Mask and preconditioner before any image is read. */
    private void checkVolumes(ParticleSet set) {
        int box = options.preparation().boxFor(set.box());
        int padding = options.model().padding();
        int radius = padding * options.model().radiusFor(box);
        if (options.mask() != null) Masks.check(options.mask(), box, set.pixelSizeAngstrom() * set.box() / box);
        if (options.preconditioner() != null) DiagonalVolume.check(options.preconditioner(), box * padding, radius);
    }

    private final class Run {
        private final Problem problem;
        private final HalfCube cube;
        private final ProgressMonitor monitor;
        private final EpochListener listener;
        private final long begin;
        private final MapConstraint constraint;
        private final HalfMaps halfMaps;
        private final int[][] sets;
        private final Supplier<Map<String, String>> identity;
        private final List<EpochRecord> history = new ArrayList<>();
        private final List<HalfFit> fits = new ArrayList<>();
        private final CheckpointPace pace = new CheckpointPace();

        Run(
                Problem problem,
                Supplier<Map<String, String>> identity,
                ProgressMonitor monitor,
                EpochListener listener,
                long begin) {
            this.problem = problem;
            this.cube = problem.cube();
            this.sets = problem.sets();
            this.identity = identity;
            this.monitor = monitor;
            this.listener = listener;
            this.begin = begin;
            constraint = MapConstraint.of(problem, options.model());
            halfMaps = new HalfMaps(problem, options.model());
        }

        ReconstructionResult result() {
            for (int i = 0; i < sets.length; i++)
                fits.add(
                        resumed == null
                                ? HalfFit.begin(constraint, sets[i], i, options, monitor)
                                : HalfFit.resumed(
                                        constraint,
                                        sets[i],
                                        i,
                                        options,
                                        resumed.fits().get(i)));
            if (fits.size() == 2) fits.get(1).workIn(fits.get(0));
            if (resumed == null)
                record(
                        0,
                        fits.stream().mapToDouble(HalfFit::firstLoss).average().orElseThrow(),
                        0,
                        Double.NaN);
            else history.addAll(resumed.history());
            resumed = null; // the fits have its volumes
            String ending = iterate();
            state = this::now;
            monitor.at(0, 1, "Writing the map");
            float[] together = halfMaps.together(fits);
            Volume map = constraint.map(together);
            warnIfInverted(together);
            Volume[] halves = new Volume[2];
            FscCurve fsc = null;
            MaskedFsc masked = null;
            if (fits.size() == 2) {
                for (int h = 0; h < 2; h++) halves[h] = constraint.map(halfMaps.undamped(fits.get(h)));
                fsc = FourierShellCorrelation.of(halves[0], halves[1]);
                if (options.mask() != null) masked = MaskedFsc.of(halves[0], halves[1], options.mask(), options.seed());
            }
            if (options.mask() != null) map = Masks.apply(map, options.mask());
            int count = Arrays.stream(sets).mapToInt(set -> set.length).sum();
            return new ReconstructionResult(
                    map, halves[0], halves[1], fsc, masked, null, history, ending, count, problem.memory(), seconds());
        }

        private String iterate() {
            FitOptions fit = options.fit();
            // a run that was resumed from its last epoch
            if (converged()) return EpochLog.converged(history.size() - 1, left());
            for (int epoch = history.size(); epoch <= fit.epochs(); epoch++) {
                double loss = 0;
                double step = 0;
                double change = 0;
                for (HalfFit each : fits) {
                    Epoch done = epoch(each, epoch);
                    if (!done.complete()) return stopped(epoch);
                    loss += done.loss() / fits.size();
                    step += done.step() / fits.size();
                    change = Math.max(change, done.change());
                }
                record(epoch, loss, step, change);
                // the map of a run that has converged is written next
                if (converged()) return EpochLog.converged(epoch, left());
                pace.offer(this::saveCheckpoint);
            }
            return EpochLog.done(fit.epochs());
        }

        private boolean converged() {
            return options.fit().converges() && left() < options.fit().tolerance();
        }

        private double left() {
            return fits.stream().mapToDouble(HalfFit::left).max().orElseThrow();
        }

        /** An epoch of one half, with checkpoints on the way. */
        private Epoch epoch(HalfFit fit, int number) {
            if (checkpointFile == null) return fit.epoch(number, monitor, monitor);
            PacedMonitor paced = new PacedMonitor(monitor, checkpointSeconds);
            while (true) {
                Epoch done = fit.epoch(number, paced, monitor);
                if (done.complete() || monitor.stopped()) return done;
                pace.offer(this::saveCheckpoint);
                paced.restart();
            }
        }

        private String stopped(int epoch) {
            checkpoint = now();
            saveCheckpoint();
            return EpochLog.stopped(epoch);
        }

        private Checkpoint now() {
            return new Checkpoint(
                    identity.get(),
                    history,
                    seconds(),
                    fits.stream().map(HalfFit::saved).toList());
        }

        private void saveCheckpoint() {
            if (checkpointFile == null) return;
            Checkpoint now = now();
            StateFile.tryWrite(() -> now.write(checkpointFile), monitor::warn);
        }

        private void record(int epoch, double loss, double step, double change) {
            FscCurve fsc = fits.size() == 2
                    ? CubeCorrelation.of(
                            cube,
                            fits.get(0).volume(),
                            fits.get(1).volume(),
                            problem.padding(),
                            problem.box(),
                            problem.voxelSizeAngstrom())
                    : null;
            double resolution = fsc == null ? Double.NaN : fsc.resolutionAt(FscCurve.HALF_MAPS);
            EpochRecord now = new EpochRecord(epoch, loss, step, change, seconds(), resolution);
            history.add(now);
            if (!Double.isNaN(loss)) monitor.say(EpochLog.line(now, fits.size() == 2));
            listener.epoch(history, fsc, () -> constraint.map(halfMaps.together(fits)));
        }

        /** Looks at the low frequencies only, which are free of noise. */
        private void warnIfInverted(float[] volume) {
            int limit = Math.min(cube.radius(), Math.max(3 * problem.padding(), cube.radius() / 3));
            HalfCube low = new HalfCube(limit);
            // a mean of cubes needs voxels of a third of the shortest wave
            int box = FourierVolume.quickBox(3 * limit / problem.padding() + 2, problem.box());
            double skewness =
                    Contrast.skewness(new FourierVolume(low, options.model().interpolation(), problem.padding(), box)
                            .toMap(cube.resized(volume, low), 1));
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

        private double seconds() {
            return (System.nanoTime() - begin) * 1e-9;
        }
    }
}

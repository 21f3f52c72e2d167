/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.reconstruct.FitOptions;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.ModelOptions;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionOptions;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.fit.AbInitio;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.MapAlignment;
import org.cryosgd.refine.search.ViewPrior;
import org.cryosgd.refine.views.Evenness;
import org.cryosgd.refine.views.TiltSearch;

/**
 * A map and poses from particles alone, or from a map at low resolution. Each half set goes its own way from the first
 * image on: its own random start ({@link AbInitio}), its own map and poses ({@link HalfRefinement}). The halves are laid
 * on each other once, by their low frequencies, and share no more than their FSC, which says how far poses can be
 * searched and what power the signal has.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The same options and particles give the
 * same result, bit for bit, on any number of threads.
 */
public final class Refinement {
    /** The global search sees no more than this, so that its cost does not grow with the resolution. */
    private static final int GLOBAL_RADIUS = 12;

    /** All rotations are searched again while this part of the particles changes its place. */
    private static final double RESTLESS = 0.01;

    /** Epochs that search all rotations, at most. */
    private static final int MOST_WIDE = 6;

    /**
     * Poses are searched where the FSC of the half maps is above this. Shells of less would be fitted in both halves in
     * the same way, and the FSC would promise more than the map holds: see docs/refine.md.
     */
    private static final double TRUSTED = 0.25;

    /** Searches for tilts, at most. */
    private static final int MOST_RELIEFS = 8;

    /** Tilts are settled when the logarithm of their factor is below this, */
    private static final double SAME_TILTS = 0.03;

    /** and the evidence is not more than the last one by this part of it. */
    private static final double MORE_EVIDENCE = 1e-3;

    /** Part of the frequencies that few views contain from which on it is told. */
    private static final double MISSING = 0.03;

    private final RefineOptions options;
    private Path checkpoint;
    private RefineCheckpoint resumed;
    private RefineListener listener = (history, fsc, map) -> {};

    public Refinement(RefineOptions options) {
        this.options = options;
    }

    /** Writes a checkpoint to this file after each epoch. */
    public Refinement checkpoint(Path file) {
        checkpoint = file;
        return this;
    }

    /** Lets someone look at each epoch. */
    public Refinement listener(RefineListener other) {
        listener = other;
        return this;
    }

    /**
     * Lets {@link #run} go on where a run of the same options and particles has written a checkpoint.
     *
     * @throws org.cryosgd.io.file.FormatException if the file is none
     */
    public Refinement resume(Path file) throws IOException {
        resumed = RefineCheckpoint.read(file);
        return this;
    }

    /**
     * Runs it.
     *
     * @param particles their poses, if they have any, are not looked at
     * @param monitor a stop ends the run within a mini-batch and keeps the poses so far
     * @throws IOException if an image cannot be read or used; the message names it
     */
    public RefineResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        ParticleSet blind = withoutPoses(particles);
        Map<String, String> identity = RefineCheckpoint.identity(options, blind);
        if (resumed != null) {
            resumed.check(identity);
            begin -= (long)
                    (1e9 * resumed.history().get(resumed.history().size() - 1).seconds());
        }
        ParticleClasses classes = classes(blind, monitor);
        ParticleSet chosen = classes == null ? blind : chosen(blind, classes.members(1));
        int[][] sets = HalfSets.split(chosen, options.seed());
        Run run = new Run(chosen, sets, identity, classes, monitor, begin);
        ParticleSet posed = run.poses();
        ReconstructionResult maps = new Reconstruction(reconstruction()).run(posed, quiet(monitor));
        return new RefineResult(
                posed,
                classes,
                options.symmetry(),
                run.logLikelihoods,
                run.probabilities,
                maps,
                run.evenness(maps),
                run.agreement,
                run.objection,
                run.memory,
                run.history,
                run.converged,
                run.ending,
                seconds(begin));
    }

    private ParticleClasses classes(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        if (options.classes() == 1) return null;
        if (resumed != null) return resumed.classes();
        ParticleClasses classes = ParticleClasses.sort(particles, options, monitor);
        for (int c = 1; c <= options.classes(); c++)
            monitor.say(String.format(Locale.ROOT, "Class %d: %d particles", c, classes.members(c).length));
        return classes;
    }

    private static ParticleSet chosen(ParticleSet particles, int[] numbers) {
        return particles.with(
                Arrays.stream(numbers).mapToObj(particles.particles()::get).toList());
    }

    private ReconstructionOptions reconstruction() {
        ModelOptions d = ModelOptions.defaults();
        ModelOptions model = new ModelOptions(
                options.ctf(),
                d.whiteNoise(),
                d.interpolation(),
                d.padding(),
                d.radius(),
                d.lambda(),
                d.prior(),
                d.sphere(),
                options.symmetry());
        return new ReconstructionOptions(
                options.preparation(),
                model,
                FitOptions.defaults(),
                true,
                options.mask(),
                null,
                options.seed(),
                options.cacheMegabytes());
    }

    /** Progress and warnings only. */
    private static ProgressMonitor quiet(ProgressMonitor monitor) {
        return new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                monitor.at(done, total, what);
            }

            @Override
            public void warn(String line) {
                monitor.warn(line);
            }
        };
    }

    private static ParticleSet withoutPoses(ParticleSet particles) {
        Pose none = new Pose(0, 0, 0, 0, 0);
        return particles.with(
                particles.particles().stream().map(p -> p.withPose(none)).toList());
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private final class Run {
        private final ParticleSet particles;
        private final int[][] sets;
        private final Map<String, String> identity;
        private final ParticleClasses classes;
        private final ProgressMonitor monitor;
        private final long begin;
        private final int box;
        private final double voxel;
        private final HalfDisc disc;
        private final HalfCube cube;
        private final double shiftRange;
        private final List<RefineRecord> history = new ArrayList<>();
        private FscCurve agreement;
        private String objection;
        private float[] sampling;
        private MemoryPlan memory;
        private boolean converged;
        private String ending;
        private final double[] logLikelihoods;
        private final double[] probabilities;

        Run(
                ParticleSet particles,
                int[][] sets,
                Map<String, String> identity,
                ParticleClasses classes,
                ProgressMonitor monitor,
                long begin) {
            this.identity = identity;
            this.classes = classes;
            this.particles = particles;
            this.sets = sets;
            this.monitor = monitor;
            this.begin = begin;
            logLikelihoods = new double[particles.size()];
            probabilities = new double[particles.size()];
            box = options.preparation().boxFor(particles.box());
            voxel = particles.pixelSizeAngstrom() * particles.box() / box;
            disc = new HalfDisc(box / 2 - 1);
            cube = new HalfCube(disc.radius());
            shiftRange = options.shiftRangePixels(box, voxel);
        }

        /** The particles with the poses that were found. */
        ParticleSet poses() throws IOException {
            memory = RefineMemory.plan(particles, box, sets, options.cacheMegabytes());
            monitor.say(memory.describe());
            memory.check();
            try (PackedImages images = PackedImages.pack(
                    particles, sets, options.preparation(), options.ctf(), false, disc, memory.cacheBytes(), monitor)) {
                stopIfAsked();
                float[][] starts = new float[2][];
                ViewPrior[] views = new ViewPrior[2];
                if (resumed == null) {
                    Starts.Found found = new Starts(images, sets, options, box, voxel, cube, monitor).find();
                    starts = found.volumes();
                    views = found.views();
                    agreement = found.agreement();
                    objection = found.objection();
                    if (!objection.isEmpty())
                        monitor.warn(objection + ": what follows shows no structure that the data support.");
                }
                HalfRefinement[] halves = new HalfRefinement[2];
                for (int h = 0; h < 2; h++)
                    halves[h] = new HalfRefinement(
                            images,
                            particles.particles(),
                            sets[h],
                            box,
                            voxel,
                            options.symmetry(),
                            options.mask(),
                            starts[h],
                            views[h]);
                RefineCheckpoint.Schedule schedule =
                        RefineCheckpoint.Schedule.first(Math.min(Starts.RADIUS, disc.radius()));
                if (resumed != null) {
                    for (int h = 0; h < 2; h++)
                        halves[h].restore(resumed.halves().get(h));
                    history.addAll(resumed.history());
                    agreement = new FscCurve(resumed.agreement(), box, voxel);
                    objection = resumed.objection();
                    schedule = resumed.schedule();
                }
                tell(halves, agreement);
                ending = iterate(halves, schedule);
                sampling = sampling(halves);
                return posed(halves);
            }
        }

        /** How many views of both halves contain each voxel; says if some are in hardly any. */
        private float[] sampling(HalfRefinement[] halves) {
            float[] sum = new float[cube.size()];
            for (int h = 0; h < 2; h++) {
                float[] mean = halves[h].model().diagonal();
                for (int i = 0; i < sum.length; i++) sum[i] += sets[h].length * mean[i];
            }
            int shell = Math.min(Starts.RADIUS, disc.radius());
            double missing = 1
                    - 0.5 * (halves[0].model().seen()[shell] + halves[1].model().seen()[shell]);
            if (missing > MISSING)
                monitor.warn(String.format(
                        Locale.ROOT,
                        "the views are uneven: %.0f %% of the frequencies at %.0f Å are in hardly any of them. The map is worse"
                                + " in some directions, which the reported resolution takes into account; see docs/refine.md.",
                        100 * missing,
                        box * voxel / shell));
            return sum;
        }

        /** {@link Evenness} of shells 0 … box/2, of the maps that the FSC is of; the last shell is not in the cube. */
        double[] evenness(ReconstructionResult maps) {
            double[] inside = Evenness.of(
                    cube,
                    transform(maps.half1()),
                    transform(maps.half2()),
                    sampling,
                    options.symmetry().order());
            double[] all = Arrays.copyOf(inside, box / 2 + 1);
            for (int shell = inside.length; shell < all.length; shell++) all[shell] = inside[inside.length - 1];
            return all;
        }

        private float[] transform(Volume half) {
            float[] voxels = half.voxels().clone();
            if (options.mask() != null) {
                float[] mask = options.mask().voxels();
                for (int i = 0; i < voxels.length; i++) voxels[i] *= mask[i];
            }
            return new FourierVolume(cube, Interpolation.NEAREST, 1, box).fromMap(new Volume(box, voxel, voxels));
        }

        private void stopIfAsked() {
            if (monitor.stopped())
                throw new CancellationException("stopped before there were poses: nothing is written");
        }

        private String iterate(HalfRefinement[] halves, RefineCheckpoint.Schedule schedule) throws IOException {
            while (schedule.epoch() < options.epochs()) {
                int epoch = schedule.epoch() + 1;
                int limit = schedule.limit();
                boolean wide = schedule.wide();
                GlobalSearch global = wide ? global(limit, epoch) : null;
                HalfRefinement.Change[] changes = new HalfRefinement.Change[2];
                for (int h = 0; h < 2; h++)
                    changes[h] = halves[h].epoch(
                            limit,
                            global,
                            31 * options.seed() + 2L * epoch + h,
                            monitor,
                            "Epoch " + epoch + ", half " + (h + 1));
                if (!changes[0].complete() || !changes[1].complete()) {
                    if (epoch == 1) stopIfAsked();
                    return stopped(epoch);
                }
                FscCurve fsc = CubeCorrelation.of(
                        cube, halves[0].model().volume(), halves[1].model().volume(), 1, box, voxel);
                for (HalfRefinement half : halves) half.setPrior(fsc);
                record(epoch, limit, fsc, changes, wide);
                tell(halves, fsc);
                boolean searched = schedule.wide();
                schedule = next(schedule, fsc, Math.max(changes[0].moved(), changes[1].moved()));
                boolean settled = searched && !schedule.wide() || schedule.still() == 2;
                if (settled && objection.isEmpty() && schedule.reliefs() < MOST_RELIEFS)
                    schedule = relieved(halves, schedule);
                if (monitor.stopped()) return stopped(epoch);
                if (checkpoint != null)
                    new RefineCheckpoint(
                                    identity,
                                    classes,
                                    schedule,
                                    history,
                                    agreement.values(),
                                    objection,
                                    List.of(halves[0].state(), halves[1].state()))
                            .write(checkpoint);
                converged = schedule.still() == 2;
                if (converged)
                    return String.format(
                            Locale.ROOT,
                            "Converged after %d epochs: the resolution is settled and half of the poses turn by less than"
                                    + " %.2f°.",
                            epoch,
                            history.get(history.size() - 1).turnDegrees());
            }
            return "All " + options.epochs() + " epochs were done.";
        }

        private static String stopped(int epoch) {
            return "Stopped by the user in epoch " + epoch + "; the poses so far are kept.";
        }

        /**
         * Searches for the tilts where all views are nearly along one axis, in each half by itself, so that the FSC shows
         * what it leaves open. Then the halves are aligned again, as at the start.
         */
        private RefineCheckpoint.Schedule relieved(HalfRefinement[] halves, RefineCheckpoint.Schedule schedule) {
            HalfRefinement.State[] before = {halves[0].copy(), halves[1].copy()};
            int limit = schedule.limit();
            int epoch = schedule.epoch();
            List<Optional<TiltSearch.Found>> found = new ArrayList<>();
            for (int h = 0; h < 2; h++)
                found.add(new TiltSearch(
                                halves[h],
                                limit,
                                31 * options.seed() + 2L * epoch + h,
                                monitor,
                                "Tilts after epoch " + epoch + ", half " + (h + 1))
                        .run(() -> global(limit, epoch + 1)));
            if (found.stream().allMatch(Optional::isEmpty)) return schedule;
            double[] factors = found.stream()
                    .mapToDouble(f -> f.isEmpty() ? 1 : f.get().factor())
                    .toArray();
            double evidence = found.stream()
                    .mapToDouble(f -> f.isEmpty() ? 0 : f.get().evidence())
                    .sum();
            MapAlignment alignment = MapAlignment.near(
                    cube,
                    halves[0].model().weightedBySampling(),
                    halves[1].model().weightedBySampling(),
                    Math.min(Starts.COMMON_RADIUS, cube.radius()),
                    box,
                    options.symmetry());
            halves[1].move(alignment, 31 * options.seed() + epoch, monitor, "Half 2 laid on half 1");
            if (monitor.stopped()) {
                for (int h = 0; h < 2; h++) halves[h].restore(before[h]);
                return schedule;
            }
            monitor.say(String.format(
                    Locale.ROOT,
                    "Most views are along one axis: tilts from it are likelier times %.2f and %.2f (half 1 and 2).",
                    factors[0],
                    factors[1]));
            double moved = Math.max(Math.abs(Math.log(factors[0])), Math.abs(Math.log(factors[1])));
            boolean better = evidence - schedule.evidence() > MORE_EVIDENCE * Math.abs(evidence);
            return schedule.afterRelief(moved > SAME_TILTS || better, evidence);
        }

        private void tell(HalfRefinement[] halves, FscCurve fsc) {
            listener.epoch(Collections.unmodifiableList(history), fsc, () -> {
                float[] mean = halves[0].model().volume().clone();
                float[] other = halves[1].model().volume();
                for (int i = 0; i < mean.length; i++) mean[i] = 0.5f * (mean[i] + other[i]);
                return halves[0].model().maps().toMap(mean, voxel);
            });
        }

        private RefineCheckpoint.Schedule next(RefineCheckpoint.Schedule last, FscCurve fsc, double moved) {
            int trusted = fsc.firstShellBelow(TRUSTED);
            int limit = Math.min(disc.radius(), Math.max(last.limit(), trusted < 0 ? disc.radius() : trusted));
            double resolution = fsc.resolutionAt(FscCurve.HALF_MAPS);
            boolean settled = !last.wide() && limit == last.limit() && resolution >= 0.995 * last.best();
            int epoch = last.epoch() + 1;
            return new RefineCheckpoint.Schedule(
                    epoch,
                    limit,
                    Math.min(last.best(), resolution),
                    settled ? last.still() + 1 : 0,
                    last.reliefs(),
                    last.evidence(),
                    last.wide() && moved > RESTLESS && epoch < MOST_WIDE);
        }

        private GlobalSearch global(int limit, int epoch) {
            int radius = Math.min(limit, GLOBAL_RADIUS);
            // later the shifts are known to a wavelength
            double range = epoch == 1 ? shiftRange : Math.min(shiftRange, 0.3 * box / radius);
            return GlobalSearch.forRadius(radius, range, box, options.symmetry());
        }

        private void record(int epoch, int limit, FscCurve fsc, HalfRefinement.Change[] changes, boolean wide) {
            double moved = 0.5 * (changes[0].moved() + changes[1].moved());
            double turn = Math.toDegrees(0.5 * (changes[0].turnRadians() + changes[1].turnRadians()));
            double shift = 0.5 * voxel * (changes[0].shiftPixels() + changes[1].shiftPixels());
            double resolution = fsc.resolutionAt(FscCurve.HALF_MAPS);
            RefineRecord now =
                    new RefineRecord(epoch, box * voxel / limit, resolution, moved, turn, shift, wide, seconds(begin));
            history.add(now);
            monitor.say(String.format(
                    Locale.ROOT,
                    "Epoch %d: poses searched %s to %.1f Å, half maps agree to %.2f Å%s",
                    epoch,
                    wide ? "everywhere" : "nearby",
                    now.limitAngstrom(),
                    resolution,
                    epoch == 1 ? "" : String.format(Locale.ROOT, ", median turn %.2f°", turn)));
        }

        private ParticleSet posed(HalfRefinement[] halves) {
            Particle[] posed = new Particle[particles.size()];
            for (int h = 0; h < 2; h++)
                for (int i = 0; i < sets[h].length; i++) {
                    Particle p = particles.particles().get(sets[h][i]);
                    Candidate pose = halves[h].pose(i);
                    if (pose != null) {
                        p = p.withPose(pose.pose(voxel));
                        logLikelihoods[sets[h][i]] = pose.score();
                        probabilities[sets[h][i]] = halves[h].probability(i);
                    }
                    if (options.ctf()) p = p.withDefocus(p.defocus().times(halves[h].scale(i)));
                    posed[sets[h][i]] = p.withHalfSet(h + 1);
                }
            return particles.with(Arrays.asList(posed));
        }
    }
}

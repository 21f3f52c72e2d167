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
import java.util.concurrent.CancellationException;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.images.Images;
import org.cryosgd.images.Place;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Delocalisation;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.fit.AbInitio;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.fit.LocalPrior;
import org.cryosgd.refine.fit.PoseChange;
import org.cryosgd.refine.fit.PoseCheck;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.ViewPrior;

/**
 * A map and poses from particles alone, or from a map at low resolution. Each half set goes its own way from the first
 * image on: its own random start ({@link AbInitio}), its own map and poses ({@link HalfRefinement}). The halves are aligned
 * twice, by low frequencies at the start and by those at which they agree well when the search of all rotations ends. Else they share no
 * more than their FSC, which says how far poses can be searched and what power the signal has, and with {@link Regularisation#LOCAL} the
 * choice of {@link LocalPrior}.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The same options and particles give the
 * same result, bit for bit, on any number of threads.
 */
public final class Refinement {
    /** Warn when more than this fraction of the frequencies is poorly sampled. */
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
     * @param particles their poses, if they have any, are not looked at but in a local refinement
     * @param monitor a stop ends the run within a mini-batch and keeps the poses so far
     * @throws IOException if an image cannot be read or used; the message names it
     */
    public RefineResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        ParticleSet blind = withoutPoses(particles);
        Map<String, String> identity = RefineCheckpoint.identity(options, blind, particles.particles());
        if (resumed != null) {
            resumed.check(identity);
            begin -= (long)
                    (1e9 * resumed.history().get(resumed.history().size() - 1).seconds());
        }
        int[][] all = HalfSets.split(blind, options.seed());
        int box = options.preparation().boxFor(blind.box());
        MemoryPlan memory = RefineMemory.plan(blind, box, options);
        monitor.say(memory.describe());
        memory.check();
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        if (options.ctf()) Delocalisation.warn(blind, disc.radius(), monitor);
        while (true) {
            ParticleSet now = resumed == null || resumed.ctf() == null
                    ? blind
                    : resumed.ctf().apply(blind);
            RefineCheckpoint settled;
            FinalMaps found;
            Place.Packed packed = Place.current()
                    .packStraight(now, all, options.preparation(), options.ctf(), disc, memory.cacheBytes(), monitor);
            try (Images images = packed.images()) {
                stopIfAsked(monitor);
                Run run = new Run(
                        now, particles.particles(), images, packed.sets(), box, identity, memory, monitor, begin);
                run.search();
                if (!run.refinesCtf()) return run.result();
                settled = run.state(run.last);
                found = run.found(null);
            }
            // the packed images are not in memory meanwhile
            RefinedCtf ctf = RefinedCtf.estimate(
                    blind, found.posed(), found.chosen(), resumed == null ? null : resumed.ctf(), options, monitor);
            monitor.say("CTF refined: "
                    + (ctf.settled() ? "it stays as it is (" : "it is changed, and the search goes on (")
                    + ctf.values()
                    + ").");
            resumed = settled.withCtf(ctf);
        }
    }

    private static ParticleSet withoutPoses(ParticleSet particles) {
        Pose none = new Pose(0, 0, 0, 0, 0);
        return particles.with(
                particles.size(), i -> particles.particles().get(i).withPose(none));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static void stopIfAsked(ProgressMonitor monitor) {
        if (monitor.stopped()) throw new CancellationException("stopped before there were poses: nothing is written");
    }

    private final class Run {
        private final ParticleSet particles;
        private final List<Particle> posed;
        private final Images images;
        private final Map<String, String> identity;
        private final MemoryPlan memory;
        private final ProgressMonitor monitor;
        private final long begin;
        private final int box;
        private final double voxel;
        private final HalfDisc disc;
        private final HalfCube cube;
        private final double shiftRange;
        private final int[][] sets;
        private final List<RefineRecord> history = new ArrayList<>();
        private final HalfRefinement[] halves = new HalfRefinement[2];
        private FscCurve agreement;
        /** The last state, where it could not be written. */
        private RefineCheckpoint unsaved;

        private String objection;
        private boolean converged;
        private String ending;
        private Schedule last;
        private RefinedCtf ctf;
        private final BothFrames frames;
        private final BothTilts tilts;

        /**
         * @param posed the particles with the poses of the table
         * @param sets numbers of the particles of each half
         */
        Run(
                ParticleSet particles,
                List<Particle> posed,
                Images images,
                int[][] sets,
                int box,
                Map<String, String> identity,
                MemoryPlan memory,
                ProgressMonitor monitor,
                long begin) {
            this.particles = particles;
            this.posed = posed;
            this.images = images;
            this.identity = identity;
            this.memory = memory;
            this.monitor = monitor;
            this.begin = begin;
            this.box = box;
            voxel = particles.pixelSizeAngstrom() * particles.box() / box;
            disc = images.disc();
            cube = new HalfCube(disc.radius());
            shiftRange = options.shiftRangePixels(box, voxel);
            ctf = resumed == null ? null : resumed.ctf();
            this.sets = sets;
            frames = new BothFrames(halves, box, voxel, options.seed(), monitor);
            tilts = new BothTilts(halves, frames, box, shiftRange, options, monitor);
        }

        /** All epochs. */
        void search() throws IOException {
            Schedule schedule = resumed == null ? start() : resumed();
            if (ctf != null) save(schedule);
            tell(agreement);
            ending = iterate(schedule);
        }

        /** Whether optics and defocus are estimated now. */
        boolean refinesCtf() {
            if (!options.ctfRefine() || ctf != null && ctf.finished() || monitor.stopped()) return false;
            if (converged && objection.isEmpty()) return true;
            if (ctf == null)
                monitor.warn("the CTF was not refined, for "
                        + (objection.isEmpty() ? "the resolution has not settled" : objection) + ".");
            return false;
        }

        /** @param packed null where no maps are made */
        FinalMaps found(Images packed) {
            Candidate[] poses = new Candidate[particles.size()];
            float[] contrasts = new float[particles.size()];
            for (int h = 0; h < 2; h++)
                for (int i = 0; i < sets[h].length; i++) {
                    int number = sets[h][i];
                    poses[number] = halves[h].pose(i);
                    contrasts[number] = options.ctf() ? halves[h].scale(i) : 1;
                }
            return new FinalMaps(particles, packed, sets, cube, box, voxel, poses, contrasts, options);
        }

        /** Of the pose of each particle; 0 where none was found. */
        private double[] probabilities() {
            double[] probabilities = new double[particles.size()];
            for (int h = 0; h < 2; h++)
                for (int i = 0; i < sets[h].length; i++)
                    if (halves[h].pose(i) != null) probabilities[sets[h][i]] = halves[h].probability(i);
            return probabilities;
        }

        /** The maps at the poses that were found. */
        RefineResult result() throws IOException {
            float[] sampling = sampling();
            double missing = missing();
            double[] probabilities = probabilities();
            FinalMaps last = found(images);
            Candidate[] poses = last.poses();
            PoseCheck check = check();
            rescue();
            int[] chosen = last.chosen();
            ReconstructionResult maps = maps(last);
            if (maps.directions() != null) monitor.say(maps.directions().describe());
            if (!check.determined()) monitor.warn(RefineLog.undetermined(check));
            else if (check.isDoubtful()) monitor.warn(RefineLog.doubtful(check));
            else if (missing > MISSING)
                monitor.warn(RefineLog.uneven(missing, box * voxel / lowShell(), maps.directions()));
            ParticleSet posed = last.posed();
            return new RefineResult(
                    posed,
                    null,
                    options.symmetry(),
                    Arrays.stream(chosen)
                            .mapToDouble(i -> poses[i] == null ? 0 : poses[i].score())
                            .toArray(),
                    Arrays.stream(chosen).mapToDouble(i -> probabilities[i]).toArray(),
                    maps,
                    last.evenness(maps, sampling),
                    agreement,
                    objection,
                    memory,
                    history,
                    converged,
                    ending,
                    seconds(begin),
                    ctf == null ? null : ctf.result(posed.particles(), chosen),
                    check,
                    null);
        }

        /** Where images are on other machines a stop takes the maps that there are. */
        private ReconstructionResult maps(FinalMaps last) throws IOException {
            if (!images.elsewhere()) {
                halves[0] = halves[1] = null; // their volumes are not needed beside those of the maps
                return last.reconstruct(memory, monitor);
            }
            if (!monitor.stopped())
                try {
                    return last.reconstruct(memory, monitor);
                } catch (CancellationException e) {
                    if (!monitor.stopped()) throw e;
                }
            return PresentMaps.of(halves, voxel, options, sets[0].length + sets[1].length, memory);
        }

        /** Whether the images of each half find their poses again in the map of the other one. */
        private PoseCheck check() {
            if (options.local() != null || monitor.stopped()) return PoseCheck.NONE;
            GlobalSearch global = GlobalSearch.ofEpoch(last.limit(), shiftRange, box, options.symmetry());
            PoseCheck check = PoseCheck.of(halves, last.limit(), global, options.seed(), monitor);
            if (check.images() > 0) monitor.say(RefineLog.poses(check));
            return check;
        }

        /** Two independent maps at low resolution, aligned. */
        private Schedule start() {
            if (options.local() != null) return startAtPoses();
            Starts.Found found = new Starts(images, sets, options, box, voxel, cube, monitor).find();
            agreement = found.agreement();
            objection = found.objection();
            if (!objection.isEmpty()) monitor.warn(RefineLog.unsupported(objection));
            for (int h = 0; h < 2; h++) halves[h] = half(h, found.volumes()[h], found.views()[h]);
            return Schedule.first(Math.min(Starts.RADIUS, disc.radius()));
        }

        /** Maps at the poses of the table, and the frequencies at which they agree. */
        private Schedule startAtPoses() {
            FscCurve fsc = null;
            for (int h = 0; h < 2; h++) halves[h] = half(h, new float[2 * cube.size()], null);
            for (int round = 0; round < 2; round++) {
                for (int h = 0; h < 2; h++)
                    halves[h].fit(
                            halves[h].all(), 31 * options.seed() + h, monitor, "Map at the poses, half " + (h + 1));
                stopIfAsked(monitor);
                fsc = correlation();
                for (HalfRefinement half : halves) half.setPrior(fsc);
            }
            agreement = fsc;
            double mean = Starts.meanOfCommon(fsc);
            monitor.say(String.format(
                    Locale.ROOT,
                    "The half maps at the poses of the table agree to %.2f Å; their mean FSC to %.1f Å is %.2f.",
                    fsc.resolutionAt(FscCurve.HALF_MAPS),
                    box * voxel / Starts.COMMON_RADIUS,
                    mean));
            objection = mean > Starts.SAME ? "" : "the half maps at the poses of the table are not the same map";
            if (!objection.isEmpty()) monitor.warn(RefineLog.unsupported(objection));
            return Schedule.local(fsc, Math.min(Starts.RADIUS, disc.radius()), disc.radius());
        }

        private Schedule resumed() {
            for (int h = 0; h < 2; h++) {
                halves[h] = half(h, new float[2 * cube.size()], null);
                halves[h].restore(resumed.halves().get(h));
            }
            history.addAll(resumed.history());
            agreement = new FscCurve(resumed.agreement(), box, voxel);
            objection = resumed.objection();
            resumed = resumed.withoutHalves();
            return resumed.schedule();
        }

        private HalfRefinement half(int h, float[] start, ViewPrior views) {
            HalfRefinement half = new HalfRefinement(
                    images,
                    particles.particles(),
                    sets[h],
                    box,
                    voxel,
                    options.symmetry(),
                    options.mask(),
                    start,
                    views,
                    options.local() == null ? null : options.local().priors(posed, sets[h], options.mask(), voxel));
            if (h > 0) half.workIn(halves[0]);
            return half;
        }

        /** How many views of both halves contain each voxel. */
        private float[] sampling() {
            float[] sum = new float[cube.size()];
            for (int h = 0; h < 2; h++) {
                float[] mean = halves[h].model().diagonal();
                for (int i = 0; i < sum.length; i++) sum[i] += sets[h].length * mean[i];
            }
            return sum;
        }

        /** The part of a shell of low resolution that few views contain. */
        private double missing() {
            return 1
                    - 0.5
                            * (halves[0].model().wellSampled()[lowShell()]
                                    + halves[1].model().wellSampled()[lowShell()]);
        }

        private int lowShell() {
            return Math.min(Starts.RADIUS, disc.radius());
        }

        private String iterate(Schedule first) throws IOException {
            Schedule schedule = first;
            while (!schedule.converged() && schedule.epoch() < options.epochs()) {
                Schedule last = schedule;
                int epoch = last.epoch() + 1;
                PoseChange[] changes = epoch(last, epoch);
                if (!changes[0].complete() || !changes[1].complete()) {
                    if (epoch == 1) stopIfAsked(monitor);
                    return RefineLog.stopped(epoch);
                }
                FscCurve fsc = correlation();
                double moved = Math.max(changes[0].moved(), changes[1].moved());
                double before =
                        history.isEmpty() ? 1 : history.get(history.size() - 1).moved();
                boolean settles = last.everywhere() && !last.searchesEverywhere(moved, before);
                if (settles && objection.isEmpty() && frames.alignFinely(fsc, epoch)) fsc = correlation();
                for (HalfRefinement half : halves) half.setPrior(fsc);
                record(last, fsc, changes);
                tell(fsc);
                schedule = last.next(fsc, moved, before, disc.radius());
                if (objection.isEmpty() && options.local() == null && schedule.searchesTilts(last))
                    schedule = tilts.search(schedule);
                if (monitor.stopped()) return RefineLog.stopped(epoch);
                save(schedule);
            }
            last = schedule;
            converged = schedule.converged();
            return converged ? RefineLog.converged(history.get(history.size() - 1)) : RefineLog.done(options.epochs());
        }

        private PoseChange[] epoch(Schedule schedule, int epoch) {
            unsaved = null; // its arrays change now
            GlobalSearch global = schedule.everywhere()
                    ? GlobalSearch.ofEpoch(schedule.limit(), shiftRange, box, options.symmetry())
                    : null;
            LocalPrior prior = options.regularise() == Regularisation.LOCAL
                    ? LocalPrior.choose(halves[0], halves[1], schedule.limit())
                    : null;
            if (prior != null) monitor.say(prior.describe());
            PoseChange[] changes = new PoseChange[2];
            for (int h = 0; h < 2; h++)
                changes[h] = halves[h].epoch(
                        schedule.limit(),
                        global,
                        prior,
                        31 * options.seed() + 2L * epoch + h,
                        monitor,
                        "Epoch " + epoch + ", half " + (h + 1));
            return changes;
        }

        private FscCurve correlation() {
            return CubeCorrelation.of(
                    cube, halves[0].model().volume(), halves[1].model().volume(), 1, box, voxel);
        }

        /** A state that was not written when it was made is written now, for the results may not be written either. */
        private void rescue() {
            if (unsaved == null) return;
            StateFile.rescue(checkpoint, unsaved::write)
                    .ifPresent(place -> monitor.warn("the checkpoint is now " + place
                            + ". If the results cannot be written," + " use the same settings and resume=" + place));
            unsaved = null;
        }

        /** A checkpoint that cannot be written is a warning: the run is worth more. */
        private void save(Schedule schedule) {
            if (checkpoint == null) return;
            RefineCheckpoint now = state(schedule);
            unsaved = StateFile.tryWrite(() -> now.write(checkpoint), monitor::warn) ? null : now;
        }

        private RefineCheckpoint state(Schedule schedule) {
            return new RefineCheckpoint(
                    identity,
                    schedule,
                    List.copyOf(history),
                    agreement.values(),
                    objection,
                    List.of(halves[0].state(), halves[1].state()),
                    ctf);
        }

        private void tell(FscCurve fsc) {
            listener.epoch(Collections.unmodifiableList(history), fsc, () -> {
                float[] mean = halves[0].model().volume().clone();
                float[] other = halves[1].model().volume();
                for (int i = 0; i < mean.length; i++) mean[i] = 0.5f * (mean[i] + other[i]);
                return halves[0].model().maps().toMap(mean, voxel);
            });
        }

        private void record(Schedule schedule, FscCurve fsc, PoseChange[] changes) {
            RefineRecord now = new RefineRecord(
                    schedule.epoch() + 1,
                    box * voxel / schedule.limit(),
                    fsc.resolutionAt(FscCurve.HALF_MAPS),
                    0.5 * (changes[0].moved() + changes[1].moved()),
                    Math.toDegrees(0.5 * (changes[0].turnRadians() + changes[1].turnRadians())),
                    0.5 * voxel * (changes[0].shiftPixels() + changes[1].shiftPixels()),
                    schedule.everywhere(),
                    seconds(begin));
            history.add(now);
            monitor.say(RefineLog.epoch(now));
        }
    }
}

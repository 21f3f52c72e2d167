/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.images.Shards;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.math.State;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleChecksum;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.Candidate;
import org.ejml.data.DMatrix3x3;

/**
 * A refinement between two epochs. A run that goes on from it ends as one that was never stopped, bit for bit.
 *
 * @param identity what has to be the same in the run that goes on, by name
 * @param schedule where the run is
 * @param history of the epochs that are complete
 * @param agreement FSC of the two starts, shell by shell
 * @param objection of {@link Starts.Found}
 * @param halves maps and poses
 * @param ctf optics that were found and are used since; null for those of the table
 */
record RefineCheckpoint(
        Map<String, String> identity,
        Schedule schedule,
        List<RefineRecord> history,
        double[] agreement,
        String objection,
        List<HalfRefinement.Saved> halves,
        RefinedCtf ctf) {
    private static final String KIND = "CryoSGD refine checkpoint 8";

    /**
     * What decides a run, but for how long it goes on.
     *
     * @param posed the particles with the poses of the table
     */
    static Map<String, String> identity(RefineOptions options, ParticleSet particles, List<Particle> posed) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(
                "particles",
                particles.size() + " particles, checksum " + ParticleChecksum.ofImages(particles.particles()));
        identity.put("images", options.preparation() + " ctf=" + options.ctf());
        identity.put("symmetry", options.symmetry().name());
        identity.put("initial map", checksum(options.initial()) + " " + options.initialResolutionAngstrom());
        identity.put("mask", checksum(options.mask()));
        identity.put("shift range", String.valueOf(options.shiftRangeAngstrom()));
        identity.put("starts", String.valueOf(options.starts()));
        identity.put("ctfRefine", String.valueOf(options.ctfRefine()));
        identity.put("regularise", options.regularise().name().toLowerCase(Locale.ROOT));
        if (options.local() != null)
            identity.put("local", options.local() + ", checksum of the poses " + ParticleChecksum.ofPoses(posed));
        identity.put("seed", String.valueOf(options.seed()));
        Shards.identify(identity);
        return identity;
    }

    /** The same once optics and defocus have been estimated. */
    RefineCheckpoint withCtf(RefinedCtf found) {
        Schedule next = found.settled() ? schedule : schedule.afterCtf(found.rounds());
        return new RefineCheckpoint(identity, next, history, agreement, objection, halves, found);
    }

    /** The same once the halves have been restored: their memory is theirs. */
    RefineCheckpoint withoutHalves() {
        return new RefineCheckpoint(identity, schedule, history, agreement, objection, List.of(), ctf);
    }

    private static String checksum(Volume volume) {
        return volume == null ? "none" : "checksum " + StateFile.checksum(volume.voxels());
    }

    /** Throws unless the run that goes on is the same. */
    void check(Map<String, String> other) {
        StateFile.requireSame(identity, other);
    }

    void write(Path target) throws IOException {
        StateFile.write(target, KIND, out -> {
            out.texts(identity);
            out.writeInt(schedule.epoch());
            out.writeInt(schedule.limit());
            out.writeDouble(schedule.best());
            out.writeInt(schedule.settled());
            out.writeInt(schedule.tiltSearches());
            out.writeDouble(schedule.evidence());
            out.writeBoolean(schedule.everywhere());
            out.writeInt(history.size());
            for (RefineRecord r : history) {
                out.writeInt(r.epoch());
                out.writeBoolean(r.wide());
                for (double value : new double[] {
                    r.limitAngstrom(),
                    r.resolutionAngstrom(),
                    r.moved(),
                    r.turnDegrees(),
                    r.shiftAngstrom(),
                    r.seconds()
                }) out.writeDouble(value);
            }
            out.writeInt(agreement.length);
            for (double value : agreement) out.writeDouble(value);
            out.writeUTF(objection);
            for (HalfRefinement.Saved half : halves) write(out, half);
            out.writeBoolean(ctf != null);
            if (ctf != null) ctf.write(out);
        });
    }

    private static void write(StateFile.Out out, HalfRefinement.Saved half) throws IOException {
        out.state(half.model());
        for (float[] values : new float[][] {half.ridge(), half.temperature(), half.scales()}) out.floats(values);
        out.writeInt(half.poses().length);
        for (Candidate[] poses : half.poses()) {
            out.writeInt(poses.length);
            for (Candidate c : poses) {
                DMatrix3x3 a = c.rotation();
                for (double value : new double[] {
                    a.a11,
                    a.a12,
                    a.a13,
                    a.a21,
                    a.a22,
                    a.a23,
                    a.a31,
                    a.a32,
                    a.a33,
                    c.x(),
                    c.y(),
                    c.score(),
                    c.spread()[0],
                    c.spread()[1],
                    c.spread()[2]
                }) out.writeDouble(value);
            }
        }
    }

    static RefineCheckpoint read(Path file) throws IOException {
        return StateFile.read(file, KIND, in -> {
            Map<String, String> identity = in.texts();
            Schedule schedule = new Schedule(
                    in.readInt(),
                    in.readInt(),
                    in.readDouble(),
                    in.readInt(),
                    in.readInt(),
                    in.readDouble(),
                    in.readBoolean());
            List<RefineRecord> history = new ArrayList<>();
            for (int i = in.count(); i > 0; i--) {
                int epoch = in.readInt();
                boolean wide = in.readBoolean();
                history.add(new RefineRecord(
                        epoch,
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        wide,
                        in.readDouble()));
            }
            double[] agreement = new double[in.count()];
            for (int i = 0; i < agreement.length; i++) agreement[i] = in.readDouble();
            String objection = in.readUTF();
            return new RefineCheckpoint(
                    identity,
                    schedule,
                    history,
                    agreement,
                    objection,
                    List.of(readHalf(in), readHalf(in)),
                    in.readBoolean() ? RefinedCtf.read(in) : null);
        });
    }

    private static HalfRefinement.Saved readHalf(StateFile.In in) throws IOException {
        State model = in.state();
        float[] ridge = in.floats();
        float[] temperature = in.floats();
        float[] scales = in.floats();
        Candidate[][] poses = new Candidate[in.count()][];
        for (int i = 0; i < poses.length; i++) {
            poses[i] = new Candidate[in.count()];
            for (int j = 0; j < poses[i].length; j++) {
                double[] v = new double[15];
                for (int k = 0; k < v.length; k++) v[k] = in.readDouble();
                DMatrix3x3 a = new DMatrix3x3(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
                poses[i][j] = new Candidate(a, v[9], v[10], v[11], new double[] {v[12], v[13], v[14]});
            }
        }
        return new HalfRefinement.Saved(model, ridge, temperature, scales, poses);
    }
}

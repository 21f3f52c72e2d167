/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.images.Shards;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.math.State;
import org.cryosgd.optimize.Epoch;
import org.cryosgd.particles.ParticleChecksum;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;

/**
 * A reconstruction between two mini-batches. A run that is resumed from it gives the map of one that was never stopped,
 * bit for bit.
 *
 * <p>In a file: a {@link StateFile}.
 *
 * @param identity what has to be the same in the run that goes on, by name
 * @param history epochs that are complete
 * @param seconds that were spent
 * @param fits one for each half map
 */
public record Checkpoint(Map<String, String> identity, List<EpochRecord> history, double seconds, List<Fit> fits) {
    private static final String KIND = "CryoSGD checkpoint 4";

    /**
     * The fit of one half map.
     *
     * @param epochs that are complete
     * @param last of them; null if there is none
     * @param guard of {@link DivergenceGuard}
     * @param state of the optimizer
     */
    record Fit(float[] ridge, double firstLoss, int epochs, Epoch last, double[] guard, State state) {}

    public Checkpoint {
        history = List.copyOf(history);
        fits = List.copyOf(fits);
    }

    /** What decides a run, but for how long it goes on and for what is done with its map. */
    static Map<String, String> identity(ReconstructionOptions options, ParticleSet particles) {
        FitOptions fit = options.fit().with(1, 0);
        ModelOptions m = options.model();
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(
                "particles",
                particles.size() + " particles, checksum " + ParticleChecksum.ofImages(particles.particles())
                        + ", of their poses " + ParticleChecksum.ofPoses(particles.particles()));
        identity.put("images", options.preparation().toString());
        identity.put(
                "model",
                String.join(
                        ", ",
                        "ctf=" + m.ctf(),
                        "whiteNoise=" + m.whiteNoise(),
                        "interpolation=" + m.interpolation(),
                        "padding=" + m.padding(),
                        "radius=" + m.radius(),
                        "lambda=" + m.lambda(),
                        "prior=" + m.prior(),
                        "sphere=" + m.sphere(),
                        "symmetry=" + m.symmetry().name()));
        identity.put("method", fit.toString());
        identity.put("halfMaps", String.valueOf(options.halfMaps()));
        identity.put("seed", String.valueOf(options.seed()));
        identity.put(
                "preconditioner",
                options.preconditioner() == null
                        ? "computed"
                        : "checksum "
                                + StateFile.checksum(options.preconditioner().voxels()));
        Shards.identify(identity);
        return identity;
    }

    /** Throws unless the run that goes on is the same. */
    void check(Map<String, String> other) {
        StateFile.requireSame(identity, other);
    }

    /** Writes it; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        StateFile.write(target, KIND, out -> {
            out.texts(identity);
            out.writeInt(history.size());
            for (EpochRecord e : history) {
                out.writeInt(e.epoch());
                for (double value : new double[] {e.loss(), e.step(), e.change(), e.seconds(), e.resolutionAngstrom()})
                    out.writeDouble(value);
            }
            out.writeDouble(seconds);
            out.writeInt(fits.size());
            for (Fit fit : fits) write(out, fit);
        });
    }

    private static void write(StateFile.Out out, Fit fit) throws IOException {
        out.floats(fit.ridge());
        out.writeDouble(fit.firstLoss());
        out.writeInt(fit.epochs());
        out.writeBoolean(fit.last() != null);
        if (fit.last() != null)
            for (double value : new double[] {
                fit.last().loss(),
                fit.last().step(),
                fit.last().change(),
                fit.last().left()
            }) out.writeDouble(value);
        out.doubles(fit.guard());
        out.state(fit.state());
    }

    /**
     * Reads one.
     *
     * @throws org.cryosgd.io.file.FormatException if the file is none, or cut short
     */
    public static Checkpoint read(Path file) throws IOException {
        return StateFile.read(file, KIND, in -> {
            Map<String, String> identity = in.texts();
            List<EpochRecord> history = new ArrayList<>();
            for (int i = in.count(); i > 0; i--)
                history.add(new EpochRecord(
                        in.readInt(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble()));
            double seconds = in.readDouble();
            List<Fit> fits = new ArrayList<>();
            for (int i = in.count(); i > 0; i--) fits.add(readFit(in));
            return new Checkpoint(identity, history, seconds, fits);
        });
    }

    private static Fit readFit(StateFile.In in) throws IOException {
        float[] ridge = in.floats();
        double firstLoss = in.readDouble();
        int epochs = in.readInt();
        Epoch last = in.readBoolean()
                ? new Epoch(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), true)
                : null;
        return new Fit(ridge, firstLoss, epochs, last, in.doubles(), in.state());
    }
}

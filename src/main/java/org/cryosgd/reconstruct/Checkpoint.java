/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.cryosgd.io.FormatException;
import org.cryosgd.io.SafeFile;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * A reconstruction between two mini-batches. A run that is resumed from it gives the map of one that was never stopped,
 * bit for bit.
 *
 * <p>In a file: a line of text, then big-endian numbers as {@link java.io.DataOutput} writes them.
 *
 * @param identity what has to be the same in the run that goes on, by name
 * @param history epochs that are complete
 * @param seconds that were spent
 * @param fits one for each half map
 */
public record Checkpoint(Map<String, String> identity, List<EpochRecord> history, double seconds, List<Fit> fits) {
    private static final String MAGIC = "CryoSGD checkpoint 1\n";
    private static final int MOST = 1 << 29;

    /** The fit of one half map. */
    record Fit(float[] ridge, double firstLoss, PreconditionedSgd.State state) {}

    public Checkpoint {
        history = List.copyOf(history);
        fits = List.copyOf(fits);
    }

    /** What decides a run, but for how long it goes on and for what is done with its map. */
    static Map<String, String> identity(ReconstructionOptions options, ParticleSet particles) {
        FitOptions f = options.fit();
        FitOptions fit = new FitOptions(
                f.method(),
                f.hutchinson(),
                f.probes(),
                1,
                0,
                f.batchSize(),
                f.steps(),
                f.eta(),
                f.armijo(),
                f.decay(),
                f.threshold(),
                f.start());
        ModelOptions m = options.model();
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("particles", particles.size() + " particles, checksum " + checksum(particles));
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
                        : "checksum " + checksum(options.preconditioner().voxels()));
        return identity;
    }

    private static String checksum(ParticleSet particles) {
        CRC32 crc = new CRC32();
        for (Particle p : particles.particles())
            crc.update((p.image() + " " + p.pose() + p.optics() + p.defocus() + p.halfSet()).getBytes());
        return Long.toHexString(crc.getValue());
    }

    private static String checksum(float[] values) {
        CRC32 crc = new CRC32();
        crc.update(bytes(values));
        return Long.toHexString(crc.getValue());
    }

    /** Throws unless the run that goes on is the same. */
    void check(Map<String, String> other) {
        for (Map.Entry<String, String> part : identity.entrySet())
            if (!part.getValue().equals(other.get(part.getKey())))
                throw new IllegalArgumentException("resume needs the settings of the run that was stopped; its "
                        + part.getKey() + " had " + part.getValue() + ", now " + other.get(part.getKey()));
    }

    /** Writes it; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        SafeFile.write(target, stream -> {
            DataOutputStream out = new DataOutputStream(stream);
            out.writeBytes(MAGIC);
            out.writeInt(identity.size());
            for (Map.Entry<String, String> part : identity.entrySet()) {
                out.writeUTF(part.getKey());
                out.writeUTF(part.getValue());
            }
            out.writeInt(history.size());
            for (EpochRecord e : history) {
                out.writeInt(e.epoch());
                for (double value : new double[] {e.loss(), e.step(), e.change(), e.seconds(), e.resolutionAngstrom()})
                    out.writeDouble(value);
            }
            out.writeDouble(seconds);
            out.writeInt(fits.size());
            for (Fit fit : fits) write(out, fit);
            out.flush();
        });
    }

    private static void write(DataOutputStream out, Fit fit) throws IOException {
        PreconditionedSgd.State s = fit.state();
        write(out, fit.ridge());
        out.writeDouble(fit.firstLoss());
        out.writeInt(s.epochs());
        out.writeInt(s.done());
        out.writeLong(s.steps());
        out.writeInt(s.observations());
        out.writeDouble(s.eta());
        out.writeDouble(s.loss());
        out.writeBoolean(s.last() != null);
        if (s.last() != null)
            for (double value :
                    new double[] {s.last().loss(), s.last().step(), s.last().change()}) out.writeDouble(value);
        for (float[] values : new float[][] {s.volume(), s.before(), s.diagonal(), s.average()}) write(out, values);
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values == null ? -1 : values.length);
        if (values != null) out.write(bytes(values));
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /**
     * Reads one.
     *
     * @throws FormatException if the file is none, or cut short
     */
    public static Checkpoint read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            byte[] magic = in.readNBytes(MAGIC.length());
            if (!MAGIC.equals(new String(magic, java.nio.charset.StandardCharsets.ISO_8859_1)))
                throw new FormatException(
                        file + ": not a checkpoint of this version. Choose the _checkpoint.bin of a stopped run.");
            Map<String, String> identity = new LinkedHashMap<>();
            for (int i = length(in, file); i > 0; i--) identity.put(in.readUTF(), in.readUTF());
            List<EpochRecord> history = new ArrayList<>();
            for (int i = length(in, file); i > 0; i--)
                history.add(new EpochRecord(
                        in.readInt(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble()));
            double seconds = in.readDouble();
            List<Fit> fits = new ArrayList<>();
            for (int i = length(in, file); i > 0; i--) fits.add(readFit(in, file));
            return new Checkpoint(identity, history, seconds, fits);
        } catch (EOFException e) {
            throw new FormatException(file + ": the checkpoint is cut short. Start the run anew.");
        }
    }

    private static Fit readFit(DataInputStream in, Path file) throws IOException {
        float[] ridge = floats(in, file);
        double firstLoss = in.readDouble();
        int epochs = in.readInt();
        int done = in.readInt();
        long steps = in.readLong();
        int observations = in.readInt();
        double eta = in.readDouble();
        double loss = in.readDouble();
        PreconditionedSgd.Epoch last = in.readBoolean()
                ? new PreconditionedSgd.Epoch(in.readDouble(), in.readDouble(), in.readDouble(), true)
                : null;
        return new Fit(
                ridge,
                firstLoss,
                new PreconditionedSgd.State(
                        epochs,
                        done,
                        steps,
                        observations,
                        eta,
                        loss,
                        last,
                        floats(in, file),
                        floats(in, file),
                        floats(in, file),
                        floats(in, file)));
    }

    private static int length(DataInputStream in, Path file) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST) throw new FormatException(file + ": the checkpoint is damaged. Start anew.");
        return length;
    }

    private static float[] floats(DataInputStream in, Path file) throws IOException {
        int length = in.readInt();
        if (length == -1) return null;
        if (length < 0 || length > MOST) throw new FormatException(file + ": the checkpoint is damaged. Start anew.");
        byte[] bytes = in.readNBytes(4 * length);
        if (bytes.length < 4 * length) throw new EOFException();
        float[] values = new float[length];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}

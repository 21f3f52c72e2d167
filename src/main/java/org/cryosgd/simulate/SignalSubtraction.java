/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.io.mrc.MrcStackWriter;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Background;
import org.cryosgd.particles.ImageException;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * Particles without a part of their structure, the inverse of {@link ParticleSimulation}: from each image the projection of
 * that part is taken off, at the particle's pose and shift, through its CTF, aberrations, magnification and contrast. All else in the
 * image stays as it is, its scale and its background too.
 *
 * <pre>
 * SignalSubtraction subtraction = new SignalSubtraction(Masks.apply(map, mask), file.particles(), options);
 * subtraction.write(file, Path.of("rest.star"), ProgressMonitor.NONE);
 * </pre>
 */
public final class SignalSubtraction {
    private static final int CHUNK = 128;

    private static final int CHUNK_BYTES = 32 << 20;

    private final Projections projections;
    private final ParticleSet set;
    private final SubtractionOptions options;

    /** The stack of each particle, from 0: one for each box and pixel size. */
    private final int[] stacks;

    private final List<Particle> firstOfStack = new ArrayList<>();

    /**
     * @param part what is taken off: the map, zero but for that part, of any even box of at least 16
     * @param set with poses, and with CTF where it is corrected
     */
    public SignalSubtraction(Volume part, ParticleSet set, SubtractionOptions options) {
        this(new Projections(part), set, options);
    }

    private SignalSubtraction(Projections projections, ParticleSet set, SubtractionOptions options) {
        this.projections = projections;
        this.set = set;
        this.options = options;
        stacks = new int[set.size()];
        Map<List<Double>, Integer> kinds = new LinkedHashMap<>();
        for (int i = 0; i < stacks.length; i++) {
            Particle p = set.particles().get(i);
            int box = set.boxOf(p);
            require(box >= 16 && box % 2 == 0, "box of particle " + p.name(), "even and at least 16", box);
            stacks[i] = kinds.computeIfAbsent(List.of((double) box, set.pixelSizeOf(p)), kind -> {
                firstOfStack.add(p);
                return firstOfStack.size() - 1;
            });
        }
    }

    /** The same with another factor on the map. */
    public SignalSubtraction withScale(double factor) {
        return new SignalSubtraction(projections, set, options.withScale(factor));
    }

    /** The stacks that {@link #write} writes beside a STAR file of this name. */
    public List<Path> stacksOf(Path star) {
        Path first = ParticleSimulation.stackOf(star);
        List<Path> all = new ArrayList<>();
        for (int s = 0; s < firstOfStack.size(); s++)
            all.add(first.resolveSibling(
                    ParticleSimulation.stackOfGroup(first.getFileName().toString(), s)));
        return all;
    }

    /** Bytes of all images. */
    public long bytes() {
        long bytes = 0;
        for (int stack : stacks) bytes += 4L * box(stack) * box(stack);
        return bytes;
    }

    private int box(int stack) {
        return set.boxOf(firstOfStack.get(stack));
    }

    /** Image i is that of particle i without the part; computed when it is read, by as many threads as like. */
    public ImageSource images() {
        return new Images();
    }

    /**
     * Writes a table with all columns of {@code file} and, beside it, the images; they appear together. Images are
     * computed in pieces of up to 32 MB, so that memory does not depend on their number.
     *
     * @param file whose particles this was made for
     * @param star name of the table, ending in {@code .star}
     * @return whether they were written; false after a stop, which leaves nothing
     * @throws IOException if an image cannot be read or the disk refuses; nothing half-written is left
     */
    public boolean write(ParticleFile file, Path star, ProgressMonitor monitor) throws IOException {
        require(
                file.particles().size() == set.size(),
                "particles of the file",
                String.valueOf(set.size()),
                file.particles().size());
        SafeFile.check(star);
        boolean[] done = new boolean[1];
        OutputSet.write(() -> done[0] = writeAll(file, star, monitor));
        return done[0];
    }

    private boolean writeAll(ParticleFile file, Path star, ProgressMonitor monitor) throws IOException {
        List<Path> names = stacksOf(star);
        int[] counts = new int[names.size()];
        for (int stack : stacks) counts[stack]++;
        List<MrcStackWriter> out = new ArrayList<>();
        try {
            for (int s = 0; s < counts.length; s++)
                out.add(MrcStackWriter.create(
                        names.get(s),
                        box(s),
                        set.pixelSizeOf(firstOfStack.get(s)),
                        counts[s],
                        "CryoSGD particles without a part"));
            String[] imageNames = writeImages(out, names, monitor);
            if (imageNames == null) return false;
            for (MrcStackWriter writer : out) writer.finish();
            file.writeImages(star, imageNames);
            return true;
        } finally {
            for (MrcStackWriter writer : out) writer.close();
        }
    }

    /** The names of the images for the table, or null after a stop. */
    private String[] writeImages(List<MrcStackWriter> out, List<Path> files, ProgressMonitor monitor)
            throws IOException {
        String[] names = new String[set.size()];
        Images images = new Images();
        float[][] chunk = new float[chunk()][];
        for (int first = 0; first < names.length; first += chunk.length) {
            monitor.at(first, names.length, "particles");
            if (monitor.stopped()) return null;
            int from = first;
            int count = Math.min(chunk.length, names.length - first);
            try {
                Tasks.forEach(count, i -> images.readUnchecked(from + i, chunk));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            for (int i = 0; i < count; i++) {
                int stack = stacks[first + i];
                out.get(stack).append(chunk[i]);
                names[first + i] = String.format(
                        Locale.ROOT,
                        "%06d@%s",
                        out.get(stack).count(),
                        files.get(stack).getFileName());
            }
        }
        monitor.at(names.length, names.length, "particles");
        return names;
    }

    private int chunk() {
        long largest = 1;
        for (int s = 0; s < firstOfStack.size(); s++) largest = Math.max(largest, 4L * box(s) * box(s));
        return (int) Math.min(Math.min(CHUNK, set.size()), Math.max(Tasks.threads(), CHUNK_BYTES / largest));
    }

    private final class Images implements ImageSource {
        private final ThreadLocal<MapImages> ofThread = ThreadLocal.withInitial(
                () -> new MapImages(projections, set, options.normalise(), options.correctCtf(), 0));
        private final ThreadLocal<Map<Integer, Background>> backgrounds = ThreadLocal.withInitial(LinkedHashMap::new);
        private final ThreadLocal<float[]> part = ThreadLocal.withInitial(() -> new float[0]);

        @Override
        public int count() {
            return set.size();
        }

        @Override
        public int box() {
            return set.box();
        }

        @Override
        public int box(int index) {
            return set.boxOf(set.particles().get(index));
        }

        void readUnchecked(int index, float[][] chunk) {
            int pixels = box(stacks[index]) * box(stacks[index]);
            int slot = index % chunk.length;
            if (chunk[slot] == null || chunk[slot].length != pixels) chunk[slot] = new float[pixels];
            try {
                read(index, chunk[slot]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void read(int index, float[] pixels) throws IOException {
            Particle particle = set.particles().get(index);
            int box = set.boxOf(particle);
            int count = box * box;
            set.images().read(particle.image(), pixels);
            double factor = options.scale() * (options.invert() ? -1 : 1) * deviation(particle, box, pixels);
            if (part.get().length != count) part.set(new float[count]);
            float[] own = part.get();
            ofThread.get().of(particle, own);
            for (int i = 0; i < count; i++) pixels[i] -= (float) factor * own[i];
        }

        /** Of the background of an image, where the map is on the scale of normalised ones. */
        private double deviation(Particle particle, int box, float[] pixels) throws ImageException {
            if (options.normalise() == Normalise.NONE) return 1;
            Background.Plane plane =
                    backgrounds.get().computeIfAbsent(box, Background::new).fit(pixels);
            if (!plane.varies()) throw ImageException.ofEvenBackground(particle);
            return Math.sqrt(plane.variance());
        }
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;

/**
 * All images of a set as {@link SliceData}, three floats per point of the half disc. The first ones stay in memory, as
 * many as the cache holds; the others are read back from a scratch file when they are asked for.
 */
public final class PackedImages implements Images {
    /** Floats of one array: large ones are not moved about by the garbage collector. */
    private static final int CHUNK = 1 << 24;

    private final HalfDisc disc;
    private final Slice[] slices;
    private final float[][] energies;
    private final float[][] noise;
    private final int inMemory;
    private final int perChunk;
    private final float[][] chunks;
    private final ScratchFile scratch;
    private final List<float[]> buffers = new ArrayList<>();
    private int[][] sets = {};
    /** Images in a shard; 0 where no number of shards was asked for. */
    private final int shardSize;

    private PackedImages(HalfDisc disc, int count, int inMemory, float[][] noise, ScratchFile scratch) {
        this.disc = disc;
        this.noise = noise;
        this.scratch = scratch;
        slices = new Slice[count];
        shardSize = Shards.asked() == 0 ? 0 : Shards.rangeSize(count);
        energies = new float[count][disc.radius() + 1];
        this.inMemory = inMemory;
        perChunk = Math.max(1, CHUNK / (3 * disc.size()));
        chunks = new float[(inMemory + perChunk - 1) / perChunk][];
    }

    /** Makes the arrays of the images in memory. Java clears them, and the system finds memory for them: work for all threads. */
    private void allocate() {
        Tasks.forEach(
                chunks.length,
                number ->
                        chunks[number] = new float[3 * disc.size() * Math.min(perChunk, inMemory - number * perChunk)]);
    }

    /** Bytes of one packed image. */
    public static long bytesPerImage(HalfDisc disc) {
        return 12L * disc.size();
    }

    /**
     * The points that images of a set are packed on: those of the map, and more where frequencies of some images are smaller in
     * the map. Points of an image that are not within the map's frequencies are zero.
     */
    public static HalfDisc discOf(ParticleSet set, HalfDisc map) {
        if (!set.magnified()) return map;
        int radius = map.radius();
        for (Particle particle : set.kinds()) {
            double widest = map.radius() / set.magnificationOf(particle).smallestStretch();
            radius = Math.max(radius, (int) Math.min(widest, set.boxOf(particle) / 2 - 1));
        }
        return radius == map.radius() ? map : new HalfDisc(radius);
    }

    /**
     * Reads, prepares and packs all particles of a set, which all have poses.
     *
     * @param sets numbers of the particles of each half set; nothing of one enters the other, the noise included
     * @param correctCtf false takes every CTF as 1; otherwise every particle has a defocus
     * @param whiteNoise σ = 1 for every ring; otherwise it is measured
     * @param map the frequencies of the map, which most images are packed on; {@link #discOf} says when on more
     * @param cacheBytes memory for images; the rest goes to a scratch file
     * @throws IOException if an image cannot be read or used, or the scratch file cannot be written
     */
    public static PackedImages pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        return pack(set, sets, preparation, correctCtf, whiteNoise, map, false, cacheBytes, monitor);
    }

    /**
     * The same, but points are frequencies of the map: magnifications, other pixel sizes and other boxes are undone in each
     * image, and all slices are central planes of the map. For those who do not know the poses yet.
     */
    public static PackedImages packStraight(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        return pack(set, sets, preparation, correctCtf, false, map, true, cacheBytes, monitor);
    }

    private static PackedImages pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            boolean straight,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        HalfDisc measured = discOf(set, map);
        HalfDisc disc = straight ? map : measured;
        int count = set.size();
        float[][] noise =
                MeasuredNoise.of(set, sets, preparation, correctCtf, whiteNoise, measured, straight ? map : null);
        int inMemory = (int) Math.min(count, cacheBytes / bytesPerImage(disc));
        ScratchFile scratch = inMemory < count ? new ScratchFile(3 * disc.size(), count - inMemory) : null;
        PackedImages packed = new PackedImages(disc, count, inMemory, noise, scratch);
        packed.sets = sets;
        Copies copies = new Copies(count, disc);
        AtomicInteger done = new AtomicInteger();
        try {
            packed.allocate();
            Tasks.forEach(count, () -> new ImagePacker(set, preparation, disc, map.radius(), straight), (packer, i) -> {
                if (monitor.stopped()) return;
                Particle particle = set.particles().get(i);
                float[] points = i < inMemory ? packed.chunk(i) : packer.buffer();
                int offset = i < inMemory ? packed.offset(i) : 0;
                try {
                    packer.pack(particle, correctCtf, noise[i], points, offset, packed.energies[i]);
                    if (i >= inMemory) scratch.write(i - inMemory, points);
                    copies.observe(i, packer.transform());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                packed.slices[i] = packer.slice(particle);
                int finished = done.incrementAndGet();
                if (finished % 100 == 0 || finished == count) monitor.at(finished, count, "Reading particles");
            });
            if (!monitor.stopped()) {
                Copied copied = new Copied(set, sets, copies.pairs());
                copied.warn(monitor);
                packed.sets = copied.sets();
                ImagePacker packer = new ImagePacker(set, preparation, disc, map.radius(), straight);
                for (Copies.Pair moved : copied.moved()) {
                    // with the noise of its new half set
                    int i = moved.copy();
                    noise[i] = noise[moved.first()];
                    float[] points = i < inMemory ? packed.chunk(i) : packer.buffer();
                    int offset = i < inMemory ? packed.offset(i) : 0;
                    packer.pack(set.particles().get(i), correctCtf, noise[i], points, offset, packed.energies[i]);
                    if (i >= inMemory) scratch.write(i - inMemory, points);
                }
            }
        } catch (UncheckedIOException e) {
            packed.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            packed.close();
            throw e;
        }
        return packed;
    }

    /** The half sets, with copies of an image in one of them: see {@link Copied}. */
    public int[][] sets() {
        return sets;
    }

    /** Images that are packed already, with σ = 1, for benchmarks. */
    public static PackedImages of(HalfDisc disc, List<SliceData> images) {
        float[][] noise = new float[images.size()][];
        Arrays.fill(noise, MeasuredNoise.ones(disc.radius() + 1));
        PackedImages packed = new PackedImages(disc, images.size(), images.size(), noise, null);
        packed.allocate();
        for (int i = 0; i < images.size(); i++) {
            packed.slices[i] = images.get(i).slice();
            System.arraycopy(
                    images.get(i).points(), images.get(i).offset(), packed.chunk(i), packed.offset(i), 3 * disc.size());
        }
        return packed;
    }

    @Override
    public int size() {
        return slices.length;
    }

    /** As elsewhere where a number of shards was asked for: image {@code i} is then in part {@code i / shardSize}. */
    @Override
    public List<int[]> parts(int[] numbers) {
        return shardSize == 0 ? Images.super.parts(numbers) : Batch.of(numbers).parts(shardSize);
    }

    @Override
    public HalfDisc disc() {
        return disc;
    }

    @Override
    public float[] noise(int i) {
        return noise[i];
    }

    @Override
    public float[] ringEnergy(int i) {
        return energies[i];
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        List<SliceData> images = new ArrayList<>(numbers.length - from);
        int used = 0;
        for (int i = from; i < numbers.length; i++) {
            int number = numbers[i];
            if (number < inMemory) {
                images.add(new SliceData(slices[number], chunks[number / perChunk], offset(number)));
                continue;
            }
            if (used == maxBuffers()) break;
            if (used == buffers.size()) buffers.add(new float[3 * disc.size()]);
            float[] points = buffers.get(used++);
            scratch.read(number - inMemory, points);
            images.add(new SliceData(slices[number], points, 0));
        }
        return images;
    }

    /** The array that holds image {@code i}. */
    private float[] chunk(int i) {
        return chunks[i / perChunk];
    }

    private int offset(int i) {
        return 3 * disc.size() * (i % perChunk);
    }

    private int maxBuffers() {
        return (int) Math.max(16, (64L << 20) / bytesPerImage(disc));
    }

    @Override
    public void close() {
        Arrays.fill(chunks, null);
        if (scratch != null) scratch.close();
    }
}

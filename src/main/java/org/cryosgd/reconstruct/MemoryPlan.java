/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.Locale;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;

/**
 * The memory of a run, known before it starts. Images that do not fit into the cache go to a scratch file; beyond the cache it
 * grows with the number of particles by their table alone.
 *
 * @param volumeBytes for maps, gradients, transforms and searches
 * @param tableBytes for the table of particles and what is kept of each beside its image
 * @param imageBytes of all packed images
 * @param cacheBytes of those that stay in memory
 * @param limitBytes what Java may use
 */
public record MemoryPlan(long volumeBytes, long tableBytes, long imageBytes, long cacheBytes, long limitBytes) {
    /** For the program itself and for what passes through: image buffers, plots. */
    private static final long OVERHEAD = 160L << 20;

    /** Bytes for the slice of a particle, its number, and the values by which copies are found. */
    private static final int PER_PARTICLE = 250;

    /** Floats per voxel of the sums and copies in the projector. */
    private static final int PROJECTOR = 10;

    /** Maps in real space when they are written: the mask, the masked map and the map before it, two halves and their transforms. */
    private static final int WRITTEN = 7;

    /**
     * @param box voxels along each axis of the map
     * @param padding of the transform
     * @param volumes floats per voxel of the half cube that the run keeps
     * @param cacheMegabytes for images; 0 takes what is left
     */
    public static MemoryPlan of(
            ParticleSet set, HalfDisc disc, HalfCube cube, int box, int padding, int volumes, int cacheMegabytes) {
        return of(volumeBytes(set, cube, box, padding, volumes), set, disc, cacheMegabytes);
    }

    /**
     * What a map at known poses needs beside its packed images and the table.
     *
     * @param box voxels along each axis of the map
     * @param padding of the transform
     * @param volumes floats per voxel of the half cube that the run keeps
     */
    public static long volumeBytes(ParticleSet set, HalfCube cube, int box, int padding, int volumes) {
        long cubes = 4L * cube.size() * (volumes + PROJECTOR);
        long map = 4L * box * box * box;
        // a mask, and a map that is transformed in its own memory
        long fitting = cubes + 2 * map * padding * padding * padding;
        // what optimizers work in is not needed then; it matters where the cube is small in its box
        long writing = cubes / 2 + WRITTEN * map;
        long reading = 4L * Tasks.threads() * 5 * set.box() * set.box();
        return Math.max(fitting, writing) + reading + OVERHEAD;
    }

    /**
     * The plan of a run that needs {@code volumeBytes} beside its packed images.
     *
     * @param cacheMegabytes for images; 0 takes what is left
     */
    public static MemoryPlan of(long volumeBytes, ParticleSet set, HalfDisc disc, int cacheMegabytes) {
        long limit = Runtime.getRuntime().maxMemory();
        long table = set.bytes() + (long) set.size() * (4L * (disc.radius() + 1) + PER_PARTICLE);
        long imageBytes = PackedImages.bytesPerImage(disc) * set.size();
        long left = Math.max(0, (long) (0.9 * (limit - volumeBytes - table)));
        long cache = Math.min(imageBytes, cacheMegabytes > 0 ? (long) cacheMegabytes << 20 : left);
        return new MemoryPlan(volumeBytes, table, imageBytes, cache, limit);
    }

    /** The plan for the default options, as information about a set. */
    public static MemoryPlan of(ParticleSet set) {
        ModelOptions model = ModelOptions.defaults();
        HalfDisc disc = new HalfDisc(model.radiusFor(set.box()));
        HalfCube cube = new HalfCube(disc.radius() * model.padding());
        return of(
                set,
                PackedImages.discOf(set, disc),
                cube,
                set.box(),
                model.padding(),
                Reconstruction.volumes(ReconstructionOptions.defaults()),
                0);
    }

    /** What is in memory at once. */
    public long bytes() {
        return volumeBytes + tableBytes + cacheBytes;
    }

    /** One line for the user. */
    public String describe() {
        String line = String.format(
                Locale.ROOT,
                "Memory: %d MB for volumes and transforms, %d MB for the table of particles, %d MB for images; Java may use %d MB.",
                volumeBytes >> 20,
                tableBytes >> 20,
                cacheBytes >> 20,
                limitBytes >> 20);
        if (cacheBytes < imageBytes)
            line += String.format(
                    Locale.ROOT, " A scratch file holds another %d MB of images.", (imageBytes - cacheBytes) >> 20);
        return line;
    }

    /** The -Xmx with which Java may use so many bytes: its parallel collector keeps a ninth to itself, others less. */
    private static long heap(long bytes) {
        return bytes / 8 * 9;
    }

    /** Throws if the run cannot fit. */
    public void check() {
        if (bytes() > limitBytes)
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "this run needs %d MB and Java may use %d MB. Allow more (-Xmx%dm), or use a smaller %sbox=.",
                    bytes() >> 20,
                    limitBytes >> 20,
                    (heap(bytes()) >> 20) + 100,
                    cacheBytes > 0 ? "cache= or a smaller " : ""));
    }
}

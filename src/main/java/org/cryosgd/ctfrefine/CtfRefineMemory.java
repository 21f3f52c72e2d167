/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.Locale;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.MemoryPlan;

/** What a CTF refinement needs: the transforms of the maps of one half, then images as far as they fit; others are read again. */
final class CtfRefineMemory {
    /** The program itself, and sums over the points of a half disc. */
    private static final long OVERHEAD = 160L << 20;

    /** Maps of both halves and folds, given ones, and those in work. */
    private static final int MAPS = 10;

    private CtfRefineMemory() {}

    static MemoryPlan plan(ParticleSet set, HalfDisc disc, int box, CtfRefineOptions options) {
        long references = 2 * Reference.bytes(box, options.magnification()) + Reference.bytesOfTransform(box);
        long maps = 4L * MAPS * box * box * box;
        long reading = 4L * Tasks.threads() * 5 * set.box() * set.box();
        return MemoryPlan.of(references + maps + reading + OVERHEAD, set, disc, options.cacheMegabytes());
    }

    /** One line for the user. */
    static String describe(MemoryPlan plan, HalfDisc disc, int particles) {
        int images = Math.min(images(plan, disc), particles);
        return String.format(
                Locale.ROOT,
                "Memory: %d MB for maps and transforms, %d MB for the table of particles, %d MB for images; Java may use %d MB.%s",
                plan.volumeBytes() >> 20,
                plan.tableBytes() >> 20,
                images * bytesPerImage(disc) >> 20,
                plan.limitBytes() >> 20,
                images == particles
                        ? ""
                        : " " + (particles - images) + " of " + particles + " images are read again in each pass.");
    }

    private static long bytesPerImage(HalfDisc disc) {
        return 8L * disc.size() + 16;
    }

    /** How many images may be in memory at once. */
    static int images(MemoryPlan plan, HalfDisc disc) {
        return (int) Math.min(Integer.MAX_VALUE, plan.cacheBytes() / bytesPerImage(disc));
    }
}

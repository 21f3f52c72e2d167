/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.math.Volume;

/**
 * Whether the resolution that two half maps have under a mask can be trusted.
 *
 * @param resolutionAngstrom where the corrected curve falls below 0.143
 * @param empty whether the maps are 0 everywhere under the mask
 * @param hard whether the mask has no soft edge
 * @param fraction part of the box that the mask covers, (Σm²)² / Σm⁴ over the number of voxels
 * @param independent about how many independent values the FSC has at the resolution: those of half a shell, times
 *     {@code fraction}
 * @param random FSC of maps with random phases under the mask at the resolution, which is what the mask alone makes of
 *     noise; taken no earlier than the first shell that is corrected, and 0 where none is
 */
public record MaskQuality(
        double resolutionAngstrom, boolean empty, boolean hard, double fraction, double independent, double random) {
    /** Where random phases correlate by more than this, the mask makes it; as in RELION. */
    public static final double RANDOM_LIMIT = 0.1;

    /** So many independent values give the FSC of a shell a standard error of a quarter; fewer say nothing. */
    public static final double LEAST_INDEPENDENT = 16;

    private static final String REMEDY = "Make a larger and softer mask: command mask with a larger dilate= and edge=.";

    /**
     * The quality of a mask.
     *
     * @param corrected the curve that the resolution is of
     * @param random at a shell, which may lie between two
     */
    static MaskQuality of(Volume mask, FscCurve masked, FscCurve corrected, double random) {
        boolean empty = true;
        for (double value : masked.values()) empty &= value == 0;
        double fraction = fraction(mask);
        double shell = shellOf(corrected);
        return new MaskQuality(
                corrected.resolutionAt(FscCurve.HALF_MAPS),
                empty,
                Masks.isHard(mask),
                fraction,
                2 * Math.PI * shell * shell * fraction,
                random);
    }

    /** The shell where a curve falls below 0.143, which may lie between two. */
    static double shellOf(FscCurve curve) {
        return curve.box() * curve.voxelSizeAngstrom() / curve.resolutionAt(FscCurve.HALF_MAPS);
    }

    private static double fraction(Volume mask) {
        double squares = 0;
        double fourth = 0;
        for (float value : mask.voxels()) {
            double square = (double) value * value;
            squares += square;
            fourth += square * square;
        }
        return squares * squares / fourth / mask.voxels().length;
    }

    /** Why the resolution is not to be trusted, one sentence each; empty if it is. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (empty) warnings.add("The maps are 0 everywhere under the mask. Choose a mask that covers the particle.");
        else if (independent < LEAST_INDEPENDENT)
            warnings.add(String.format(
                    Locale.ROOT,
                    "The mask is too small, and the resolution of %.2f Å is not to be trusted: it covers %.2g %% of the box,"
                            + " so that the FSC there rests on about %.1f independent values, and should on at least %.0f."
                            + " %s",
                    resolutionAngstrom,
                    100 * fraction,
                    independent,
                    LEAST_INDEPENDENT,
                    REMEDY));
        else if (random > RANDOM_LIMIT)
            warnings.add(String.format(
                    Locale.ROOT,
                    "The mask is too small or too hard for these maps, and the resolution of %.2f Å is not to be trusted:"
                            + " maps with random phases have an FSC of %.2f there under the mask, and should have less than"
                            + " %s. %s",
                    resolutionAngstrom,
                    random,
                    RANDOM_LIMIT,
                    REMEDY));
        if (hard)
            warnings.add(
                    "The mask has a hard edge, which adds correlation of its own. Give it a soft one with the command"
                            + " mask volume=MASK threshold=0.5 lowpass=0 dilate=0 edge=6 mask=SOFT.");
        return warnings;
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.math.Volume;

/**
 * Fourier shell correlation of two half maps under a mask, corrected for what the mask itself correlates. The same mask
 * on two maps of pure noise gives a positive curve; maps whose phases are randomised beyond some shell measure it:
 * corrected = (masked − randomised) / (1 − randomised).
 *
 * @param unmasked the curve of the half maps as they are
 * @param masked both multiplied by the mask
 * @param randomised phases randomised where |k| ≥ {@code randomisedFrom}, then masked
 * @param corrected the curve to state a resolution from; equal to {@code masked} up to {@code randomisedFrom} + 1
 * @param randomisedFrom the first shell where the unmasked curve is below 0.8; n/2 + 1 where it never is, and then
 *     nothing is corrected
 * @param hardMask whether the mask has no soft edge
 * @param maskFraction part of the box that the mask covers, (Σm²)² / Σm⁴ over the number of voxels
 * @see <a href="https://doi.org/10.1016/j.ultramic.2013.06.004">Chen et al., Ultramicroscopy 135 (2013)</a>
 */
public record MaskedFsc(
        FscCurve unmasked,
        FscCurve masked,
        FscCurve randomised,
        FscCurve corrected,
        int randomisedFrom,
        boolean hardMask,
        double maskFraction) {
    /** Where random phases correlate by more than this at the resolution, the mask makes it. */
    public static final double RANDOM_LIMIT = 0.1;

    /** So many independent values give the FSC of a shell a standard error of a quarter; fewer say nothing. */
    public static final double LEAST_INDEPENDENT = 16;

    /** Shells on either side that the curve of random phases is averaged over, since it is noisy itself. */
    private static final int AROUND = 2;

    private static final String REMEDY = "Make a larger and softer mask: command mask with a larger dilate= and edge=.";

    /** Phases are randomised from where the unmasked curve falls below this. */
    public static final double RANDOMISE_BELOW = 0.8;

    /**
     * The curves of two half maps.
     *
     * @param seed of the random phases
     * @throws IllegalArgumentException if box or voxel size of the three differ, or the mask is none, see
     *     {@link Masks#check}
     */
    public static MaskedFsc of(Volume half1, Volume half2, Volume mask, long seed) {
        return of(half1, half2, mask, seed, Weighting.FULL);
    }

    /** {@link #of(Volume, Volume, Volume, long)} with another weighting. */
    public static MaskedFsc of(Volume half1, Volume half2, Volume mask, long seed, Weighting weighting) {
        Masks.check(mask, half1.size(), half1.voxelSizeAngstrom());
        FscCurve unmasked = FourierShellCorrelation.of(half1, half2, weighting);
        FscCurve masked = FourierShellCorrelation.of(Masks.apply(half1, mask), Masks.apply(half2, mask), weighting);
        int below = unmasked.firstShellBelow(RANDOMISE_BELOW);
        int from = below < 0 ? unmasked.values().length : below;
        FscCurve randomised = FourierShellCorrelation.of(
                Masks.apply(PhaseRandomisation.beyond(half1, from, 2 * seed), mask),
                Masks.apply(PhaseRandomisation.beyond(half2, from, 2 * seed + 1), mask),
                weighting);
        return new MaskedFsc(
                unmasked,
                masked,
                randomised,
                correct(masked, randomised, from),
                from,
                Masks.isHard(mask),
                fraction(mask));
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

    /** The shell where the corrected curve falls below {@code threshold}, which may lie between two. */
    private double crossing(double threshold) {
        return unmasked.box() * unmasked.voxelSizeAngstrom() / corrected.resolutionAt(threshold);
    }

    /**
     * The curve of random phases where the corrected one falls below {@code threshold}: what the mask alone makes of
     * noise there. It is the mean of the five shells about that place, of those that are corrected; NaN where none is.
     */
    public double randomisedAt(double threshold) {
        int last = randomised.values().length - 1;
        int from = randomisedFrom + 2;
        int middle = Math.max(from, (int) Math.round(crossing(threshold)));
        double sum = 0;
        int count = 0;
        for (int shell = Math.max(from, middle - AROUND); shell <= Math.min(last, middle + AROUND); shell++) {
            sum += randomised.values()[shell];
            count++;
        }
        return sum / count;
    }

    /**
     * About how many independent values the masked FSC has where the corrected one falls below {@code threshold}: those of
     * half a shell, times the part of the box that the mask covers.
     */
    public double independentAt(double threshold) {
        double shell = crossing(threshold);
        return 2 * Math.PI * shell * shell * maskFraction;
    }

    /**
     * Why the resolution at {@code threshold} is not to be trusted, one sentence each: a mask with nothing under it, too
     * small or too hard for these maps, or with a hard edge.
     */
    public List<String> warnings(double threshold) {
        List<String> warnings = new ArrayList<>();
        String resolution = String.format(Locale.ROOT, "%.2f Å", corrected.resolutionAt(threshold));
        double random = randomisedAt(threshold);
        if (Arrays.stream(masked.values()).allMatch(value -> value == 0))
            warnings.add("The maps are 0 everywhere under the mask. Choose a mask that covers the particle.");
        else if (independentAt(threshold) < LEAST_INDEPENDENT)
            warnings.add(String.format(
                    Locale.ROOT,
                    "The mask is too small, and the resolution of %s is not to be trusted: it covers %.2g %% of the box, so"
                            + " that the FSC there rests on about %.1f independent values, and should on at least %.0f. %s",
                    resolution,
                    100 * maskFraction,
                    independentAt(threshold),
                    LEAST_INDEPENDENT,
                    REMEDY));
        else if (random > RANDOM_LIMIT)
            warnings.add(String.format(
                    Locale.ROOT,
                    "The mask is too small or too hard for these maps, and the resolution of %s is not to be trusted: maps"
                            + " with random phases have an FSC of %.2f there under the mask, and should have less than %s."
                            + " %s",
                    resolution,
                    random,
                    RANDOM_LIMIT,
                    REMEDY));
        if (hardMask)
            warnings.add(
                    "The mask has a hard edge, which adds correlation of its own. Give it a soft one with the command"
                            + " mask volume=MASK threshold=0.5 lowpass=0 dilate=0 edge=6 mask=SOFT.");
        return warnings;
    }

    private static FscCurve correct(FscCurve masked, FscCurve randomised, int from) {
        double[] values = masked.values().clone();
        // the first two shells are left out: the mask spreads true phases over them
        for (int shell = from + 2; shell < values.length; shell++) {
            double random = randomised.values()[shell];
            values[shell] = random > values[shell] ? 0 : (values[shell] - random) / (1 - random);
        }
        return new FscCurve(values, masked.box(), masked.voxelSizeAngstrom());
    }
}

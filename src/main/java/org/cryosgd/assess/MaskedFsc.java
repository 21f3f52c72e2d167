/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

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
 * @param quality whether a resolution from the corrected curve can be trusted; null where only the curves are known
 * @see <a href="https://doi.org/10.1016/j.ultramic.2013.06.004">Chen et al., Ultramicroscopy 135 (2013)</a>
 */
public record MaskedFsc(
        FscCurve unmasked,
        FscCurve masked,
        FscCurve randomised,
        FscCurve corrected,
        int randomisedFrom,
        MaskQuality quality) {
    /** Further draws of random phases before a mask is blamed for what one draw shows. */
    private static final int FURTHER_DRAWS = 4;

    /** Phases are randomised from where the unmasked curve falls below this. */
    public static final double RANDOMISE_BELOW = 0.8;

    /** Curves of a run that is over, whose maps are not looked at again. */
    public MaskedFsc(FscCurve unmasked, FscCurve masked, FscCurve randomised, FscCurve corrected, int randomisedFrom) {
        this(unmasked, masked, randomised, corrected, randomisedFrom, null);
    }

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
        FscCurve randomised = randomised(half1, half2, mask, from, seed, weighting);
        FscCurve corrected = correct(masked, randomised, from);
        double shell = Math.max(MaskQuality.shellOf(corrected), from + 2);
        double random = shell > half1.size() / 2.0 ? 0 : randomised.valueAt(shell);
        if (random > MaskQuality.RANDOM_LIMIT) {
            // one draw is noisy itself where a shell has few values
            for (int draw = 1; draw <= FURTHER_DRAWS; draw++)
                random += randomised(half1, half2, mask, from, seed + draw, weighting)
                        .valueAt(shell);
            random /= 1 + FURTHER_DRAWS;
        }
        MaskQuality quality = MaskQuality.of(mask, masked, corrected, random);
        return new MaskedFsc(unmasked, masked, randomised, corrected, from, quality);
    }

    private static FscCurve randomised(
            Volume half1, Volume half2, Volume mask, int from, long seed, Weighting weighting) {
        Volume[] random = PhaseRandomisation.halves(half1, half2, from, seed);
        return FourierShellCorrelation.of(Masks.apply(random[0], mask), Masks.apply(random[1], mask), weighting);
    }

    /** A correlation without what the mask itself correlates, which is that with random phases. */
    static double correct(double masked, double random) {
        return random > masked ? 0 : (masked - random) / (1 - random);
    }

    /** The curve without what the mask itself correlates. */
    static FscCurve correct(FscCurve masked, FscCurve randomised, int from) {
        double[] values = masked.values().clone();
        // the first two shells are left out: the mask spreads true phases over them
        for (int shell = from + 2; shell < values.length; shell++)
            values[shell] = correct(values[shell], randomised.values()[shell]);
        return new FscCurve(values, masked.box(), masked.voxelSizeAngstrom());
    }
}

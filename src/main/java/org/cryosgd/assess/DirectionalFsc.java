/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.Arrays;
import java.util.Locale;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Spiral;
import org.cryosgd.math.Volume;

/**
 * Fourier shell correlation over cones: of each direction, the curve of the frequencies within an angle of it, as in 3DFSC. Directions
 * are spread evenly over the half sphere; the opposite one has the same curve.
 *
 * @param directions unit vectors x, y, z with z &gt; 0
 * @param curves one for each direction; with a mask they are corrected for it as in {@link MaskedFsc}; a shell in which the
 *     cone has no voxel has the value of the whole shell
 * @param coneDegrees half angle of the cones
 * @see <a href="https://doi.org/10.1038/nmeth.4347">Tan et al., Nature Methods 14 (2017)</a>
 */
public record DirectionalFsc(double[][] directions, FscCurve[] curves, double coneDegrees) {
    /** Of the cones, as in 3DFSC. */
    public static final double CONE_DEGREES = 20;

    /** About 10° from one to the next. */
    private static final int DIRECTIONS = 200;

    /** The part of the directions that is left out at either end. */
    private static final double ENDS = 0.05;

    /**
     * The curves of two half maps.
     *
     * @param whole their curves under the mask; null for no mask
     * @param mask null for none
     * @param seed of the random phases
     * @throws IllegalArgumentException if the boxes or voxel sizes differ
     */
    public static DirectionalFsc of(Volume half1, Volume half2, MaskedFsc whole, Volume mask, long seed) {
        FourierShellCorrelation.checkSame(half1, half2);
        double[][] directions = Spiral.directions(DIRECTIONS, 2 * DIRECTIONS);
        if (mask == null) return new DirectionalFsc(directions, cones(half1, half2, directions), CONE_DEGREES);
        int from = whole.randomisedFrom();
        FscCurve[] masked = cones(Masks.apply(half1, mask), Masks.apply(half2, mask), directions);
        Volume[] randomised = PhaseRandomisation.halves(half1, half2, from, seed);
        FscCurve[] random = cones(Masks.apply(randomised[0], mask), Masks.apply(randomised[1], mask), directions);
        for (int d = 0; d < masked.length; d++) masked[d] = MaskedFsc.correct(masked[d], random[d], from);
        return new DirectionalFsc(directions, masked, CONE_DEGREES);
    }

    private static FscCurve[] cones(Volume one, Volume two, double[][] directions) {
        int n = one.size();
        RealFft3D fft = new RealFft3D(n);
        float[] a = fft.forward(one.voxels());
        float[] b = fft.forward(two.voxels());
        double[] whole = FourierShellCorrelation.of(a, b, n, one.voxelSizeAngstrom(), Weighting.FULL)
                .values();
        ConeSums sums = new ConeSums(n, directions, CONE_DEGREES);
        sums.add(fft, a, b);
        FscCurve[] curves = new FscCurve[directions.length];
        for (int d = 0; d < curves.length; d++) {
            curves[d] = sums.of(d).correlation(n, one.voxelSizeAngstrom());
            double[] values = curves[d].values();
            // a cone may have no voxel of the innermost shells
            for (int shell = 0; shell < values.length; shell++) if (values[shell] == 0) values[shell] = whole[shell];
        }
        return curves;
    }

    /** The resolution of each direction in Å at FSC 0.143. */
    public double[] resolutions() {
        return Arrays.stream(curves)
                .mapToDouble(c -> c.resolutionAt(FscCurve.HALF_MAPS))
                .toArray();
    }

    /** The resolution in Å that the best 5 % of the directions reach. */
    public double finest() {
        return quantile(ENDS);
    }

    /** The resolution in Å that all but the worst 5 % of the directions reach. */
    public double coarsest() {
        return quantile(1 - ENDS);
    }

    /** {@link #coarsest} over {@link #finest}: 1 for a map that is equally good in all directions, but for noise. */
    public double anisotropy() {
        return coarsest() / finest();
    }

    /** The direction nearest to one given by angles as in a STAR file. */
    public int nearest(double rotDegrees, double tiltDegrees) {
        double sin = Math.sin(Math.toRadians(tiltDegrees));
        double x = sin * Math.cos(Math.toRadians(rotDegrees));
        double y = sin * Math.sin(Math.toRadians(rotDegrees));
        double z = Math.cos(Math.toRadians(tiltDegrees));
        int best = 0;
        double most = -1;
        for (int d = 0; d < directions.length; d++) {
            double along = Math.abs(directions[d][0] * x + directions[d][1] * y + directions[d][2] * z);
            if (along <= most) continue;
            most = along;
            best = d;
        }
        return best;
    }

    /** rlnAngleRot and rlnAngleTilt of a direction in degrees. */
    public double[] angles(int direction) {
        double[] v = directions[direction];
        return new double[] {Math.toDegrees(Math.atan2(v[1], v[0])), Math.toDegrees(Math.acos(v[2]))};
    }

    /** The direction of the coarsest resolution. */
    public int worst() {
        double[] all = resolutions();
        int worst = 0;
        for (int d = 1; d < all.length; d++) if (all[d] > all[worst]) worst = d;
        return worst;
    }

    /** In one line. */
    public String describe() {
        double[] angles = angles(worst());
        return String.format(
                Locale.ROOT,
                "Directions: from %.2f to %.2f Å (all but 5 %% at either end, cones of %.0f°), anisotropy %.2f; worst near rot %.0f°, tilt %.0f°",
                finest(),
                coarsest(),
                coneDegrees,
                anisotropy(),
                angles[0],
                angles[1]);
    }

    private double quantile(double part) {
        double[] all = resolutions();
        Arrays.sort(all);
        return all[(int) Math.round(part * (all.length - 1))];
    }
}

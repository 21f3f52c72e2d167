/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Volume;

/**
 * From two half maps the map to look at: their mean, weighted by √(2 FSC / (1 + FSC)), divided by the MTF of the camera,
 * sharpened by exp(−B s²/4), and low-pass filtered at its resolution.
 *
 * @param fit whether B is fitted to the Guinier plot (Rosenthal and Henderson 2003): four times the slope of ln |F|
 *     against s² from 10 Å to the resolution; otherwise it is {@code bFactorAngstrom2}
 * @param bFactorAngstrom2 B; negative sharpens
 * @param lowPassAngstrom of the filter at the end; 0 for none, NaN for the resolution at FSC 0.143
 * @param flip whether the map is mirrored (x → −x), for the other hand
 * @param seed of the random phases
 * @see <a href="https://doi.org/10.1016/j.jmb.2003.07.013">Rosenthal and Henderson, J. Mol. Biol. 333 (2003)</a>
 */
public record PostProcessing(boolean fit, double bFactorAngstrom2, double lowPassAngstrom, boolean flip, long seed) {
    /** The Guinier plot is straight from here on. */
    public static final double FIT_FROM_ANGSTROM = 10;

    public PostProcessing {
        require(Double.isFinite(bFactorAngstrom2), "bfactor (Å²)", "a number", bFactorAngstrom2);
        require(!(lowPassAngstrom < 0), "lowpass (Å)", "at least 0", lowPassAngstrom);
    }

    /**
     * What came out.
     *
     * @param map sharpened, without the mask
     * @param masked times the mask; null without one
     * @param fsc of the half maps
     * @param curves under the mask; null without one
     * @param bFactorAngstrom2 that was used
     * @param resolutionAngstrom at FSC 0.143
     * @param guinier for each shell: s² (1/Å²), ln of the mean amplitude weighted by the FSC, and after sharpening; NaN
     *     where there is none
     */
    public record Result(
            Volume map,
            Volume masked,
            FscCurve fsc,
            MaskedFsc curves,
            double bFactorAngstrom2,
            double resolutionAngstrom,
            double[][] guinier) {
        /** The curve that was used: corrected under the mask where there is one. */
        public FscCurve best() {
            return curves != null ? curves.corrected() : fsc;
        }
    }

    /**
     * Does it.
     *
     * @param mask null for none
     * @throws IllegalArgumentException if the maps or the mask do not fit together, or there is nothing to fit B to
     */
    public Result of(Volume half1, Volume half2, Volume mask) {
        return of(half1, half2, mask, null);
    }

    /**
     * The same, and before the B-factor is fitted the damping of the camera is undone.
     *
     * @param mtf of a frequency in 1/Å, above 0; null for none
     */
    public Result of(Volume half1, Volume half2, Volume mask, DoubleUnaryOperator mtf) {
        return of(half1, half2, mask, mtf, Weighting.FULL);
    }

    Result of(Volume half1, Volume half2, Volume mask, DoubleUnaryOperator mtf, Weighting weighting) {
        FscCurve fsc = FourierShellCorrelation.of(half1, half2, weighting);
        MaskedFsc curves = mask == null ? null : MaskedFsc.of(half1, half2, mask, seed, weighting);
        FscCurve best = curves == null ? fsc : curves.corrected();
        double resolution = best.resolutionAt(FscCurve.HALF_MAPS);
        Volume mean = Volume.mean(half1, half2);
        double[] weights = weights(best);
        double[] amplitudes = meanAmplitudes(mean);
        double[][] guinier = new double[3][weights.length];
        double box = mean.size() * mean.voxelSizeAngstrom();
        for (int shell = 0; shell < weights.length; shell++) {
            guinier[0][shell] = shell / box * (shell / box);
            double amplitude = weights[shell] * amplitudes[shell] / (mtf == null ? 1 : mtf.applyAsDouble(shell / box));
            guinier[1][shell] = amplitude > 0 ? Math.log(amplitude) : Double.NaN;
        }
        double b = fit ? fitted(guinier, resolution) : bFactorAngstrom2;
        for (int shell = 0; shell < weights.length; shell++)
            guinier[2][shell] = guinier[1][shell] - b / 4 * guinier[0][shell];
        double limit = Double.isNaN(lowPassAngstrom) ? resolution : lowPassAngstrom;
        DoubleUnaryOperator edge = limit > 0 ? LowPass.edgeAt(Math.rint(box / limit)) : k -> 1;
        Volume map = LowPass.filter(mean, k -> {
            int shell = (int) Math.round(k);
            double s = k / box;
            double kept =
                    shell >= weights.length ? 0 : weights[shell] * Math.exp(-b / 4 * s * s) * edge.applyAsDouble(k);
            return mtf == null ? kept : kept / mtf.applyAsDouble(s);
        });
        if (flip) map = mirrored(map);
        Volume masked = mask == null ? null : Masks.apply(map, flip ? mirrored(mask) : mask);
        return new Result(map, masked, fsc, curves, b, resolution, guinier);
    }

    /** √(2 FSC / (1 + FSC)), the correlation of the mean with the truth. */
    private static double[] weights(FscCurve fsc) {
        double[] weights = new double[fsc.values().length];
        for (int shell = 0; shell < weights.length; shell++) {
            double value = fsc.values()[shell];
            weights[shell] = value > 0 ? Math.sqrt(2 * value / (1 + value)) : 0;
        }
        return weights;
    }

    private static double[] meanAmplitudes(Volume map) {
        int n = map.size();
        RealFft3D fft = new RealFft3D(n);
        float[] spectrum = fft.forward(map.voxels());
        double[] sum = new double[n / 2 + 1];
        long[] count = new long[n / 2 + 1];
        for (int z = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int kx = 0; kx <= n / 2; kx++) {
                    long ky = y <= n / 2 ? y : y - n;
                    long kz = z <= n / 2 ? z : z - n;
                    int shell = (int) Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz));
                    if (shell > n / 2) continue;
                    int i = fft.index(kx, y, z);
                    sum[shell] += Math.hypot(spectrum[i], spectrum[i + 1]);
                    count[shell]++;
                }
        for (int shell = 0; shell < sum.length; shell++) sum[shell] /= count[shell];
        return sum;
    }

    /** Four times the slope of the straight line through the plot from 10 Å to the resolution. */
    private static double fitted(double[][] guinier, double resolution) {
        double from = 1 / (FIT_FROM_ANGSTROM * FIT_FROM_ANGSTROM);
        double to = 1 / (resolution * resolution);
        double n = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int shell = 0; shell < guinier[0].length; shell++) {
            double s2 = guinier[0][shell];
            double value = guinier[1][shell];
            if (s2 < from || s2 > to || Double.isNaN(value)) continue;
            n++;
            x += s2;
            y += value;
            xx += s2 * s2;
            xy += s2 * value;
        }
        if (n < 3)
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "bfactor cannot be fitted: between %.0f Å and the resolution of %.2f Å are %.0f shells, 3 are"
                            + " needed. Give a number, such as bfactor=0",
                    FIT_FROM_ANGSTROM,
                    resolution,
                    n));
        return 4 * (n * xy - x * y) / (n * xx - x * x);
    }

    /** x → −x about voxel n/2. */
    private static Volume mirrored(Volume map) {
        int n = map.size();
        float[] voxels = new float[map.voxels().length];
        for (int row = 0; row < n * n; row++)
            for (int x = 0; x < n; x++) voxels[row * n + x] = map.voxels()[row * n + (n - x) % n];
        return new Volume(n, map.voxelSizeAngstrom(), voxels);
    }
}

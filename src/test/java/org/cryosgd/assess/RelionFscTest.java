/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Volume;
import org.cryosgd.testimages.ReferenceFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agreement with RELION 3.1.3 on its own half maps; see the README of src/test/resources. */
class RelionFscTest {
    @TempDir
    Path folder;

    private Volume half1;
    private Volume half2;
    private Volume mask;

    @BeforeEach
    void readMaps() throws IOException {
        half1 = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_half1.mrc"));
        half2 = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_half2.mrc"));
        mask = Masks.read(
                ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_mask.mrc"), half1.size(), half1.voxelSizeAngstrom());
    }

    private StarBlock block(String file, String name) throws IOException {
        return StarFile.read(ReferenceFiles.copy(folder, "assess/" + file)).block(name);
    }

    @Test
    void imageHandlersCurveUnmaskedAndMasked() throws IOException {
        double[] unmasked =
                block("gs_64_snr0.1_imagehandler_fsc_unmasked.txt", "fsc").numbers("rlnFourierShellCorrelation");
        double[] masked =
                block("gs_64_snr0.1_imagehandler_fsc_masked.txt", "fsc").numbers("rlnFourierShellCorrelation");
        assertCurve(unmasked, FourierShellCorrelation.of(half1, half2, Weighting.RELION));
        assertCurve(
                masked,
                FourierShellCorrelation.of(Masks.apply(half1, mask), Masks.apply(half2, mask), Weighting.RELION));
    }

    /** How far the two weightings differ is a property of these maps that the reference's README states. */
    @Test
    void theFullTransformDiffersFromRelionsSumByUpTo0006() {
        double[] full = FourierShellCorrelation.of(half1, half2).values();
        double[] relion =
                FourierShellCorrelation.of(half1, half2, Weighting.RELION).values();
        double most = 0;
        for (int i = 0; i < full.length; i++) most = Math.max(most, Math.abs(full[i] - relion[i]));
        assertEquals(0.005, most, 0.0015);
    }

    @Test
    void postprocessMaskedRandomisedAndCorrected() throws IOException {
        StarBlock fsc = block("gs_64_snr0.1_post.star", "fsc");
        StarBlock general = block("gs_64_snr0.1_post.star", "general").asTable();
        MaskedFsc ours = MaskedFsc.of(half1, half2, mask, 1, Weighting.RELION);
        assertCurve(fsc.numbers("rlnFourierShellCorrelationUnmaskedMaps"), ours.unmasked());
        assertCurve(fsc.numbers("rlnFourierShellCorrelationMaskedMaps"), ours.masked());
        assertEquals(general.number(0, "rlnRandomiseFrom"), ours.unmasked().resolutionOf(ours.randomisedFrom()), 1e-5);

        double[] random = fsc.numbers("rlnCorrectedFourierShellCorrelationPhaseRandomizedMaskedMaps");
        double[] corrected = fsc.numbers("rlnFourierShellCorrelationCorrected");
        double[] sigma = randomisedScatter();
        int from = ours.randomisedFrom();
        for (int shell = 0; shell < random.length; shell++) {
            // two draws of the phases: √2 standard deviations each, five of them; beyond, nothing is random
            double tolerance = 5 * Math.sqrt(2) * sigma[shell] + 1e-4;
            assertEquals(random[shell], ours.randomised().values()[shell], tolerance, "randomised, shell " + shell);
            if (shell < from + 2)
                assertEquals(corrected[shell], ours.corrected().values()[shell], 1e-4);
            else
                // d corrected / d random = −(1 − masked) / (1 − random)², at most 1.1 times the tolerance here
                assertEquals(corrected[shell], ours.corrected().values()[shell], 1.1 * tolerance, "shell " + shell);
        }
        // RELION reports the last shell before the curve is below 0.143, without interpolation
        int last = ours.corrected().firstShellBelow(FscCurve.HALF_MAPS) - 1;
        assertEquals(general.number(0, "rlnFinalResolution"), ours.corrected().resolutionOf(last), 1e-5);
    }

    /** The standard deviation per shell of the randomised curve, from ten seeds. */
    private double[] randomisedScatter() {
        int seeds = 10;
        double[] sum = new double[half1.size() / 2 + 1];
        double[] squares = new double[sum.length];
        for (int seed = 10; seed < 10 + seeds; seed++) {
            double[] values = MaskedFsc.of(half1, half2, mask, seed, Weighting.RELION)
                    .randomised()
                    .values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
                squares[i] += values[i] * values[i];
            }
        }
        double[] sigma = new double[sum.length];
        Arrays.setAll(sigma, i -> Math.sqrt(Math.max(0, squares[i] - sum[i] * sum[i] / seeds) / (seeds - 1)));
        return sigma;
    }

    private static void assertCurve(double[] expected, FscCurve actual) {
        assertArrayEquals(expected, actual.values(), 1e-4);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Volume;
import org.cryosgd.testimages.ReferenceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostProcessingTest {
    /** White noise in a box of 48, voxels of 1.5 Å. */
    private static Volume white(long seed) {
        Random random = new Random(seed);
        float[] voxels = new float[48 * 48 * 48];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
        return new Volume(48, 1.5, voxels);
    }

    /**
     * White noise times exp(−B s²/4): equal half maps have FSC 1, and the slope is −B/4 up to the scatter of the mean
     * amplitude of a shell, 0.52/√(points), about 0.01 each: less than 4 Å² over the 17 shells that are fitted.
     */
    @Test
    void theFitFindsTheBFactorOfAMap() {
        double b = 120;
        Volume blurred = LowPass.filter(white(1), k -> Math.exp(-b / 4 * k * k / (72.0 * 72)));
        PostProcessing.Result result = new PostProcessing(true, 0, 0, false, 0).of(blurred, blurred, null);
        assertEquals(-b, result.bFactorAngstrom2(), 4);
        assertEquals(3, result.resolutionAngstrom(), 1e-9, "limited by the voxel size");
    }

    /** With FSC 1 and B = 0 nothing is left to do. */
    @Test
    void equalHalfMapsAreTheirOwnResult() {
        Volume smooth = LowPass.apply(white(2), 6);
        PostProcessing.Result result = new PostProcessing(false, 0, 0, false, 0).of(smooth, smooth, null);
        assertArrayEquals(smooth.voxels(), result.map().voxels(), 1e-5f);
    }

    /** A map that a camera damped is, with its MTF, as the map before; also its B-factor is. */
    @Test
    void theMtfIsUndone() {
        DoubleUnaryOperator mtf = s -> 1 - 0.8 * Math.min(1, 3 * s);
        Volume sharp = white(6);
        Volume damped = LowPass.filter(sharp, k -> mtf.applyAsDouble(k / 72));
        PostProcessing fit = new PostProcessing(true, 0, 0, false, 0);
        PostProcessing.Result before = fit.of(sharp, sharp, null);
        PostProcessing.Result undone = fit.of(damped, damped, null, mtf);
        // the MTF within a shell of the width 1/72 Å is a straight line, and the mean amplitude is divided by that of
        // its middle
        assertEquals(before.bFactorAngstrom2(), undone.bFactorAngstrom2(), 0.5);
        double b = undone.bFactorAngstrom2() - before.bFactorAngstrom2();
        Volume expected = LowPass.filter(before.map(), k -> Math.exp(-b / 4 * k * k / (72.0 * 72)));
        assertArrayEquals(expected.voxels(), undone.map().voxels(), 2e-5f);
        assertTrue(fit.of(damped, damped, null).bFactorAngstrom2() < before.bFactorAngstrom2() - 5, "left in");
    }

    @Test
    void flippingTwiceGivesTheMapBack() {
        Volume smooth = LowPass.apply(white(3), 6);
        PostProcessing flip = new PostProcessing(false, 0, 0, true, 0);
        Volume once = flip.of(smooth, smooth, null).map();
        assertEquals(smooth.voxels()[5 * 48 + 7], once.voxels()[5 * 48 + 48 - 7], 1e-5f);
        assertArrayEquals(smooth.voxels(), flip.of(once, once, null).map().voxels(), 2e-5f);
    }

    @Test
    void tooFewShellsForAFitAreSaid() {
        Volume a = LowPass.apply(white(4), 12);
        Volume noisy = white(5);
        float[] sum = a.voxels().clone();
        for (int i = 0; i < sum.length; i++) sum[i] += 0.05f * noisy.voxels()[i];
        String message = assertThrows(IllegalArgumentException.class, () -> new PostProcessing(true, 0, 0, false, 0)
                        .of(a, new Volume(48, 1.5, sum), null))
                .getMessage();
        assertTrue(message.contains("bfactor=0"), message);
    }

    /**
     * relion_postprocess weights by the corrected curve, which up to the shell where phases are randomised depends on no
     * random numbers; there the maps are the same to single precision.
     */
    @Test
    void relionWeightsTheSame(@TempDir Path folder) throws IOException {
        Volume half1 = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_half1.mrc"));
        Volume half2 = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_half2.mrc"));
        Volume mask = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_mask.mrc"));
        PostProcessing.Result result =
                new PostProcessing(false, 0, 0, false, 1).of(half1, half2, mask, null, Weighting.RELION);
        Volume relion = MrcFiles.readVolume(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_post.mrc"));
        Volume ours = LowPass.filter(result.map(), k -> k < 16.5 ? 1 : 0);
        Volume theirs = LowPass.filter(relion, k -> k < 16.5 ? 1 : 0);
        double most = 0;
        for (float value : theirs.voxels()) most = Math.max(most, Math.abs(value));
        assertArrayEquals(theirs.voxels(), ours.voxels(), (float) (1e-5 * most));
        double[] guinier = StarFile.read(ReferenceFiles.copy(folder, "assess/gs_64_snr0.1_post.star"))
                .block("guinier")
                .numbers("rlnLogAmplitudesWeighted");
        // RELION's transform is scaled by 1/n³ and sums the half transform; so do the mean amplitudes here
        double scale = result.guinier()[1][5] - guinier[5];
        for (int shell = 1; shell <= 16; shell++)
            assertEquals(guinier[shell], result.guinier()[1][shell] - scale, 1e-3, "shell " + shell);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps, masks and curves whose resolution is not what it seems. */
class DoubtfulMapsTest {
    private static final int N = 32;
    private static final double VOXEL = 2;

    /** A particle of random density within 8 voxels, filtered. */
    private static Volume particle(DoubleUnaryOperator filter) {
        return LowPass.filter(
                Masks.apply(FourierShellCorrelationTest.noise(N, VOXEL, 3), Masks.sphere(N, VOXEL, 8, 3)), filter);
    }

    private static Volume plusNoise(Volume map, double amplitude, long seed) {
        float[] voxels = map.voxels().clone();
        float[] noise = FourierShellCorrelationTest.noise(N, VOXEL, seed).voxels();
        for (int i = 0; i < voxels.length; i++) voxels[i] += (float) amplitude * noise[i];
        return new Volume(N, VOXEL, voxels);
    }

    /** Three voxels: where the randomised maps are not zero they are alike. */
    private static Volume threeVoxels() {
        float[] voxels = new float[N * N * N];
        int centre = N / 2 * (N * N + N + 1);
        Arrays.fill(voxels, centre, centre + 3, 1);
        return new Volume(N, VOXEL, voxels);
    }

    private final Volume signal = particle(LowPass.edgeAt(8));
    private final Volume half1 = plusNoise(signal, 0.2, 11);
    private final Volume half2 = plusNoise(signal, 0.2, 12);

    @Test
    void aMaskOfThreeVoxelsIsTooSmallAndWhatIsRecommendedHelps() {
        Volume tiny = threeVoxels();
        MaskedFsc masked = MaskedFsc.of(half1, half2, tiny, 0);
        assertEquals(3.0 / (N * N * N), masked.quality().fraction(), 1e-12);
        // a shell of the box has at most 2π (N/2)² independent values
        assertTrue(masked.quality().independent() <= 2 * Math.PI * N * N / 4 * 3.0 / (N * N * N));
        List<String> warnings = masked.quality().warnings();
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("too small"), warnings::toString);
        assertTrue(warnings.get(1).contains("hard edge"), warnings::toString);
        Volume larger = new MaskCreation(0, 0.5, true, 9, 4).of(tiny).mask();
        MaskedFsc better = MaskedFsc.of(half1, half2, larger, 0);
        assertEquals(List.of(), better.quality().warnings());
        // the signal ends at shell 9
        double end = N * VOXEL / 9;
        assertTrue(
                better.corrected().resolutionAt(0.143) > end,
                () -> better.corrected().resolutionAt(0.143) + " Å");
    }

    @Test
    void aHardEdgeIsSaidAndWhatIsRecommendedMakesItSoft() {
        Volume hard = Masks.sphere(N, VOXEL, 9, 0);
        assertTrue(MaskedFsc.of(half1, half2, hard, 0).quality().warnings().stream()
                .anyMatch(warning -> warning.contains("mask volume=MASK threshold=0.5 lowpass=0 dilate=0 edge=6")));
        Volume soft = new MaskCreation(0, 0.5, true, 0, 6).of(hard).mask();
        assertFalse(MaskedFsc.of(half1, half2, soft, 0).quality().hard());
        assertFalse(Masks.isHard(Masks.sphere(N, VOXEL, 40, 0)), "1 everywhere has no edge");
    }

    /** A density about the particle, cut off by a hard mask: the edge has the same transform in both maps. */
    @Test
    void aMaskThatCorrelatesRandomPhasesIsSaidAndASoftOneHelps() {
        Volume ground1 = plusConstant(half1, 1);
        Volume ground2 = plusConstant(half2, 1);
        MaskedFsc masked = MaskedFsc.of(ground1, ground2, Masks.sphere(N, VOXEL, 9, 0), 0);
        assertTrue(
                masked.quality().random() > 0.1,
                () -> "random phases " + masked.quality().random());
        assertTrue(
                masked.quality().warnings().get(0).contains("random phases"),
                () -> "" + masked.quality().warnings());
        assertEquals(
                List.of(),
                MaskedFsc.of(ground1, ground2, Masks.sphere(N, VOXEL, 9, 6), 0)
                        .quality()
                        .warnings());
    }

    private static Volume plusConstant(Volume map, float constant) {
        float[] voxels = map.voxels().clone();
        for (int i = 0; i < voxels.length; i++) voxels[i] += constant;
        return new Volume(N, VOXEL, voxels);
    }

    @Test
    void aSoftMaskOfTheParticleIsNotDoubted() {
        assertEquals(
                List.of(),
                MaskedFsc.of(half1, half2, Masks.sphere(N, VOXEL, 9, 5), 0)
                        .quality()
                        .warnings());
    }

    @Test
    void aMaskWithNothingUnderItIsSaid() {
        Volume corner = new Volume(N, VOXEL, new float[N * N * N]);
        corner.voxels()[0] = 1;
        corner.voxels()[1] = 0.5f;
        Volume inside = Masks.apply(half1, Masks.sphere(N, VOXEL, 9, 3));
        List<String> warnings = MaskedFsc.of(inside, Masks.apply(half2, Masks.sphere(N, VOXEL, 9, 3)), corner, 0)
                .quality()
                .warnings();
        assertTrue(warnings.get(0).contains("0 everywhere under the mask"), warnings::toString);
    }

    @Test
    void theSameDataAreKnownWhateverTheirScale() {
        float[] scaled = half1.voxels().clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] = -3 * scaled[i] + 0.7f;
        assertTrue(MapChecks.areSame(half1, half1));
        assertTrue(MapChecks.areSame(half1, new Volume(N, VOXEL, scaled)));
        assertFalse(MapChecks.areSame(half1, half2));
        // noise of a thousandth correlates to 1 − 1e-6 of the signal's power or less
        assertFalse(MapChecks.areSame(half1, plusNoise(half1, 1e-3, 13)));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, 7.5f})
    void aConstantMapIsRefused(float value) {
        float[] voxels = new float[N * N * N];
        Arrays.fill(voxels, value);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> MapChecks.check("a.mrc", new Volume(N, VOXEL, voxels)))
                .getMessage();
        assertTrue(message.contains("a.mrc: all voxels are " + value), message);
        voxels[17] = 1e-30f;
        MapChecks.check("a.mrc", new Volume(N, VOXEL, voxels));
    }

    @Test
    void densitiesThatATransformCannotAddAreRefused() {
        float[] voxels = signal.voxels().clone();
        voxels[5] = 1e38f;
        assertThrows(IllegalArgumentException.class, () -> MapChecks.check("a", new Volume(N, VOXEL, voxels)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 15, 33})
    void oddAndTinyBoxesAreRefusedWithTheBoxToPadTo(int n) {
        float[] voxels = new float[n * n * n];
        voxels[0] = 1;
        Volume map = new Volume(n, VOXEL, voxels);
        String message = assertThrows(IllegalArgumentException.class, () -> MapChecks.check("a.mrc", map))
                .getMessage();
        int padded = Math.max(4, n + n % 2);
        assertTrue(message.endsWith("--new_box " + padded), message);
        if (n % 2 != 0) assertThrows(IllegalArgumentException.class, () -> FourierShellCorrelation.of(map, map));
        // what is recommended is accepted
        float[] larger = new float[padded * padded * padded];
        larger[0] = 1;
        MapChecks.check("b.mrc", new Volume(padded, VOXEL, larger));
    }

    /** Small even boxes work: the curve of a map with itself is 1. */
    @ParameterizedTest
    @ValueSource(ints = {4, 6, 8, 10})
    void tinyEvenBoxesHaveACurve(int n) {
        SplittableRandom random = new SplittableRandom(n);
        float[] voxels = new float[n * n * n];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextDouble();
        Volume map = new Volume(n, VOXEL, voxels);
        // single precision
        for (double value : FourierShellCorrelation.of(map, map).values()) assertEquals(1, value, 1e-6);
        assertEquals(1, FourierShellCorrelation.of(map, map).mean(), 1e-6);
    }

    private static FscCurve curve(double... values) {
        return new FscCurve(values, 2 * (values.length - 1), 1);
    }

    /** A dip at shell 3 of 10, and a real end between 7 and 8. */
    @Test
    void aDipHasTwoCrossings() {
        FscCurve dip = curve(1, 1, 0.9, 0.1, 0.8, 0.9, 0.8, 0.643, -0.357, 0, 0.1);
        assertTrue(dip.comesBack(0.143));
        assertEquals(20 / (2 + 0.757 / 0.8), dip.resolutionAt(0.143), 1e-12);
        assertEquals(20 / 7.5, dip.lastResolutionAt(0.143), 1e-12);
    }

    @Test
    void aCurveThatIsLowAtFirstOrRisesAtTheEndComesBack() {
        FscCurve low = curve(1, 0.1, 0.1, 0.8, 0.9, 0.9, 0.643, -0.357, 0, 0, 0);
        assertTrue(low.comesBack(0.143));
        assertEquals(20, low.resolutionAt(0.143), 1e-12);
        assertEquals(20 / 6.5, low.lastResolutionAt(0.143), 1e-12);
        FscCurve rising = curve(1, 1, 1, 0.9, 0.5, 0.1, 0, 0.1, 0.4, 0.6, 0.7);
        assertTrue(rising.comesBack(0.143));
        assertEquals(2, rising.lastResolutionAt(0.143), 1e-12);
    }

    @Test
    void noiseAboutTheThresholdIsNoReturn() {
        assertFalse(curve(1, 1, 1, 0.9, 0.5, 0.1, 0.16, 0.1, 0.15, 0.05, 0.1).comesBack(0.143));
        assertFalse(curve(1, 1, 1, 0.9, 0.5, 0.1, 0, 0, 0, 0, 0).comesBack(0.143));
        assertFalse(curve(1, 1, 1, 1, 1, 1).comesBack(0.143));
        FscCurve once = curve(1, 1, 1, 0.9, 0.5, 0.1, 0, 0, 0, 0, 0);
        assertEquals(once.resolutionAt(0.143), once.lastResolutionAt(0.143), 1e-12);
    }

    /** Real half maps: a band without signal between two with it. */
    @Test
    void mapsWithAGapInTheirSignalComeBack() {
        Volume gap = particle(k -> k < 5 || k > 8 && k < 12 ? 1 : 0);
        FscCurve fsc = FourierShellCorrelation.of(plusNoise(gap, 0.1, 21), plusNoise(gap, 0.1, 22));
        assertTrue(fsc.comesBack(0.143));
        // the gap begins after shell 4, the signal ends before shell 13
        assertTrue(fsc.resolutionAt(0.143) >= N * VOXEL / 6 && fsc.resolutionAt(0.143) <= N * VOXEL / 4);
        assertTrue(fsc.lastResolutionAt(0.143) >= N * VOXEL / 13 && fsc.lastResolutionAt(0.143) <= N * VOXEL / 11);
        assertFalse(FourierShellCorrelation.of(half1, half2).comesBack(0.143));
    }
}

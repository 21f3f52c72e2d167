/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.NoiseSpectrum;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;

/**
 * The noise σ² of images before anything was done about their CTF. Premultiplied images have σ² C² outside the particle, which
 * is measured for them alone and divided by the mean of C² over them. Each optics group has its own spectrum, and each
 * micrograph or particle group its own deviation from it ({@link GroupNoise}).
 */
final class MeasuredNoise {
    private static final int SAMPLE = 1000;

    /** Of the mean of C², below which a ring holds nothing but what leaks from its neighbours. */
    private static final double LEAST = 1e-3;

    private MeasuredNoise() {}

    /**
     * σ² of each ring of each image of a set; null for images of no half set.
     *
     * @param sets numbers of the particles of each half set, of which none sees another
     * @param whiteNoise σ = 1 for every ring; otherwise it is measured
     * @param measured frequencies of the images
     * @param straight frequencies of the map where the images will be on those; null otherwise
     */
    static float[][] of(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc measured,
            HalfDisc straight)
            throws IOException {
        float[][] noise = new float[set.size()][];
        float[] ones = ones((straight == null ? measured : straight).radius() + 1);
        for (int[] numbers : sets) {
            if (whiteNoise) for (int number : numbers) noise[number] = ones;
            else fill(noise, set, numbers, preparation, correctCtf, measured);
        }
        if (straight != null && set.magnified()) straighten(noise, set, straight);
        return noise;
    }

    /** White noise. */
    static float[] ones(int rings) {
        float[] ones = new float[rings];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Measures σ² of each ring in the images of one half set.
     *
     * @param noise of each particle of the set; those of {@code numbers} are set
     */
    static void fill(
            float[][] noise, ParticleSet set, int[] numbers, Preparation preparation, boolean correctCtf, HalfDisc disc)
            throws IOException {
        for (int[] kind : kinds(set, numbers)) fillKind(noise, set, kind, preparation, correctCtf, disc);
    }

    /**
     * Turns σ² of the rings of the images into that of the rings of the map, for {@link StraightTransform}. Particles that
     * shared an array do so afterwards.
     *
     * @param map its frequencies
     */
    static void straighten(float[][] noise, ParticleSet set, HalfDisc map) {
        StraightTransform straight = new StraightTransform(set, map);
        Map<List<Object>, Map<float[], float[]>> known = new HashMap<>();
        for (int i = 0; i < noise.length; i++) {
            Particle particle = set.particles().get(i);
            // a particle of no half set has no noise
            if (noise[i] == null || !StraightTransform.needed(set, particle)) continue;
            noise[i] = known.computeIfAbsent(
                            List.of(set.magnificationOf(particle), set.boxOf(particle)),
                            kind -> new IdentityHashMap<>())
                    .computeIfAbsent(noise[i], own -> {
                        straight.use(particle);
                        return straightened(own, straight, map, set.boxOf(particle) / 2 - 1);
                    });
        }
    }

    private static float[] straightened(float[] own, StraightTransform straight, HalfDisc map, int highest) {
        float[] rings = new float[map.radius() + 1];
        int last = Math.min(highest, own.length - 1);
        for (int ring = 0; ring < rings.length; ring++) {
            double at = Math.min(last, straight.ringOf(ring));
            int below = Math.min(last - 1, (int) at);
            double part = at - below;
            rings[ring] = (float) (straight.keptPower() * ((1 - part) * own[below] + part * own[below + 1]));
        }
        return rings;
    }

    /** Those of one camera together: of one box, one pixel size and one optics group. */
    private static Collection<int[]> kinds(ParticleSet set, int[] numbers) {
        if (!set.mixed() && set.optics().size() == 1) return List.of(numbers);
        Map<List<Object>, List<Integer>> kinds = new LinkedHashMap<>();
        for (int number : numbers) {
            Particle particle = set.particles().get(number);
            // old tables may have a beam tilt for each micrograph, which has nothing to do with the noise
            List<Object> kind = List.of(
                    set.boxOf(particle),
                    set.pixelSizeOf(particle),
                    particle.optics().name(),
                    particle.optics().voltageKv());
            kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(number);
        }
        return kinds.values().stream()
                .map(kind -> kind.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static void fillKind(
            float[][] noise, ParticleSet set, int[] numbers, Preparation preparation, boolean correctCtf, HalfDisc disc)
            throws IOException {
        boolean[] multiplied = new boolean[numbers.length];
        int count = 0;
        for (int i = 0; i < numbers.length && correctCtf; i++) {
            multiplied[i] = set.particles().get(numbers[i]).optics().applied() == AppliedCtf.PREMULTIPLIED;
            if (multiplied[i]) count++;
        }
        for (boolean which : new boolean[] {false, true}) {
            int[] chosen = new int[which ? count : numbers.length - count];
            for (int i = 0, at = 0; i < numbers.length; i++) if (multiplied[i] == which) chosen[at++] = numbers[i];
            if (chosen.length == 0) continue;
            ParticleSet part = set.select(chosen);
            GroupNoise groups = GroupNoise.of(part);
            double[][] power = NoiseSpectrum.outside(part, groups.images(), preparation, disc);
            float[] spectrum = NoiseSpectrum.of(part, groups.images(), power, preparation, disc);
            if (which) divide(spectrum, meanPower(part, disc));
            float[][] ofEach = groups.of(power, disc, spectrum);
            for (int i = 0; i < chosen.length; i++) noise[chosen[i]] = ofEach[i];
        }
    }

    private static void divide(float[] spectrum, double[] power) {
        for (int ring = 0; ring < spectrum.length; ring++) spectrum[ring] /= (float) Math.max(LEAST, power[ring]);
    }

    /** The mean of C², without scale, in each ring. */
    private static double[] meanPower(ParticleSet set, HalfDisc disc) {
        double[] sums = new double[disc.radius() + 1];
        long[] points = new long[sums.length];
        float[] row = new float[disc.radius() + 1];
        int count = Math.min(SAMPLE, set.size());
        for (int n = 0; n < count; n++) {
            Particle p = set.particles().get((int) ((long) n * set.size() / count));
            Ctf ctf = new Ctf(p.optics(), p.defocus().unscaled(), set.widthOf(p));
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
                int first = disc.first(ky);
                int end = disc.end(ky);
                ctf.row(ky, first, end - first, row);
                for (int kx = first; kx < end; kx++, i++) {
                    sums[disc.ring(i)] += row[kx - first] * row[kx - first];
                    points[disc.ring(i)]++;
                }
            }
        }
        Arrays.setAll(sums, ring -> sums[ring] / points[ring]);
        // as with the noise itself, the mean of an image is not measured
        sums[0] = sums[1];
        return sums;
    }
}

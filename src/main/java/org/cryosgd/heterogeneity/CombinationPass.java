/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.SliceData;

/**
 * What {@link CombinationObjective} sums over the images of one part, in the process that has them.
 *
 * <p>Not thread safe; a pass runs on the threads of {@link Tasks}.
 */
final class CombinationPass {
    /**
     * Rings below this hardly count. The background of an image is fitted by a plane, whose error is common to all pixels. So the noise
     * of the lowest rings is stronger than it was measured, and it is not independent: it would look like a motion that both halves share.
     */
    static final int LOWEST_RING = 3;

    private static final float LOW_WEIGHT = 0.03f;

    /** Floats of the images that are in work at once. */
    private static final int FLOATS = 1 << 24;

    private final Projector projector;
    private final HalfDisc disc;
    private final float[] kept;
    private float[][] points = {};

    /** @param disc of the images */
    CombinationPass(Projector projector, HalfDisc disc) {
        this.projector = projector;
        this.disc = disc;
        kept = new float[disc.size()];
        for (int i = 0; i < kept.length; i++) kept[i] = disc.ring(i) < LOWEST_RING ? LOW_WEIGHT : 1;
    }

    /**
     * What was seen of some images.
     *
     * @param values log likelihood of each beside that of noise alone
     * @param found what is remembered of each, {@link Latent.Prior#moments}
     */
    record Seen(double[] values, double[][] found) {
        static Seen of(int images, Latent.Prior prior) {
            return new Seen(new double[images], new double[images][prior.kept()]);
        }
    }

    /**
     * The sums of the gradients and blocks of some images.
     *
     * @param v volumes, complex
     * @param numbers of the images
     * @param sums overwritten with the gradient of each volume, and then the block for each entry of a symmetric matrix
     */
    Seen sum(Images images, int[] numbers, float[][] v, Latent.Prior prior, float[][] sums) {
        float[][] gradient = Arrays.copyOf(sums, v.length);
        float[][] blocks = Arrays.copyOfRange(sums, v.length, sums.length);
        Seen seen = Seen.of(numbers.length, prior);
        projector.adjoint(() -> new Pieces(images, numbers, v, prior, seen), gradient, blocks);
        return seen;
    }

    /** The same without sums. */
    Seen observe(Images images, int[] numbers, float[][] v, Latent.Prior prior) {
        Seen seen = Seen.of(numbers.length, prior);
        images.forEach(
                numbers,
                () -> new Slices(v.length),
                (own, place, image) -> seen.values[place] = own.observe(v, image, prior, seen.found[place]));
        return seen;
    }

    /** The images of a batch, a few at a time, as what is to be added to the gradients and blocks. */
    private final class Pieces implements Iterator<List<SliceData>> {
        private final Images images;
        private final int[] batch;
        private final float[][] v;
        private final Latent.Prior prior;
        private final Seen seen;
        private final int floats;
        private int from;

        Pieces(Images images, int[] batch, float[][] v, Latent.Prior prior, Seen seen) {
            this.images = images;
            this.batch = batch;
            this.v = v;
            this.prior = prior;
            this.seen = seen;
            floats = (2 * v.length + Latent.entries(v.length)) * disc.size();
        }

        @Override
        public boolean hasNext() {
            return from < batch.length;
        }

        @Override
        public List<SliceData> next() {
            if (!hasNext()) throw new NoSuchElementException();
            int most = Math.min(batch.length - from, Math.max(1, FLOATS / floats));
            int[] some = Arrays.copyOfRange(batch, from, from + most);
            List<SliceData> loaded = images.load(some, 0);
            if (points.length < loaded.size()) points = Arrays.copyOf(points, loaded.size());
            SliceData[] made = new SliceData[loaded.size()];
            Tasks.forEach(made.length, () -> new Slices(v.length), (own, i) -> {
                if (points[i] == null || points[i].length != floats) points[i] = new float[floats];
                seen.values[from + i] = own.observe(v, loaded.get(i), prior, seen.found[from + i]);
                own.residuals(loaded.get(i), points[i]);
                made[i] = new SliceData(loaded.get(i).slice(), points[i], 0);
            });
            from += made.length;
            return new ArrayList<>(Arrays.asList(made));
        }
    }

    /** The slices of all volumes through one image, and what follows from them; for one thread. */
    private final class Slices {
        private final int count;
        private final float[][] slices;
        private final double[] gram;
        private final double[] target;
        private final double[] mean;
        private final double[] second;

        Slices(int count) {
            this.count = count;
            slices = new float[count][2 * disc.size()];
            gram = new double[Latent.entries(count)];
            target = new double[count];
            mean = new double[count];
            second = new double[gram.length];
        }

        double observe(float[][] v, SliceData image, Latent.Prior prior, double[] found) {
            for (int j = 0; j < count; j++) {
                Arrays.fill(slices[j], 0);
                projector.slice(v[j], image.slice(), slices[j]);
            }
            float[] data = image.points();
            for (int j = 0; j < count; j++) {
                target[j] = target(slices[j], data, image.offset());
                for (int k = 0; k <= j; k++)
                    gram[Latent.at(j, k)] = product(slices[j], slices[k], data, image.offset());
            }
            return prior.moments(gram, target, mean, second, found);
        }

        private double target(float[] s, float[] data, int offset) {
            double sum = 0;
            for (int i = 0, o = offset; i < s.length; i += 2, o += 3)
                sum += kept[i / 2] * (s[i] * data[o] + s[i + 1] * data[o + 1]);
            return sum;
        }

        private double product(float[] s, float[] t, float[] data, int offset) {
            double sum = 0;
            for (int i = 0, o = offset + 2; i < s.length; i += 2, o += 3)
                sum += kept[i / 2] * data[o] * (s[i] * t[i] + s[i + 1] * t[i + 1]);
            return sum;
        }

        /** For each point, w Σ_k E[a_j a_k] s_k − E[a_j] b for each volume, then w E[a_j a_k] for each entry. */
        void residuals(SliceData image, float[] out) {
            float[] data = image.points();
            float[] first = new float[count];
            float[] both = new float[second.length];
            for (int j = 0; j < count; j++) first[j] = (float) mean[j];
            for (int e = 0; e < both.length; e++) both[e] = (float) second[e];
            for (int i = 0, o = image.offset(), p = 0; i < 2 * disc.size(); i += 2, o += 3) {
                float keep = kept[i / 2];
                float w = keep * data[o + 2];
                for (int j = 0; j < count; j++) {
                    float re = 0;
                    float im = 0;
                    for (int k = 0; k < count; k++) {
                        float m = both[j >= k ? Latent.at(j, k) : Latent.at(k, j)];
                        re += m * slices[k][i];
                        im += m * slices[k][i + 1];
                    }
                    out[p++] = w * re - keep * first[j] * data[o];
                    out[p++] = w * im - keep * first[j] * data[o + 1];
                }
                for (float m : both) out[p++] = w * m;
            }
        }
    }
}

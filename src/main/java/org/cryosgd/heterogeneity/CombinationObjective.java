/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.images.Images;
import org.cryosgd.images.PartSums;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;

/**
 * The objective of images whose map is a linear combination of several volumes v_j, with numbers a of which each image tells a
 * {@link Latent} distribution: the mean over images of
 *
 * <pre>f_i(v) = −log ∫ p(a) exp(−Σ_k |Σ_j a_j (A_i v_j)(k) − y_i(k)|² / σ²(k)) da</pre>
 *
 * over the half disc. Its gradient for v_j is the mean of A_i* (w Σ_k E[a_j a_k] s_k − E[a_j] b), and with the a fixed the objective is quadratic: at
 * each frequency the diagonal of the Hessian becomes the symmetric matrix with the entries E[a_j a_k] w.
 *
 * <p>Not thread safe; a pass runs on the threads of {@link Tasks}. The sums do not depend on their number.
 */
final class CombinationObjective {
    private final Projector projector;
    private final Images images;
    private final Symmetry symmetry;
    private final HalfDisc disc;
    private final CombinationPass pass;

    CombinationObjective(Projector projector, Images images, Symmetry symmetry) {
        this.projector = projector;
        this.images = images;
        this.symmetry = symmetry;
        disc = images.disc();
        pass = new CombinationPass(projector, disc);
    }

    HalfCube cube() {
        return projector.cube();
    }

    /**
     * The gradient and the blocks of the Hessian of a mini-batch, from the slices of its images. Parts of the batch are added in their order.
     *
     * @param v volumes, complex
     * @param batch numbers of images
     * @param gradient of each volume, overwritten; without a ridge
     * @param blocks for each entry of a symmetric matrix ({@link Latent#at}) one float per voxel, overwritten; without a ridge
     * @param monitor where it is stopped another engine may end this with a {@link java.util.concurrent.CancellationException}
     * @param what is computed, for the user
     * @return the mean of the log likelihood beside that of noise alone
     */
    double gradientAndBlocks(
            float[][] v,
            int[] batch,
            Latent latent,
            float[][] gradient,
            float[][] blocks,
            ProgressMonitor monitor,
            String what) {
        float[][] all = Arrays.copyOf(gradient, gradient.length + blocks.length);
        System.arraycopy(blocks, 0, all, gradient.length, blocks.length);
        double[] values = sum(v, batch, latent, all, monitor, what);
        float scale = 1f / batch.length;
        for (float[] sums : gradient) {
            symmetry.average(cube(), sums, 2);
            times(scale, sums, 2);
        }
        for (float[] sums : blocks) {
            symmetry.average(cube(), sums, 1);
            times(scale, sums, 1);
        }
        return Arrays.stream(values).sum() / batch.length;
    }

    /** @param sums gradients and then blocks, overwritten */
    private double[] sum(
            float[][] v, int[] batch, Latent latent, float[][] sums, ProgressMonitor monitor, String what) {
        double[] values = new double[batch.length];
        PartSums total = new PartSums(sums);
        if (images.elsewhere()) {
            for (Images.OfPart<CombinationWork.Found> part : onParts(v, batch, latent, true, monitor, what)) {
                keep(part.found().seen(), batch, part.places(), latent, values);
                part.found().unpack(cube(), total.next());
                total.add();
            }
            return values;
        }
        Latent.Prior prior = latent.prior();
        for (int[] places : images.parts(batch)) {
            int[] numbers = Arrays.stream(places).map(place -> batch[place]).toArray();
            keep(pass.sum(images, numbers, v, prior, total.next()), batch, places, latent, values);
            total.add();
        }
        return values;
    }

    private List<Images.OfPart<CombinationWork.Found>> onParts(
            float[][] v, int[] batch, Latent latent, boolean sums, ProgressMonitor monitor, String what) {
        CombinationWork work = new CombinationWork(projector, v, latent.prior(), sums);
        return images.onParts(batch, Collections.nCopies(batch.length, null), work, monitor, what);
    }

    /** Remembers what was seen of the images at some places of a batch. */
    private static void keep(CombinationPass.Seen seen, int[] batch, int[] places, Latent latent, double[] values) {
        for (int n = 0; n < places.length; n++) {
            latent.keep(batch[places[n]], seen.found()[n]);
            values[places[n]] = seen.values()[n];
        }
    }

    /** Lets the latent numbers of images be found, and nothing else; the log likelihood of each beside that of noise alone. */
    double[] observe(float[][] v, int[] batch, Latent latent, ProgressMonitor monitor, String what) {
        double[] values = new double[batch.length];
        if (images.elsewhere())
            for (Images.OfPart<CombinationWork.Found> part : onParts(v, batch, latent, false, monitor, what))
                keep(part.found().seen(), batch, part.places(), latent, values);
        else {
            int[] all = IntStream.range(0, batch.length).toArray();
            keep(pass.observe(images, batch, v, latent.prior()), batch, all, latent, values);
        }
        return values;
    }

    /**
     * How much more power is left of an image than its noise has, in standard deviations of the power of noise.
     *
     * @param likelihood of the image at its map, beside that of noise alone: what the map takes off its power
     */
    double misfit(int image, double likelihood) {
        double left = -likelihood;
        double points = 0;
        int[] counts = disc.ringCounts();
        for (int ring = CombinationPass.LOWEST_RING; ring < counts.length; ring++) {
            left += images.ringEnergy(image)[ring];
            points += counts[ring] / 2.0;
        }
        return (left - points) / Math.sqrt(points);
    }

    private void times(float scale, float[] sums, int channels) {
        cube().forEachRow((first, end) -> {
            for (int i = channels * first; i < channels * end; i++) sums[i] *= scale;
        });
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.io.Serializable;
import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.Explained;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.PosePrior;
import org.cryosgd.refine.search.ViewPrior;

/**
 * The search for the poses of a batch in the present map.
 *
 * @param map that is searched in
 * @param views what is known of them
 * @param limit frequencies that take part
 * @param global grids for a search of all rotations; null to look near the last poses only
 * @param temperature of each ring
 * @param exact whether poses climb to the end, for likelihoods that are compared
 */
record PoseWork(SearchedMap map, ViewPrior views, int limit, GlobalSearch global, float[] temperature, boolean exact)
        implements Images.PartWork<PoseWork.Known, PoseWork.Found> {
    /**
     * What is known of an image.
     *
     * @param poses so far; may be null where there are grids
     * @param scale contrast
     * @param prior of the pose; null for none
     */
    record Known(Candidate[] poses, float scale, PosePrior prior) implements Serializable {}

    /**
     * What is found of some images.
     *
     * @param poses of each image, the best first
     * @param rings power of what the map does not explain, summed over the images, of each ring
     * @param cross Σ re(conj(b) s) of each image
     * @param power Σ w |s|² of each image
     */
    record Found(Candidate[][] poses, double[] rings, double[] cross, double[] power) implements Serializable {
        private void add(int n, float[] energy, Explained explained) {
            for (int ring = 0; ring < rings.length; ring++) {
                rings[ring] +=
                        energy[ring] + explained.power()[ring] - 2 * explained.cross()[ring];
                if (ring == 0) continue; // the mean of an image is a matter of its normalisation
                cross[n] += explained.cross()[ring];
                power[n] += explained.power()[ring];
            }
        }
    }

    @Override
    public Found of(Images images, int[] numbers, List<Known> known) {
        int count = numbers.length;
        Found found = new Found(new Candidate[count][], new double[limit + 1], new double[count], new double[count]);
        Explained[] explained = new Explained[count];
        // made here, on all threads, before they go to the images
        HalfCube padded = map.padded(limit);
        float[] searched = map.searched(limit);
        images.forEach(
                numbers,
                () -> new PoseSearch(padded, searched, views, images.disc(), limit, global, temperature, map.box()),
                (own, n, image) -> {
                    Known of = known.get(n);
                    found.poses[n] = own.find(scaled(image, images.disc().size(), of.scale), of.poses, of.prior, exact);
                    explained[n] = own.explained();
                });
        for (int n = 0; n < count; n++) found.add(n, images.ringEnergy(numbers[n]), explained[n]);
        return found;
    }

    /** The image of a slice that is {@code scale} times as strong: b and w of the CTF times it. */
    private static SliceData scaled(SliceData image, int size, float scale) {
        if (scale == 1) return image;
        float[] points = new float[3 * size];
        for (int k = 0, o = image.offset(); k < points.length; k += 3, o += 3) {
            points[k] = scale * image.points()[o];
            points[k + 1] = scale * image.points()[o + 1];
            points[k + 2] = scale * scale * image.points()[o + 2];
        }
        return new SliceData(image.slice(), points, 0);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Batch;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.ShiftGrid;
import org.ejml.data.DMatrix3x3;

/**
 * The images of a batch at all their likely poses, each as wide as it is uncertain.
 *
 * @param poses of each image of the batch, the likeliest first
 * @param scales contrast of each image of the batch
 * @param pairs which {@link Candidate#corners} stand for the width, for each image of the batch
 * @param radius of the images
 * @param box pixels of the images
 */
record LikelySlices(Candidate[][] poses, float[] scales, int[] pairs, int radius, int box) implements Batch.Weighting {
    /** Likely poses, each with data of its own: the more at once, the more seldom all blocks of the volume are gone through. */
    static final int AT_ONCE = 256;

    @Override
    public int end(int[] places, int from) {
        int to = from;
        for (int likely = 0; to < places.length; to++) {
            likely += Candidate.weights(poses[places[to]]).length;
            if (likely > AT_ONCE && to > from) break;
        }
        return to;
    }

    @Override
    public List<SliceData> slices(List<SliceData> images, int[] places) {
        HalfDisc disc = new HalfDisc(radius);
        SliceData[][] slices = new SliceData[places.length][];
        Tasks.forEach(places.length, n -> slices[n] = weighted(images.get(n), disc, places[n]));
        return Arrays.stream(slices).flatMap(Arrays::stream).toList();
    }

    private SliceData[] weighted(SliceData image, HalfDisc disc, int place) {
        Candidate[] found = poses[place];
        double[] weights = Candidate.weights(found);
        List<SliceData> slices = new ArrayList<>();
        for (int c = 0; c < weights.length; c++) {
            float[] phases = ShiftGrid.phases(disc, found[c].x(), found[c].y(), box);
            float[] points = new float[3 * disc.size()];
            ShiftGrid.addMoved(image.points(), image.offset(), phases, (float) weights[c] / 2, scales[place], points);
            for (DMatrix3x3 rotation : found[c].corners(pairs[place]))
                slices.add(new SliceData(Slice.of(rotation), points, 0));
        }
        return slices.toArray(SliceData[]::new);
    }

    @Override
    public Batch.Weighting only(int[] places) {
        float[] theirs = new float[places.length];
        int[] theirPairs = new int[places.length];
        for (int i = 0; i < theirs.length; i++) {
            theirs[i] = scales[places[i]];
            theirPairs[i] = pairs[places[i]];
        }
        return new LikelySlices(
                Arrays.stream(places).mapToObj(place -> poses[place]).toArray(Candidate[][]::new),
                theirs,
                theirPairs,
                radius,
                box);
    }
}

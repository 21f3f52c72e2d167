/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.process.FloatProcessor;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.report.average.ViewAverage;

/** Averages of particles and projections of the map in one image, values from 0 (black) to 1. */
final class AverageMontage {
    private static final int COLUMNS = 4;
    private static final int GAP = 2;

    private AverageMontage() {}

    /** Pairs, or single averages where there is no map, in rows of four. */
    static FloatProcessor of(List<ViewAverage> averages, int box) {
        int width = averages.get(0).projection() == null ? box : 2 * box;
        int columns = Math.min(COLUMNS, averages.size());
        int rows = (averages.size() + COLUMNS - 1) / COLUMNS;
        FloatProcessor montage = new FloatProcessor(columns * (width + GAP) - GAP, rows * (box + GAP) - GAP);
        montage.setValue(1);
        montage.fill();
        for (int i = 0; i < averages.size(); i++) {
            int x = i % COLUMNS * (width + GAP);
            int y = i / COLUMNS * (box + GAP);
            montage.insert(scaled(averages.get(i).average(), box), x, y);
            if (width > box) montage.insert(scaled(averages.get(i).projection(), box), x + box, y);
        }
        return montage;
    }

    /** The 1st percentile becomes 0, the 99.5th 1. */
    private static FloatProcessor scaled(float[] pixels, int box) {
        float[] sorted = pixels.clone();
        Arrays.sort(sorted);
        float black = sorted[sorted.length / 100];
        float white = sorted[(int) (0.995 * (sorted.length - 1))];
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < scaled.length; i++)
            scaled[i] = white > black ? Math.max(0, Math.min(1, (pixels[i] - black) / (white - black))) : 0;
        return new FloatProcessor(box, box, scaled);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.images.Images;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.fit.AbInitio;
import org.cryosgd.refine.fit.VolumeModel;
import org.cryosgd.refine.search.MapAlignment;
import org.cryosgd.refine.search.SymmetryAxes;
import org.cryosgd.refine.search.ViewPrior;

/**
 * Two maps at low resolution, each of one half set ({@link AbInitio}), the second one aligned with the first. Where they do
 * not agree, each half starts again and keeps its map of the higher likelihood.
 *
 * <p>With a symmetry each half has two ways to start, and the one of the higher likelihood is kept: with the symmetry from the
 * first image on, and without it, aligned with the axes that are found in the map. The maps without symmetry also show whether
 * the particles have it: what is not symmetric in them must not be common to the two halves.
 */
final class Starts {
    /** Cycles per box of a start: a particle that fills half the box has some ten voxels across there. */
    static final int RADIUS = 9;

    /** Frequencies by which starts are compared. */
    static final int COMMON_RADIUS = 7;

    /** Two starts are the same map above this correlation; that of noise stays below, see docs/refine.md. */
    static final double SAME = 0.8;

    /** Part of the power of two starts that is common and not symmetric: of noise it stays below, see docs/refine.md. */
    private static final double ASYMMETRIC = 0.02;

    /**
     * What was found.
     *
     * @param volumes half cubes of both halves
     * @param views from which they were seen
     * @param agreement their FSC
     * @param objection why the data do not support a map, a sentence; empty where they do
     */
    record Found(float[][] volumes, ViewPrior[] views, FscCurve agreement, String objection) {}

    private final Images images;
    private final int[][] sets;
    private final RefineOptions options;
    private final int box;
    private final double voxel;
    private final HalfCube cube;
    private final ProgressMonitor monitor;
    private final int radius;
    private final int common;
    private final Symmetry symmetry;
    private final VolumeModel[] models = new VolumeModel[2];
    private final ViewPrior[] views = new ViewPrior[2];
    private final double[] likelihoods = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};

    /** @param cube layout of the volumes that are wanted */
    Starts(
            Images images,
            int[][] sets,
            RefineOptions options,
            int box,
            double voxel,
            HalfCube cube,
            ProgressMonitor monitor) {
        this.images = images;
        this.sets = sets;
        this.options = options;
        this.box = box;
        this.voxel = voxel;
        this.cube = cube;
        this.monitor = monitor;
        radius = Math.min(RADIUS, cube.radius());
        common = Math.min(COMMON_RADIUS, radius);
        symmetry = options.symmetry();
    }

    /** The mean of the shells by which maps are compared. */
    static double meanOfCommon(FscCurve fsc) {
        int last = Math.min(COMMON_RADIUS, fsc.values().length - 1);
        return Arrays.stream(fsc.values(), 1, last + 1).average().orElse(0);
    }

    Found find() {
        float[] initial = options.initial() == null ? null : initial();
        MapAlignment alignment = null;
        for (int attempt = 0; attempt < options.starts(); attempt++) {
            for (int h = 0; h < 2; h++)
                keep(h, abInitio(h, symmetry, attempt), cube, initial, "Start of half " + (h + 1));
            alignment = aligned();
            if (alignment.correlation() > SAME || initial != null) break;
        }
        String objection = "";
        if (symmetry.order() > 1) {
            objection = symmetryObjection(initial);
            alignment = aligned();
        }
        if (alignment.correlation() <= SAME)
            objection = "the two halves of the particles did not find the same map"
                    + (initial == null ? " from any pair of random starts" : " from the initial map");
        HalfCube small = models[0].cube();
        float[] moved = alignment.apply(small, models[1].volume(), box);
        symmetry.average(small, moved, 2);
        FscCurve agreement = CubeCorrelation.of(small, models[0].volume(), moved, 1, box, voxel);
        return new Found(
                new float[][] {small.resized(models[0].volume(), cube), small.resized(moved, cube)},
                new ViewPrior[] {views[0], views[1].turned(alignment.rotation())},
                agreement,
                objection);
    }

    private AbInitio abInitio(int h, Symmetry group, int attempt) {
        return new AbInitio(
                images,
                sets[h],
                box,
                radius,
                options.shiftRangePixels(box, voxel),
                group,
                1,
                100 * options.seed() + 2L * attempt + h);
    }

    private VolumeModel run(AbInitio start, HalfCube layout, float[] initial, String what) {
        VolumeModel model = start.run(layout, initial, monitor, what).get(0);
        if (monitor.stopped()) throw new CancellationException("stopped before there were poses: nothing is written");
        return model;
    }

    /** Runs a start and keeps it if its likelihood is higher than that of the half's last one. */
    private void keep(int h, AbInitio start, HalfCube layout, float[] initial, String what) {
        VolumeModel model = run(start, layout, initial, what);
        if (start.logLikelihood() <= likelihoods[h]) return;
        likelihoods[h] = start.logLikelihood();
        models[h] = model;
        views[h] = start.views(0);
    }

    private MapAlignment aligned() {
        MapAlignment alignment =
                MapAlignment.of(models[0].cube(), models[0].volume(), models[1].volume(), common, box, symmetry);
        monitor.say(String.format(
                Locale.ROOT,
                "The starts of the two halves agree with a correlation of %.2f to %.1f Å.",
                alignment.correlation(),
                box * voxel / common));
        return alignment;
    }

    /** Starts without symmetry, and from them starts with it; a sentence if the particles do not have the symmetry. */
    private String symmetryObjection(float[] initial) {
        VolumeModel[] free = new VolumeModel[2];
        MapAlignment[] axes = new MapAlignment[2];
        for (int h = 0; h < 2; h++) {
            String what = " of half " + (h + 1) + " without symmetry";
            free[h] = run(abInitio(h, Symmetry.NONE, 0), cube, initial, "Start" + what);
            HalfCube small = free[h].cube();
            axes[h] = SymmetryAxes.find(small, free[h].volume(), common, box, symmetry);
            float[] placed = axes[h].apply(small, free[h].volume(), box);
            symmetry.average(small, placed, 2);
            // a given map stays where it is
            if (initial == null) keep(h, abInitio(h, symmetry, 0), small, placed, "Start on the axes" + what);
        }
        HalfCube small = free[0].cube();
        float[] first = axes[0].apply(small, free[0].volume(), box);
        MapAlignment alignment = MapAlignment.of(small, first, free[1].volume(), common, box, Symmetry.NONE);
        float[] second = alignment.apply(small, free[1].volume(), box);
        double asymmetry = SymmetryAxes.asymmetry(small, first, second, common, symmetry);
        monitor.say(String.format(
                Locale.ROOT,
                "Without symmetry they agree with a correlation of %.2f; %.1f %% of their power is common and not %s.",
                alignment.correlation(),
                100 * asymmetry,
                symmetry.name()));
        if (alignment.correlation() <= SAME || asymmetry <= ASYMMETRIC) return "";
        return String.format(
                Locale.ROOT,
                "the particles do not have the symmetry %s: %.0f %% of the power of maps without it is not symmetric, and the"
                        + " same in both halves",
                symmetry.name(),
                100 * asymmetry);
    }

    /** The given map, filtered. */
    private float[] initial() {
        Volume map = options.initial();
        float[] volume = new FourierVolume(cube, Interpolation.TRILINEAR, 1, box).fromMap(map);
        double limit = box * voxel / options.initialResolutionAngstrom();
        cube.forEach((i, shell) -> {
            float factor = (float) CosineEdge.at((shell - limit) / 2, 1);
            volume[2 * i] *= factor;
            volume[2 * i + 1] *= factor;
        });
        return volume;
    }
}

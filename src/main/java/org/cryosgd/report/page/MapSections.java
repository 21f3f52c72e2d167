/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskCreation;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.PostProcessing;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.CentralSlices;
import org.cryosgd.report.surface.IsoSurface;
import org.cryosgd.report.surface.SurfaceShading;
import org.cryosgd.report.surface.SurfaceViews;
import org.ejml.data.DMatrix3x3;

/** What a page shows of a map, as HTML. */
public final class MapSections {
    private static final int SURFACE = 420;

    private MapSections() {}

    /** The surface from three sides. */
    public static String surface(Volume map) {
        IsoSurface surface = IsoSurface.of(map);
        if (!surface.exists())
            return Html.paragraph("The map has no contour: all of its densities are about the same.");
        return Html.grid(
                        "three",
                        side(surface, SurfaceViews.FRONT, "front", "From the front: x to the right, y up."),
                        side(surface, SurfaceViews.SIDE, "side", "From the side: the viewer is at x, y is up."),
                        side(surface, SurfaceViews.TOP, "top", "From the top: the viewer is at y, x is to the right."))
                + Html.paragraph(String.format(
                        Locale.ROOT,
                        "The contour is at density %.4g. That is the threshold that Create Mask chooses by itself:"
                                + " Otsu's, of the map filtered to %.0f Å. The pictures have the hand of the map, as in ChimeraX.",
                        surface.level(),
                        MaskCreation.LOW_PASS_ANGSTROM));
    }

    private static String side(IsoSurface surface, DMatrix3x3 view, String name, String caption) {
        BufferedImage picture = SurfaceShading.draw(surface.hits(view, SURFACE, 1), 1);
        return Html.figure(Html.picture(picture, "Surface of the map from the " + name), caption);
    }

    /** The three central planes. */
    public static String slices(Volume map) {
        CentralSlices slices = new CentralSlices(map);
        List<String> figures = new ArrayList<>();
        for (CentralSlices.Plane plane : CentralSlices.Plane.values())
            figures.add(Html.figure(
                    Html.picture(slices.image(plane), "Central slice " + plane.name(), "map"),
                    plane.name() + " plane: " + plane.name().charAt(0) + " to the right, "
                            + plane.name().charAt(1) + " downwards."));
        return Html.grid("three", figures.toArray(String[]::new))
                + Html.paragraph(String.format(
                        Locale.ROOT,
                        "Planes through the middle of the box, %.0f Å wide. Bright is dense.",
                        map.size() * map.voxelSizeAngstrom()));
    }

    /**
     * The curves of half maps.
     *
     * @param fsc null gives a sentence
     * @param masked null without a mask
     * @param reliable a further curve, from which the resolution is read; null for none
     */
    public static SvgPlot fsc(FscCurve fsc, MaskedFsc masked, FscCurve reliable) {
        SvgPlot plot = new SvgPlot("Fourier shell correlation", "Resolution (Å)", "FSC")
                .resolutionAxis()
                .range(-0.1, 1.05)
                .threshold(FscCurve.HALF_MAPS, String.valueOf(FscCurve.HALF_MAPS))
                .line(masked == null ? "half maps" : "unmasked", fsc.frequencies(), fsc.values());
        if (masked != null)
            plot.line("masked", fsc.frequencies(), masked.masked().values())
                    .line(
                            "phases random",
                            fsc.frequencies(),
                            masked.randomised().values())
                    .line("corrected", fsc.frequencies(), masked.corrected().values());
        if (reliable != null) plot.line("reliable", reliable.frequencies(), reliable.values());
        FscCurve best = reliable != null ? reliable : masked != null ? masked.corrected() : fsc;
        double resolution = best.resolutionAt(FscCurve.HALF_MAPS);
        return plot.mark(1 / resolution, String.format(Locale.ROOT, "%.2f Å", resolution));
    }

    /**
     * The Guinier plot as a figure: of the mean of the half maps, weighted by their FSC, and sharpened where a B-factor can
     * be fitted; of the map itself without half maps.
     */
    public static String guinier(Volume map, Volume half1, Volume half2) {
        SvgPlot plot = new SvgPlot("Guinier plot", "1/d² (1/Å²)", "ln |F|");
        if (half1 == null) {
            double[][] curves =
                    new PostProcessing(false, 0, 0, false, 0).of(map, map, null).guinier();
            return Html.figure(
                    plot.line("map", curves[0], curves[1]).svg(),
                    "Logarithm of the mean amplitude against the squared frequency, of the map.");
        }
        try {
            PostProcessing.Result result = new PostProcessing(true, 0, 0, false, 0).of(half1, half2, null);
            double[][] curves = result.guinier();
            return Html.figure(
                    plot.line("weighted", curves[0], curves[1])
                            .line("sharpened", curves[0], curves[2])
                            .mark(1 / Math.pow(result.resolutionAngstrom(), 2), "")
                            .svg(),
                    String.format(
                            Locale.ROOT,
                            "Logarithm of the mean amplitude against the squared frequency, weighted by the FSC. A straight"
                                    + " line from %.0f Å to the resolution (dashed) gives a B-factor of %.0f Å². The map is"
                                    + " not sharpened; Post-process does that.",
                            PostProcessing.FIT_FROM_ANGSTROM,
                            result.bFactorAngstrom2()));
        } catch (IllegalArgumentException e) { // too few shells for a B-factor
            double[][] curves = new PostProcessing(false, 0, 0, false, 0)
                    .of(half1, half2, null)
                    .guinier();
            return Html.figure(
                    plot.line("weighted", curves[0], curves[1]).svg(),
                    String.format(
                            Locale.ROOT,
                            "Logarithm of the mean amplitude against the squared frequency, weighted by the FSC. There are"
                                    + " too few shells between %.0f Å and the resolution for a B-factor.",
                            PostProcessing.FIT_FROM_ANGSTROM));
        }
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.report.average.ViewAverage;
import org.cryosgd.report.average.ViewAverages;
import org.cryosgd.report.figure.AngularDistribution;

/** What a page shows of particles, as HTML. */
public final class ParticleSections {
    /** Number of view bins whose averages are shown. */
    private static final int AVERAGES = 12;

    /** Height of the head of their picture. */
    private static final int VIEWS_TOP = 84;

    private ParticleSections() {}

    /** From where the particles are seen. */
    public static String views(PageParticles page) {
        AngularDistribution views = new AngularDistribution(page.particles().particles(), page.symmetry());
        BufferedImage picture = views.draw();
        // title and facts are in the page
        BufferedImage discs = picture.getSubimage(0, VIEWS_TOP, picture.getWidth(), picture.getHeight() - VIEWS_TOP);
        return Html.figure(
                Html.picture(discs, "View directions of the particles"),
                views.facts() + ". The two discs are the half spheres around z and −z; all bins have the same area.");
    }

    /**
     * Averages of particles of about the same view beside projections of the map.
     *
     * @param limitAngstrom resolution that both are filtered to; NaN or 0 for none
     */
    public static String averages(PageParticles page, Volume map, double limitAngstrom, ProgressMonitor monitor) {
        ViewAverages averages = new ViewAverages(
                page.preparation(), page.ctf(), page.symmetry(), Double.isFinite(limitAngstrom) ? limitAngstrom : 0);
        List<ViewAverage> views;
        try {
            views = averages.of(page.particles(), map, AVERAGES, monitor);
        } catch (IOException | IllegalArgumentException e) {
            return Html.paragraph("Averages could not be made: " + e.getMessage());
        }
        if (views.isEmpty()) return "";
        int box = averages.box(page.particles().box());
        List<String> figures = new ArrayList<>();
        int images = 0;
        for (ViewAverage view : views) {
            images += view.images();
            figures.add(Html.figure(
                    "<div class=\"pair\">" + Html.picture(grey(view.average(), box), "Average of particles")
                            + Html.picture(grey(view.projection(), box), "Projection of the map") + "</div>",
                    String.format(
                            Locale.ROOT,
                            "%d images, rot %.0f°, tilt %.0f°; correlation %.2f",
                            view.images(),
                            view.rotDegrees(),
                            view.tiltDegrees(),
                            view.correlation())));
        }
        return Html.paragraph(String.format(
                        Locale.ROOT,
                        "Left: average of particles that are seen from about the same side. Right: projections of the map at"
                                + " the same poses. Where the poses are right the two look alike. A particle without its map's"
                                + " features on the left means wrong poses, or no such particle."))
                + Html.grid("four", figures.toArray(String[]::new))
                + Html.paragraph(String.format(
                        Locale.ROOT,
                        "The %d fullest view bins. %d images were read, at most %d of each bin; they were moved and turned by"
                                + " their poses%s%s. The correlation is that of the two pictures within a circle. The map was made"
                                + " from these particles, so some correlation is there even for noise.",
                        views.size(),
                        images,
                        ViewAverages.MOST_IMAGES,
                        page.ctf() ? ", and their CTF was corrected (Wiener filter)" : "",
                        limitAngstrom > 0
                                ? String.format(Locale.ROOT, "; both are filtered to %.1f Å", limitAngstrom)
                                : ""));
    }

    /** Black and white are the 1st and the 99.5th percentile. */
    private static BufferedImage grey(float[] pixels, int box) {
        float[] sorted = pixels.clone();
        Arrays.sort(sorted);
        float black = sorted[sorted.length / 100];
        float white = sorted[(int) (0.995 * (sorted.length - 1))];
        float scale = white > black ? 255 / (white - black) : 0;
        int[] grey = new int[pixels.length];
        for (int i = 0; i < grey.length; i++)
            grey[i] = Math.max(0, Math.min(255, Math.round((pixels[i] - black) * scale)));
        BufferedImage image = new BufferedImage(box, box, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, box, box, 0, grey);
        return image;
    }

    /**
     * Histograms of likelihood, contrast, shifts and defocus; what is the same for all particles has none.
     *
     * @param logLikelihoods of the particles; null for none
     */
    public static String histograms(PageParticles page, double[] logLikelihoods) {
        List<Particle> particles = page.particles().particles();
        List<String> figures = new ArrayList<>();
        add(
                figures,
                "Likelihood",
                "ln of the likelihood with the particle over without",
                logLikelihoods,
                "A group at low values is junk, or particles with a wrong pose.");
        boolean defocus = particles.stream().allMatch(p -> p.defocus() != null);
        add(
                figures,
                "Contrast",
                "scale of the CTF",
                defocus ? values(particles, p -> p.defocus().scale()) : null,
                "Contrast of the group or micrograph of each particle, against the mean.");
        add(
                figures,
                "Shifts",
                "length of the shift (Å)",
                values(
                        particles,
                        p -> Math.hypot(p.pose().shiftXAngstrom(), p.pose().shiftYAngstrom())),
                "How far each particle is from the middle of its image. Many at the largest value are not centred.");
        add(
                figures,
                "Defocus",
                "mean of U and V (µm)",
                defocus
                        ? values(
                                particles,
                                p -> (p.defocus().defocusUAngstrom()
                                                + p.defocus().defocusVAngstrom())
                                        / 2e4)
                        : null,
                "Positive is underfocus.");
        return figures.isEmpty() ? "" : Html.grid("two", figures.toArray(String[]::new));
    }

    private static double[] values(List<Particle> particles, ToDoubleFunction<Particle> value) {
        return particles.stream().mapToDouble(value).toArray();
    }

    private static void add(List<String> figures, String title, String axis, double[] values, String caption) {
        String plot = values == null ? "" : SvgPlot.histogram(title, axis, values);
        if (!plot.isEmpty()) figures.add(Html.figure(plot, caption));
    }
}

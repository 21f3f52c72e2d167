/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.report.file.Version;

/** What a page tells of a run, as HTML. */
public final class RunSections {
    private static final int MOST_THUMBNAILS = 12;

    private RunSections() {}

    /** One of the large numbers at the top of a page: its value and what it is, as texts. */
    public record Headline(String value, String meaning) {}

    /** The large numbers at the top, the first one in colour. */
    public static String headlines(List<Headline> headlines) {
        StringBuilder html = new StringBuilder("<div class=\"numbers\">\n");
        for (int i = 0; i < headlines.size(); i++)
            html.append(i == 0 ? "<div class=\"first\"><b>" : "<div><b>")
                    .append(Html.text(headlines.get(i).value()))
                    .append("</b><span>")
                    .append(Html.text(headlines.get(i).meaning()))
                    .append("</span></div>\n");
        return html.append("</div>\n").toString();
    }

    /** What to look at before the map is trusted; an empty text where there is nothing. */
    public static String warnings(List<String> warnings) {
        if (warnings.isEmpty()) return "";
        StringBuilder html = new StringBuilder(
                "<div class=\"note\" id=\"warnings\">\n<h2>Look at this first</h2>\n<ul class=\"warnings\">\n");
        for (String warning : warnings)
            html.append("<li>").append(Html.text(warning)).append("</li>\n");
        return html.append("</ul>\n</div>\n").toString();
    }

    /** The central slice and, where it is known, the FSC after each epoch, at most twelve of them; those of each class by themselves. */
    public static String epochs(RunRecord run) {
        StringBuilder html = new StringBuilder();
        List<Integer> parts = run.parts();
        for (int part : parts) {
            if (parts.size() > 1)
                html.append("<h3>")
                        .append(part == 0 ? "All particles together" : "Class " + part)
                        .append("</h3>\n");
            html.append(epochs(run.epochs(part)));
        }
        return html.toString();
    }

    private static String epochs(List<RunRecord.Epoch> all) {
        if (all.isEmpty()) return "";
        int shown = Math.min(MOST_THUMBNAILS, all.size());
        boolean curves = all.stream().anyMatch(epoch -> epoch.fsc() != null);
        List<String> figures = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            RunRecord.Epoch epoch =
                    all.get(shown == 1 ? 0 : (int) Math.round((double) i * (all.size() - 1) / (shown - 1)));
            String name = epoch.number() == 0 ? "Start" : "Epoch " + epoch.number();
            String content = Html.picture(grey(epoch.slice()), "Central slice, " + name, "map");
            if (epoch.fsc() != null)
                content += new SvgPlot("FSC, " + name, "", "")
                        .small()
                        .resolutionAxis()
                        .range(-0.1, 1.05)
                        .threshold(FscCurve.HALF_MAPS, "")
                        .line("FSC", epoch.fsc().frequencies(), epoch.fsc().values())
                        .svg();
            String resolution = Double.isFinite(epoch.resolutionAngstrom())
                    ? String.format(Locale.ROOT, ": %.2f Å", epoch.resolutionAngstrom())
                    : "";
            figures.add(Html.figure(content, name + resolution));
        }
        return Html.grid("six", figures.toArray(String[]::new))
                + Html.paragraph("The central XY slice after each epoch"
                        + (curves
                                ? ", and below it the FSC of the half maps from 0 to the finest detail; the dashed line is at 0.143"
                                : "")
                        + (shown < all.size() ? ". Some epochs are left out." : "."));
    }

    private static BufferedImage grey(float[] slice) {
        int n = (int) Math.round(Math.sqrt(slice.length));
        float[] sorted = slice.clone();
        Arrays.sort(sorted);
        float black = sorted[sorted.length / 100];
        float white = sorted[(int) (0.997 * (sorted.length - 1))];
        float scale = white > black ? 255 / (white - black) : 0;
        int[] grey = IntStream.range(0, slice.length)
                .map(i -> Math.max(0, Math.min(255, Math.round((slice[i] - black) * scale))))
                .toArray();
        BufferedImage image = new BufferedImage(n, n, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, n, n, 0, grey);
        return image;
    }

    /** All settings in their order, and what the run said. */
    public static String settings(Map<String, Object> settings, List<String> lines) {
        StringBuilder html = new StringBuilder("<dl class=\"keys\">\n");
        settings.forEach((key, value) -> html.append("<div><dt>")
                .append(Html.text(key))
                .append("</dt><dd>")
                .append(value == null || "".equals(value) ? "–" : Html.text(value))
                .append("</dd></div>\n"));
        html.append("</dl>\n");
        if (!lines.isEmpty())
            html.append("<details><summary>What the run said</summary>\n<pre>")
                    .append(Html.text(String.join("\n", lines)))
                    .append("</pre></details>\n");
        return html.toString();
    }

    /** The files of the run, the map first. */
    public static String files(List<Path> files) {
        StringBuilder html = new StringBuilder("<p>Beside this page: ");
        for (int i = 0; i < files.size(); i++)
            html.append(i == 0 ? "" : ", ").append(Html.text(files.get(i).getFileName()));
        return html.append(".</p>\n").toString();
    }

    /** The paper and the program. */
    public static String citation() {
        return """
                <p>B. Toader, M. A. Brubaker and R. R. Lederman, <i>Efficient high-resolution refinement in cryo-EM with \
                stochastic gradient descent</i>, Acta Cryst. D81 (2025), \
                <a href="https://arxiv.org/abs/2311.16100">arXiv:2311.16100</a>.</p>
                <p>CryoSGD developers, <i>CryoSGD: cryo-EM reconstruction in Fiji by preconditioned stochastic gradient \
                descent</i>, <a href="https://github.com/cryosgd/cryosgd">github.com/cryosgd/cryosgd</a>, version """ + " " + Html.text(Version.number()) + ".</p>\n";
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.experiments.ComparisonResult;
import org.cryosgd.experiments.ComparisonResult.Point;
import org.cryosgd.experiments.Contender;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.RunSections;

/** A comparison of optimizers as a page for a browser; its figures lie beside it. */
final class ComparisonPage {
    private final ComparisonResult result;
    private final double threshold;
    private final ComparisonStatistics statistics;

    private ComparisonPage(ComparisonResult result, double threshold) {
        this.result = result;
        this.threshold = threshold;
        statistics = new ComparisonStatistics(result);
    }

    /** @param figures file names and captions */
    static void write(
            Path target,
            ComparisonResult result,
            double threshold,
            Map<String, Object> settings,
            Map<String, String> figures)
            throws IOException {
        new ComparisonPage(result, threshold).page(settings, figures).write(target);
    }

    private HtmlPage page(Map<String, Object> settings, Map<String, String> figures) {
        HtmlPage page = new HtmlPage(
                "CryoSGD comparison",
                "Compare Optimizers",
                format(
                        "%d images, box %d, radius %d, mini-batches of %d, %d run(s)",
                        result.images(),
                        result.box(),
                        result.radius(),
                        result.batchSize(),
                        result.points().stream().mapToInt(Point::run).max().orElse(0) + 1));
        if (!result.complete())
            page.lead(RunSections.warnings(List.of("Stopped before the end: what was done until then is shown.")));
        page.section(
                "table",
                "After the last epoch",
                table()
                        + Html.paragraph(format(
                                "The minimum of the objective has the loss %.8g; preconditioned conjugate gradients found it"
                                        + " in %d iterations, which shrank the gradient by %.1e.",
                                result.minimum(), result.minimumIterations(), result.minimumGradient())));
        StringBuilder pictures = new StringBuilder();
        figures.forEach((name, caption) -> pictures.append(
                Html.figure("<img src=\"" + Html.text(name) + "\" alt=\"" + Html.text(caption) + "\" />", caption)));
        page.section("figures", "Curves and maps", Html.grid("two", pictures.toString()));
        page.section(
                "settings",
                "Settings",
                RunSections.settings(settings, List.of())
                        + Html.paragraph(format(
                                "Numbers: compare.csv (each epoch), fsc.csv (each epoch and shell), epochs.csv (epochs to FSC"
                                        + " %s).",
                                threshold)));
        return page.section("cite", "How to cite", RunSections.citation());
    }

    private String table() {
        int r = result.radius();
        int[] shells = {r / 2, 3 * r / 4, r};
        StringBuilder table = new StringBuilder("<div class=\"wide\"><table><tr><th>method</th><th>passes</th>"
                + "<th>seconds</th><th>loss − minimum</th><th>‖∇F‖</th><th>mean FSC</th>");
        for (int shell : shells)
            table.append(format("<th>FSC of shell %d</th><th>epochs to %s</th>", shell, threshold));
        table.append("</tr>\n");
        for (Contender method : statistics.methods()) {
            table.append(format(
                    "<tr><td>%s</td>%s%s%s%s%s",
                    Html.text(method.label()),
                    cell(method, Point::passes, "%.1f"),
                    cell(method, Point::seconds, "%.1f"),
                    cell(method, point -> point.loss() - result.minimum(), "%.4g"),
                    cell(method, Point::gradientNorm, "%.3g"),
                    cell(method, statistics::meanFsc, "%.4f")));
            for (int shell : shells) {
                table.append(cell(method, point -> point.fsc()[shell], "%.3f"));
                double[] epochs = statistics.epochsToReach(method, shell, threshold);
                boolean never = Arrays.stream(epochs).anyMatch(Double::isNaN);
                table.append(format("<td>%s</td>", never ? "not reached" : number(epochs, "%.1f")));
            }
            table.append("</tr>\n");
        }
        return table.append("</table></div>\n").toString();
    }

    private String cell(Contender method, ToDoubleFunction<Point> value, String format) {
        return "<td>" + number(statistics.values(method, statistics.epochs(method), value), format) + "</td>";
    }

    /** The mean, with the standard deviation of the runs where there are several. */
    private static String number(double[] values, String format) {
        String mean = String.format(Locale.ROOT, format, ComparisonStatistics.mean(values));
        return values.length < 2
                ? mean
                : mean + " ± " + String.format(Locale.ROOT, format, ComparisonStatistics.deviation(values));
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}

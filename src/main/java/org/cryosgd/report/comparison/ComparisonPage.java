/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.comparison;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.experiments.ComparisonResult;
import org.cryosgd.experiments.ComparisonResult.Point;
import org.cryosgd.experiments.Contender;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.report.file.Version;

/** A comparison of optimizers as a page for a browser; its figures lie beside it. */
final class ComparisonPage {
    private final ComparisonResult result;
    private final double threshold;
    private final ComparisonStatistics statistics;
    private final StringBuilder page = new StringBuilder();

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
        String text = new ComparisonPage(result, threshold).text(settings, figures);
        SafeFile.write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String text(Map<String, Object> settings, Map<String, String> figures) {
        page.append(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Compare Optimizers</title>\n")
                .append(
                        "<style>body{font:16px sans-serif;max-width:1120px;margin:2em auto;color:#222}img{max-width:1100px}")
                .append(
                        "table{border-collapse:collapse}td,th{padding:.25em .8em;text-align:right;border-bottom:1px solid #ddd}")
                .append(
                        "td:first-child,th:first-child{text-align:left}</style></head><body>\n<h1>Compare Optimizers</h1>\n");
        line(
                "<p>%d images, box %d, radius %d, mini-batches of %d, %d run(s). The minimum of the objective has the loss"
                        + " %.8g; preconditioned conjugate gradients found it in %d iterations, which shrank the gradient by"
                        + " %.1e.%s</p>",
                result.images(),
                result.box(),
                result.radius(),
                result.batchSize(),
                result.points().stream().mapToInt(Point::run).max().orElse(0) + 1,
                result.minimum(),
                result.minimumIterations(),
                result.minimumGradient(),
                result.complete() ? "" : " <b>Stopped before the end.</b>");
        table();
        figures.forEach((name, caption) ->
                line("<h2>%s</h2>\n<p><img src=\"%s\" alt=\"%s\"></p>", escaped(caption), name, escaped(caption)));
        line("<h2>Settings</h2>\n<p>%s</p>", escaped(Version.label() + ": " + settings));
        line(
                "<p>Numbers: compare.csv (each epoch), fsc.csv (each epoch and shell), epochs.csv (epochs to FSC %s).</p>",
                threshold);
        return page.append("</body></html>\n").toString();
    }

    private void table() {
        int r = result.radius();
        int[] shells = {r / 2, 3 * r / 4, r};
        page.append("<table><tr><th>after the last epoch</th><th>passes</th><th>seconds</th><th>loss − minimum</th>")
                .append("<th>‖∇F‖</th><th>mean FSC</th>");
        for (int shell : shells) line("<th>FSC of shell %d</th><th>epochs to %s</th>", shell, threshold);
        page.append("</tr>\n");
        for (Contender method : statistics.methods()) {
            line(
                    "<tr><td>%s</td>%s%s%s%s%s",
                    method.label(),
                    cell(method, Point::passes, "%.1f"),
                    cell(method, Point::seconds, "%.1f"),
                    cell(method, point -> point.loss() - result.minimum(), "%.4g"),
                    cell(method, Point::gradientNorm, "%.3g"),
                    cell(method, statistics::meanFsc, "%.4f"));
            for (int shell : shells) {
                page.append(cell(method, point -> point.fsc()[shell], "%.3f"));
                double[] epochs = statistics.epochsToReach(method, shell, threshold);
                boolean never = Arrays.stream(epochs).anyMatch(Double::isNaN);
                line("<td>%s</td>", never ? "not reached" : number(epochs, "%.1f"));
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
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

    private void line(String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

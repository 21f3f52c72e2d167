/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.report.file.PngFile;

/** Draws docs/images/block-preconditioner.png from the losses that {@code variability} wrote with each preconditioner. */
public final class PreconditioningFigure {
    private PreconditioningFigure() {}

    /** @param arguments the picture, then folders of {@code variability}, each named by its preconditioner; the smallest loss of all is the zero */
    public static void main(String[] arguments) throws IOException {
        List<Path> folders = Arrays.stream(arguments).skip(1).map(Path::of).toList();
        double least = Double.POSITIVE_INFINITY;
        for (Path folder : folders)
            least = Math.min(least, Arrays.stream(losses(folder)).min().orElseThrow());
        LineChart chart = new LineChart(
                        "Two directions: loss above the smallest one", "Epoch", "loss − smallest loss, per image")
                .wholeNumbers()
                .logarithmic();
        for (Path folder : folders) {
            double[] losses = losses(folder);
            double[] epochs = new double[losses.length];
            for (int e = 0; e < losses.length; e++) {
                epochs[e] = e + 1;
                losses[e] = losses[e] > least ? losses[e] - least : Double.NaN;
            }
            chart.line(folder.getFileName().toString(), epochs, losses).dots();
        }
        PngFile.write(Path.of(arguments[0]), chart.draw(800, 450));
    }

    private static double[] losses(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("history.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .toArray();
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.cryosgd.simulate.SampleImages;

/** A page with made-up curves, to look at: run it with the name of a PNG file. */
final class ExampleFigure {
    private ExampleFigure() {}

    static MapFigure figure() {
        double[] frequencies = new double[25];
        double[] unmasked = new double[25];
        double[] masked = new double[25];
        double[] random = new double[25];
        for (int shell = 0; shell < 25; shell++) {
            frequencies[shell] = shell / 144.0;
            unmasked[shell] = 1 / (1 + Math.exp((shell - 14) / 2.0)) + 0.02 * Math.sin(7 * shell);
            masked[shell] = 1 / (1 + Math.exp((shell - 17) / 2.0)) + 0.02 * Math.cos(5 * shell);
            random[shell] = shell < 12 ? masked[shell] : 0.02 * Math.sin(3 * shell);
        }
        double[] epochs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] loss = Arrays.stream(epochs).map(e -> 1.5 + 0.3 * Math.exp(-e)).toArray();
        LineChart fsc = new LineChart("Fourier shell correlation of the half maps", "frequency (1/Å)", "FSC")
                .line("unmasked", frequencies, unmasked)
                .line("masked", frequencies, masked)
                .line("phases randomised", frequencies, random)
                .range(-0.1, 1.05)
                .resolutionAxis()
                .threshold(0.143, "0.143")
                .mark(18.3 / 144, "7.9 Å");
        LineChart losses = new LineChart("Loss per epoch", "epoch", "loss per image (1000)")
                .line("loss", epochs, loss)
                .dots()
                .wholeNumbers();
        return new MapFigure(
                "map.mrc",
                "7.9 Å at FSC 0.143 · 300 particles, 48 px, 3.00 Å · Algorithm 1, 10 epochs of 10 batches",
                fsc,
                losses,
                SampleImages.phantom());
    }

    public static void main(String[] arguments) throws IOException {
        figure().write(Path.of(arguments[0]));
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.CentralSlices.Plane;
import org.jfree.chart.axis.ValueTick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
    @TempDir
    Path folder;

    private static int count(BufferedImage image, Color color) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) if (image.getRGB(x, y) == color.getRGB()) count++;
        return count;
    }

    @Test
    void thePageIsWrittenWithBothChartsAndTheSlices() throws IOException {
        Path file = folder.resolve("map.png");
        ExampleFigure.figure().write(file);
        BufferedImage page = ImageIO.read(file.toFile());
        assertEquals(1600, page.getWidth());
        assertEquals(1020, page.getHeight());
        BufferedImage left = page.getSubimage(0, 90, 800, 440);
        BufferedImage right = page.getSubimage(800, 90, 800, 440);
        for (int line = 0; line < 3; line++) assertTrue(count(left, Look.line(line)) > 300, "line " + line);
        assertTrue(count(right, Look.line(0)) > 300);
        assertTrue(count(page.getSubimage(0, 560, 1600, 430), Color.BLACK) > 100_000);
    }

    @Test
    void aPageNeedsNoCharts() {
        Volume flat = new Volume(16, 1, new float[4096]);
        BufferedImage page = new MapFigure("a".repeat(500), "", null, null, flat).draw();
        assertEquals(0, count(page.getSubimage(1580, 0, 20, 80), Look.INK));
    }

    @Test
    void linesAndThresholdsAreDrawn() {
        double[] x = {0, 0.05, 0.1, 0.15};
        double[] y = {1, 0.9, Double.NaN, 0};
        LineChart plain = new LineChart("t", "x", "y").line("a", x, y).range(-0.1, 1.1);
        BufferedImage without = plain.draw(600, 400);
        BufferedImage with = new LineChart("t", "x", "y")
                .line("a", x, y)
                .range(-0.1, 1.1)
                .threshold(0.143, "0.143")
                .draw(600, 400);
        assertTrue(count(without, Look.line(0)) > 200);
        int dashed = 0;
        for (int row = 0; row < 400; row++) {
            int different = 0;
            for (int column = 0; column < 600; column++)
                if (without.getRGB(column, row) != with.getRGB(column, row)) different++;
            dashed = Math.max(dashed, different);
        }
        assertTrue(dashed > 200, "longest row of the dashed line: " + dashed);
    }

    /** Where the box ends at 6 Å: every tick at the frequency of its label, none closer than its label is wide. */
    @Test
    void resolutionsStandAtTheirFrequencies() {
        ResolutionAxis axis = new ResolutionAxis();
        axis.setRange(0, 1 / 6.0);
        List<String> labels = new ArrayList<>();
        double last = 0;
        for (ValueTick tick : axis.refreshTicks(null, null, null, null)) {
            labels.add(tick.getText());
            assertEquals(1 / Double.parseDouble(tick.getText()), tick.getValue(), 1e-12);
            assertTrue(tick.getValue() - last > 0.06 / 6);
            last = tick.getValue();
        }
        assertEquals(List.of("50", "30", "20", "15", "12", "10", "9", "8", "7", "6"), labels);
    }

    @Test
    void aLogarithmicAxisLeavesOutWhatHasNoLogarithm() {
        double[] x = {0, 1, 2, 3};
        BufferedImage image = new LineChart("t", "x", "y")
                .line("a", x, new double[] {1000, 10, 0, 0.1})
                .logarithmic()
                .draw(600, 400);
        assertTrue(count(image, Look.line(0)) > 200);
    }

    @Test
    void aLineNeedsAsManyXAsY() {
        LineChart chart = new LineChart("t", "x", "y");
        assertThrows(IllegalArgumentException.class, () -> chart.line("a", new double[2], new double[3]));
    }

    /** A voxel off the origin along one axis shows in the two planes that hold this axis, where its coordinates say. */
    @Test
    void slicesShowTheAxesTheyAreNamedAfter() {
        int n = 16;
        float[] voxels = new float[n * n * n];
        voxels[(8 * n + 8) * n + 11] = 1; // x = 11
        voxels[(8 * n + 5) * n + 8] = 1; // y = 5
        voxels[(2 * n + 8) * n + 8] = 1; // z = 2
        CentralSlices slices = new CentralSlices(new Volume(n, 1, voxels));
        assertWhite(slices.image(Plane.XY), 11, 8, 8, 5);
        assertWhite(slices.image(Plane.XZ), 11, 8, 8, 2);
        assertWhite(slices.image(Plane.YZ), 5, 8, 8, 2);
    }

    private static void assertWhite(BufferedImage image, int... xy) {
        int white = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) if (image.getRaster().getSample(x, y, 0) == 255) white++;
        assertEquals(xy.length / 2, white);
        for (int i = 0; i < xy.length; i += 2)
            assertEquals(255, image.getRaster().getSample(xy[i], xy[i + 1], 0));
    }

    @Test
    void scaleBarsHaveRoundLengths() {
        assertEquals(20, CentralSlices.roundLength(36));
        assertEquals(50, CentralSlices.roundLength(50));
        assertEquals(100, CentralSlices.roundLength(199));
        assertEquals(0.5, CentralSlices.roundLength(0.7), 1e-12);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Plot;
import ij.process.FloatPolygon;
import ij.process.ImageStatistics;
import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Volume;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The windows of particles that are not alike, and of directions, in a real ImageJ. */
@Tag("display")
class HeterogeneityWindowsTest {
    private static final int BOX = 32;
    private static final int POSITIONS = 5;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        RealImageJ.start();
    }

    @AfterEach
    void clean() throws Exception {
        RealImageJ.clean();
    }

    /** The upper half of the phantom turns. The maps along the motion play, and an oval in the plot of coordinates selects its particles. */
    @Test
    void aMotionPlaysAndADrawnRegionIsASubset() throws Exception {
        Path phantom = folder.resolve("phantom.mrc");
        Path upper = folder.resolve("upper.mrc");
        Path star = folder.resolve("p.star");
        Path output = folder.resolve("motion");
        MrcFiles.writeVolume(phantom, Phantoms.phantom(BOX), "phantom");
        float[] voxels = new float[BOX * BOX * BOX];
        for (int i = 0; i < voxels.length; i++) voxels[i] = i / (BOX * BOX) > BOX / 2 ? 1 : 0;
        MrcFiles.writeVolume(upper, new Volume(BOX, Phantoms.VOXEL, voxels), "mask");
        IJ.run(
                "Simulate Particles...",
                "volume=[" + phantom + "] domain=[" + upper + "] axis=1,0,0 turn=25 count=500 snr=1 seed=3 output=["
                        + star + "]");
        IJ.run(
                "Variability...",
                "particles=[" + star + "] components=1 positions=" + POSITIONS + " resolution=9 output=[" + output
                        + "]");
        ImagePlus series = RealImageJ.image("motion direction 1");
        assertTrue(series.isDisplayedHyperStack());
        assertEquals(POSITIONS, series.getNFrames());
        assertEquals(BOX, series.getNSlices());
        RealImageJ.picture(series.getWindow(), "variability-first");
        // the upper half, which turns, changes from the first map to the last one, and what is seen with it
        series.setPosition(1, 3 * BOX / 4, 1);
        float[] first = (float[]) series.getProcessor().getPixelsCopy();
        series.setPosition(1, 3 * BOX / 4, POSITIONS);
        float[] last = (float[]) series.getProcessor().getPixelsCopy();
        double change = 0;
        double power = 0;
        for (int i = 0; i < first.length; i++) {
            change += (last[i] - first[i]) * (last[i] - first[i]);
            power += first[i] * first[i];
        }
        assertTrue(change > 0.1 * power, change + " of " + power);
        series.setPosition(1, BOX / 2 + 1, POSITIONS);
        RealImageJ.picture(series.getWindow(), "variability-last");

        ImagePlus image = RealImageJ.image("motion coordinates");
        Plot plot = (Plot) image.getProperty(Plot.PROPERTY_KEY);
        Rectangle frame = plot.getDrawingFrame();
        OvalRoi oval = new OvalRoi(
                frame.x + frame.width / 2.0, frame.y - 5, frame.width / 2.0 + 5, (double) frame.height + 10);
        image.setRoi(oval);
        RealImageJ.picture(image.getWindow(), "variability-coordinates");
        Path subset = folder.resolve("subset.star");
        IJ.run(
                "Import Particles...",
                "particles=[" + output.resolve("particles.star") + "] select=[motion coordinates] output=[" + subset
                        + "]");
        RealImageJ.await("the subset", () -> Files.exists(subset));
        StarBlock all = StarFile.read(output.resolve("particles.star")).block("particles");
        FloatPolygon line = oval.getFloatPolygon();
        int inside = 0;
        int border = 0;
        for (int row = 0; row < all.rows(); row++) {
            double x = plot.scaleXtoPxl(all.number(row, "rlnCryosgdCoordinate1"));
            double y = plot.scaleYtoPxl(all.number(row, "rlnCryosgdCoordinateError1"));
            if (line.contains(x, y)) inside++;
            // corners of a region are whole pixels
            if (near(line, x, y)) border++;
        }
        int chosen = StarFile.read(subset).block("particles").rows();
        assertTrue(inside > 120 && inside < 380, "the oval holds about a half: " + inside + ", plot " + frame);
        assertEquals(inside, chosen, border, "within the points on the line");
        assertTrue(IJ.getLog().contains("region(rlnCryosgdCoordinate1,rlnCryosgdCoordinateError1:"), IJ.getLog());
    }

    private static boolean near(FloatPolygon line, double x, double y) {
        boolean middle = line.contains(x, y);
        for (double[] step : new double[][] {{2, 0}, {-2, 0}, {0, 2}, {0, -2}})
            if (line.contains(x + step[0], y + step[1]) != middle) return true;
        return false;
    }

    /** Without an output the picture of directions is a window. It is in colours, and they are not all the same. */
    @Test
    void directionsAreShown() throws Exception {
        Path samples = OpenSample.unpack();
        Path map = folder.resolve("map.mrc");
        IJ.run(
                "Reconstruct...",
                "particles=[" + samples.resolve("particles.star") + "] volume=[" + map + "] epochs=1 report=false");
        RealImageJ.image("map.mrc");
        IJ.run(
                "Fourier Shell Correlation...",
                "volume1=[" + folder.resolve("map_half1.mrc") + "] volume2=[" + folder.resolve("map_half2.mrc")
                        + "] directions=true");
        ImagePlus picture = RealImageJ.image("Directions map_half1.mrc map_half2.mrc");
        assertEquals(24, picture.getBitDepth());
        ImageStatistics grey = picture.getProcessor().convertToByte(false).getStats();
        assertTrue(grey.stdDev > 10, "a picture of one colour: " + grey.stdDev);
        RealImageJ.picture(picture.getWindow(), "fsc-directions");
    }
}

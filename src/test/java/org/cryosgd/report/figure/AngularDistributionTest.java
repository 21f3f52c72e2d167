/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SampleImages;
import org.cryosgd.simulate.SimulationOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AngularDistributionTest {
    @TempDir
    Path folder;

    private static Particle seenFrom(double rot, double tilt) {
        return new Particle("a", 0, new Pose(rot, tilt, 0, 0, 0), null, null, 1);
    }

    private static List<Particle> simulated(int count, double preferred) {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(count).withPreferred(preferred, 15);
        return new ParticleSimulation(SampleImages.phantom(), options).truth("a");
    }

    private double[][] table(List<Particle> particles) throws IOException {
        return table(new AngularDistribution(particles, Symmetry.NONE));
    }

    private double[][] table(AngularDistribution angles) throws IOException {
        Path csv = folder.resolve("angles.csv");
        angles.table().write(csv);
        List<String> lines = Files.readAllLines(csv);
        assertEquals("rot,tilt,count", lines.get(0));
        return lines.stream()
                .skip(1)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Bins of one area hold Poisson numbers of even views: the variance is the mean, and no ring has more than its share. */
    @Test
    void evenViewsFillTheBinsEvenly() throws IOException {
        double[][] bins = table(simulated(20_000, 0));
        double mean = 20_000.0 / bins.length;
        double chi2 = 0;
        for (double[] bin : bins) chi2 += (bin[2] - mean) * (bin[2] - mean) / mean;
        assertEquals(20_000, Arrays.stream(bins).mapToDouble(bin -> bin[2]).sum());
        assertEquals(bins.length, chi2, 4 * Math.sqrt(2.0 * bins.length));
        double[] high = Arrays.stream(bins)
                .filter(bin -> bin[1] < 40)
                .mapToDouble(bin -> bin[2])
                .toArray();
        assertEquals(mean, Arrays.stream(high).average().orElseThrow(), 4 * Math.sqrt(mean / high.length));
    }

    /** The centre of each bin is in that bin, also as angles a turn away or with a negative tilt. */
    @Test
    void centresAreInTheirBins() throws IOException {
        double[][] bins = table(List.of());
        for (double[] view : new double[][] {{0, 1}, {360, 1}, {-720, 1}, {180, -1}}) {
            List<Particle> particles = Arrays.stream(bins)
                    .map(bin -> seenFrom(bin[0] + view[0], view[1] * bin[1]))
                    .toList();
            for (double[] bin : table(particles)) assertEquals(1, bin[2], "rot " + bin[0] + ", tilt " + bin[1]);
        }
    }

    /** Views of the asymmetric unit stand for all: with D2, a particle has the views (rot, tilt) and those turned by 180°. */
    @Test
    void underASymmetryAllEquivalentViewsAreCounted() throws IOException {
        Symmetry d2 = Symmetry.of("D2");
        double[][] found = table(new AngularDistribution(List.of(seenFrom(20, 40)), d2));
        double[][] expected = table(new AngularDistribution(
                List.of(seenFrom(20, 40), seenFrom(-160, 40), seenFrom(160, 140), seenFrom(-20, 140)), Symmetry.NONE));
        assertEquals(4, Arrays.stream(found).mapToDouble(bin -> bin[2]).sum());
        for (int i = 0; i < found.length; i++) assertArrayEquals(expected[i], found[i]);
    }

    @Test
    void polesAndTheSeamAreCounted() throws IOException {
        List<Particle> particles = List.of(
                seenFrom(0, 0), seenFrom(180, 180), seenFrom(-180, 90), seenFrom(180, 90), seenFrom(179.999999999, 90));
        assertEquals(
                5, Arrays.stream(table(particles)).mapToDouble(bin -> bin[2]).sum());
    }

    /** Views from above are in the middle of the left disc; those from below near rot 90 are in the upper half of the right one. */
    @Test
    void thePictureShowsWhereTheViewsAre() {
        int most = HeatMap.colour(1).getRGB();
        int[] above = coloured(
                new AngularDistribution(List.of(seenFrom(0, 0), seenFrom(120, 0)), Symmetry.NONE).draw(), most);
        // the first ring has three bins, here are two of them
        assertEquals(299, above[0], 60);
        assertEquals(358, above[1], 60);
        int[] below = coloured(new AngularDistribution(List.of(seenFrom(90, 110)), Symmetry.NONE).draw(), most);
        assertEquals(849, below[0], 60);
        assertTrue(below[1] < 250, "row " + below[1]);
    }

    /** The mean place of a colour on the sphere, without the colour bar. */
    private static int[] coloured(BufferedImage picture, int colour) {
        int[] pixels = IntStream.range(0, 1090 * picture.getHeight())
                .filter(i -> picture.getRGB(i % 1090, i / 1090) == colour)
                .toArray();
        assertNotEquals(0, pixels.length);
        return new int[] {
            (int) Arrays.stream(pixels).map(i -> i % 1090).average().orElseThrow(),
            (int) Arrays.stream(pixels).map(i -> i / 1090).average().orElseThrow()
        };
    }

    /** Writes pictures to look at into the folder that is the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        PngFile.write(
                folder.resolve("angles_even.png"), new AngularDistribution(simulated(5000, 0), Symmetry.NONE).draw());
        PngFile.write(
                folder.resolve("angles_preferred.png"),
                new AngularDistribution(simulated(20_000, 0.5), Symmetry.NONE).draw());
        PngFile.write(
                folder.resolve("angles_few.png"), new AngularDistribution(simulated(40, 0), Symmetry.NONE).draw());
    }
}

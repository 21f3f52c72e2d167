/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.cryosparc.CsFiles;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStackWriter;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubtful maps, masks and .cs files as a user meets them. */
class MapCommandsTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Launcher.run(arguments, to, to);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path map(String name, int n, float constant) throws IOException {
        float[] voxels = new float[n * n * n];
        for (int i = 0; i < voxels.length; i++) voxels[i] = Float.isNaN(constant) ? i * 7919 % 101 : constant;
        Path file = folder.resolve(name);
        MrcFiles.writeVolume(file, new Volume(n, 2, voxels), "test");
        return file;
    }

    private void refused(String text, String... arguments) {
        assertEquals(2, run(arguments), this::said);
        assertTrue(said().contains(text) && said().strip().lines().count() == 1, this::said);
    }

    @Test
    void oddAndEmptyMapsAreRefusedByName() throws IOException {
        Path good = map("good.mrc", 16, Float.NaN);
        String to = folder.resolve("to.mrc").toString();
        for (Path bad : List.of(map("odd.mrc", 15, Float.NaN), map("zero.mrc", 16, 0), map("seven.mrc", 16, 7))) {
            refused(bad + ": ", "mask", "volume=" + bad, "mask=" + to);
            refused(bad + ": ", "fsc", "volume1=" + bad, "volume2=" + bad);
            refused(bad + ": ", "postprocess", "volume1=" + bad, "volume2=" + bad, "bfactor=0", "output=" + to);
            if (!bad.endsWith("odd.mrc")) refused(bad + ": ", "fsc", "volume1=" + good, "volume2=" + bad);
        }
        assertTrue(Files.notExists(Path.of(to)));
    }

    @Test
    void theSameDataTwiceAreSaidOnTheScreenAndInTheReport() throws IOException {
        Path map = map("a.mrc", 16, Float.NaN);
        Path copy = Files.copy(map, folder.resolve("b.mrc"));
        assertEquals(0, run("fsc", "volume1=" + map, "volume2=" + copy), this::said);
        assertTrue(said().contains("Warning: The two maps are the same data"), this::said);
        Path post = folder.resolve("post.mrc");
        assertEquals(
                0, run("postprocess", "volume1=" + map, "volume2=" + copy, "bfactor=0", "output=" + post), this::said);
        assertTrue(said().contains("Warning: The two maps are the same data"), this::said);
        assertTrue(Files.readString(folder.resolve("post.json")).contains("The two maps are the same data"));
    }

    /** Also that the message's way out, another window, is one. */
    @Test
    void localResolutionOfNoiseIsNoneInWords() throws IOException {
        Path[] halves = new Path[2];
        for (int h = 0; h < 2; h++) {
            java.util.Random random = new java.util.Random(h);
            float[] voxels = new float[32 * 32 * 32];
            for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
            halves[h] = folder.resolve("noise" + h + ".mrc");
            MrcFiles.writeVolume(halves[h], new Volume(32, 2, voxels), "test");
        }
        Path local = folder.resolve("local.mrc");
        String[] line = {"localres", "volume1=" + halves[0], "volume2=" + halves[1], "output=" + local, ""};
        line[4] = "window=70";
        refused("window (Å) must be at least 16.0 (8 voxels) and at most 64.0 (the box), found 70", line);
        assertTrue(Files.notExists(local));
        line[4] = "window=40";
        assertEquals(0, run(line), this::said);
        assertTrue(said().contains("Local resolution: none."), this::said);
        assertTrue(Files.readString(folder.resolve("local.json")).contains("\"partWithoutResolution\": 1.0"));
        assertTrue(Files.readString(folder.resolve("local_report.html")).contains("Local resolution: none."));
        for (float value : MrcFiles.readVolume(local).voxels()) assertEquals(40, value, 1e-4);
    }

    /**
     * The map and the poses of one run fit; a map on another scale is said, and what the message recommends takes the warning
     * away. The half that is kept and the half that is taken off are the same with the masks exchanged.
     */
    @Test
    void subtractionSaysAMapOfAnotherScale() throws IOException {
        Path map = folder.resolve("map.mrc");
        String particles = "particles=sample-images/particles.star";
        assertEquals(0, run("reconstruct", particles, "epochs=2", "volume=" + map), this::said);
        Volume found = MrcFiles.readVolume(map);
        int n = found.size();
        Volume[] maps = new Volume[4];
        for (int m = 0; m < 4; m++)
            maps[m] = new Volume(n, found.voxelSizeAngstrom(), found.voxels().clone());
        for (int i = 0; i < n * n * n; i++) {
            maps[0].voxels()[i] = i % n < n / 2 ? 1 : 0;
            maps[1].voxels()[i] = i % n < n / 2 ? 0 : 1;
            maps[2].voxels()[i] *= 3;
            maps[3].voxels()[i] *= -1;
        }
        String[] names = {"left", "right", "strong", "dark"};
        for (int m = 0; m < 4; m++) MrcFiles.writeVolume(folder.resolve(names[m] + ".mrc"), maps[m], "test");
        assertEquals(0, subtract("map", "left", "subtract", "1"), this::said);
        assertFalse(said().contains("Warning"), this::said);
        byte[] left = Files.readAllBytes(folder.resolve("less.mrcs"));
        assertEquals(0, subtract("map", "right", "keep", "1"), this::said);
        assertArrayEquals(left, Files.readAllBytes(folder.resolve("less.mrcs")));
        assertEquals(0, subtract("strong", "left", "subtract", "1"), this::said);
        assertTrue(said().contains("times as strong as in the images"), this::said);
        assertTrue(said().contains("scale=auto"), this::said);
        assertEquals(0, subtract("strong", "left", "subtract", "auto"), this::said);
        assertFalse(said().contains("Warning"), this::said);
        assertEquals(2, subtract("dark", "left", "subtract", "auto"), this::said);
        assertTrue(said().contains("invert=true"), this::said);
    }

    private int subtract(String map, String mask, String white, String scale) {
        return run(
                "subtract",
                "particles=sample-images/particles.star",
                "volume=" + folder.resolve(map + ".mrc"),
                "mask=" + folder.resolve(mask + ".mrc"),
                "white=" + white,
                "scale=" + scale,
                "output=" + folder.resolve("less.star"));
    }

    /** The hard mask of the sample run, and the command that its warning gives. */
    @Test
    void aHardMaskIsSaidByReconstructAndCanBeSoftened() throws IOException {
        Path hard = folder.resolve("hard.mrc");
        Path map = folder.resolve("map.mrc");
        Volume phantom = MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        MrcFiles.writeVolume(hard, Masks.sphere(phantom.size(), phantom.voxelSizeAngstrom(), 6, 0), "test");
        String particles = "particles=sample-images/particles.star";
        assertEquals(0, run("reconstruct", particles, "epochs=1", "volume=" + map, "mask=" + hard), this::said);
        assertTrue(said().contains("Warning: The mask has a hard edge"), this::said);
        assertTrue(Files.readString(folder.resolve("map.json")).contains("The mask has a hard edge"));
        assertTrue(Files.readString(folder.resolve("map_report.html")).contains("The mask has a hard edge"));
        Path soft = folder.resolve("soft.mrc");
        assertEquals(
                0,
                run("mask", "volume=" + hard, "threshold=0.5", "lowpass=0", "dilate=0", "edge=6", "mask=" + soft),
                this::said);
        assertEquals(
                0,
                run(
                        "fsc",
                        "volume1=" + folder.resolve("map_half1.mrc"),
                        "volume2=" + folder.resolve("map_half2.mrc"),
                        "mask=" + soft),
                this::said);
        assertTrue(!said().contains("hard edge"), this::said);
    }

    /** Each direction is in the table, the picture is beside it, and both are refused where they would overwrite an input. */
    @Test
    void resolutionByDirectionIsWritten() throws IOException {
        Path map = map("a.mrc", 16, Float.NaN);
        Path table = folder.resolve("f.csv");
        assertEquals(
                0, run("fsc", "volume1=" + map, "volume2=" + map, "directions=true", "output=" + table), this::said);
        assertTrue(said().contains("Directions: from "), this::said);
        List<String> lines = Files.readAllLines(folder.resolve("f_directions.csv"));
        assertEquals(201, lines.size());
        assertTrue(lines.get(0).startsWith("x,y,z,rot,tilt,resolution,fsc1,"), lines.get(0));
        assertTrue(Files.size(folder.resolve("f_directions.png")) > 1000);
    }

    private Path stack() throws IOException {
        Path stack = folder.resolve("stack.mrcs");
        try (MrcStackWriter out = MrcStackWriter.create(stack, 16, 2, 8, "test")) {
            float[] pixels = new float[256];
            for (int i = 0; i < 8; i++) {
                for (int p = 0; p < 256; p++) pixels[p] = (p * 31 + i * 17) * 7919 % 101;
                out.append(pixels);
            }
            out.finish();
        }
        return stack;
    }

    /** The passthrough file lies in another folder, where it is not looked for. */
    @ParameterizedTest
    @ValueSource(strings = {"info", "reconstruct", "condition", "precondition"})
    void everyCommandOnParticlesTakesAPassthroughFile(String command) throws IOException {
        stack();
        Path particles = Files.write(folder.resolve("J1_particles.cs"), CsFiles.alignments(8));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path passthrough = Files.write(
                elsewhere.resolve("x.cs"),
                new CsFiles(9).blobs("stack.mrcs").ctf().bytes());
        String output =
                switch (command) {
                    case "reconstruct" -> "volume=" + folder.resolve("map.mrc");
                    case "condition" -> "output=" + folder.resolve("condition");
                    case "precondition" -> "preconditioner=" + folder.resolve("d.mrc");
                    default -> "show=false";
                };
        refused("passthrough=", command, "particles=" + particles, output);
        assertEquals(
                0,
                run(command, "particles=" + particles, "passthrough=" + passthrough, "shiftPixelSize=2.5", output),
                this::said);
        assertTrue(!said().contains("shiftPixelSize"), this::said);
    }

    @Test
    void keysOfCryosparcAreRefusedForOtherTables() {
        refused("are for .cs files", "info", "particles=sample-images/particles.star", "shiftPixelSize=2");
        refused(
                "are for .cs files",
                "import",
                "particles=sample-images/particles.star",
                "passthrough=sample-images/particles.star");
    }

    /** Some hundred damaged files; {@link MutationLoop} goes on for longer. */
    @Test
    void damagedFilesAreReadOrRefusedInOneLine() throws IOException {
        assertEquals(List.of(), new MutationLoop(folder).run(60, 300, 5));
    }
}

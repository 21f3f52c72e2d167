/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MTF of the camera from a table of particles to a sharpened map, as a user meets it. */
class MtfCommandsTest {
    private static final String SOFT =
            "data_\n\nloop_\n_rlnResolutionInversePixel\n_rlnMtfValue\n0 1\n0.25 0.6\n0.5 0.2\n";
    private static final String SHARP = "data_\n\nloop_\n_rlnResolutionInversePixel\n_rlnMtfValue\n0 1\n0.5 0.8\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path star;

    @BeforeEach
    void cameras() throws IOException {
        Files.writeString(folder.resolve("soft.star"), SOFT);
        Files.writeString(folder.resolve("sharp.star"), SHARP);
        star = folder.resolve("p.star");
    }

    private int run(String... arguments) {
        out.reset();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Launcher.run(arguments, to, to);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void succeeds(String... arguments) {
        assertEquals(0, run(arguments), this::said);
    }

    private void simulate(String... more) {
        String[] all = {
            "simulate", "volume=sample-images/phantom.mrc", "count=40", "snr=1", "output=" + star, "show=false"
        };
        succeeds(append(all, more));
    }

    private String[] reconstruct(String map) {
        return append(withPage(map), "report=false");
    }

    private String[] withPage(String map) {
        return new String[] {
            "reconstruct", "particles=" + star, "volume=" + folder.resolve(map), "epochs=1", "show=false"
        };
    }

    private Volume post(String name, String... more) throws IOException {
        Path file = folder.resolve(name);
        String[] all = {
            "postprocess",
            "volume1=" + folder.resolve("map_half1.mrc"),
            "volume2=" + folder.resolve("map_half2.mrc"),
            "bfactor=0",
            "lowpass=0",
            "output=" + file,
            "show=false"
        };
        succeeds(append(all, more));
        return MrcFiles.readVolume(file);
    }

    /** A map, each frequency in cycles per voxel divided by its MTF. */
    private static Volume divided(Volume map, DoubleUnaryOperator mtf) {
        int n = map.size();
        RealFft3D fft = new RealFft3D(n);
        float[] spectrum = fft.forward(map.voxels());
        for (int z = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int kx = 0; kx <= n / 2; kx++) {
                    double ky = y <= n / 2 ? y : y - n;
                    double kz = z <= n / 2 ? z : z - n;
                    float value = (float) mtf.applyAsDouble(Math.sqrt(kx * kx + ky * ky + kz * kz) / n);
                    int i = fft.index(kx, y, z);
                    spectrum[i] /= value;
                    spectrum[i + 1] /= value;
                }
        return new Volume(n, map.voxelSizeAngstrom(), fft.inverse(spectrum));
    }

    /** The line that reconstruct says is what undoes the MTF: the map is divided by it. */
    @Test
    void whatReconstructRecommendsUndoesTheMtf() throws IOException {
        simulate("mtf=" + folder.resolve("soft.star"));
        succeeds(reconstruct("map.mrc"));
        Matcher keys = Pattern.compile("changes no map\\. .* (mtf=\\S+) (mtfPixelSize=\\S+)\\.")
                .matcher(said());
        assertTrue(keys.find(), this::said);
        assertEquals("mtfPixelSize=3", keys.group(2));
        Volume plain = post("plain.mrc");
        Volume undone = post("undone.mrc", keys.group(1), keys.group(2));
        Volume expected = divided(plain, f -> f < 0.25 ? 1 - 1.6 * f : Math.max(0.2, 0.6 - 1.6 * (f - 0.25)));
        double most = 0;
        for (float value : expected.voxels()) most = Math.max(most, Math.abs(value));
        // three transforms in single precision
        assertArrayEquals(expected.voxels(), undone.voxels(), (float) (1e-5 * most));
    }

    /** Two cameras: the mean of both is undone. */
    @Test
    void forTwoCamerasTheMeanIsUndone() throws IOException {
        simulate("opticsGroups=2", "mtf=" + folder.resolve("soft.star") + "," + folder.resolve("sharp.star"));
        succeeds(reconstruct("map.mrc"));
        Matcher keys = Pattern.compile("over the mean of all .* (mtf=\\S+,\\S+) (mtfPixelSize=3,3)\\.")
                .matcher(said());
        assertTrue(keys.find(), this::said);
        Volume plain = post("plain.mrc");
        Volume undone = post("undone.mrc", keys.group(1), keys.group(2));
        Volume expected = divided(plain, f -> {
            double soft = f < 0.25 ? 1 - 1.6 * f : Math.max(0.2, 0.6 - 1.6 * (f - 0.25));
            return (soft + Math.max(0.8, 1 - 0.4 * f)) / 2;
        });
        double most = 0;
        for (float value : expected.voxels()) most = Math.max(most, Math.abs(value));
        assertArrayEquals(expected.voxels(), undone.voxels(), (float) (1e-5 * most));
    }

    private JsonArray mtfs(Path json) throws IOException {
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("mtf");
    }

    private void isRecord(JsonArray records, int i, String group, Path file, double pixelSize, String use) {
        JsonObject record = records.get(i).getAsJsonObject();
        if (group == null) assertTrue(record.get("opticsGroup").isJsonNull());
        else assertEquals(group, record.get("opticsGroup").getAsString());
        assertEquals(file.toString(), record.get("mtf").getAsString());
        assertEquals(pixelSize, record.get("pixelSizeAngstrom").getAsDouble());
        assertTrue(record.get("use").getAsString().contains(use), record::toString);
    }

    /** The .json and the page of a run say which MTF each group has and what became of it. */
    @Test
    void reportsNameTheMtfOfEachGroupAndWhatWasDone() throws IOException {
        Path soft = folder.resolve("soft.star");
        Path sharp = folder.resolve("sharp.star");
        simulate("opticsGroups=2", "mtf=" + soft + "," + sharp);
        succeeds(withPage("map.mrc"));
        JsonArray groups = mtfs(folder.resolve("map.json"));
        assertEquals(2, groups.size());
        isRecord(groups, 0, "opticsGroup1", soft, 3, "over the mean MTF of all optics groups");
        isRecord(groups, 1, "opticsGroup2", sharp, 3, "over the mean MTF of all optics groups");
        String page = Files.readString(folder.resolve("map_report.html"));
        assertTrue(page.contains("<td>opticsGroup2</td><td>" + sharp + "</td><td>3.000</td>"), "row of the page");
        post("undone.mrc", "mtf=" + soft + "," + sharp, "mtfPixelSize=3,2.5");
        JsonArray undone = mtfs(folder.resolve("undone.json"));
        isRecord(undone, 1, null, sharp, 2.5, "divided by the mean of these MTFs");
        assertTrue(
                said().contains("MTF " + sharp + ", pixels of 2.500 Å: The map was divided by the mean"), this::said);
        Files.delete(sharp);
        succeeds(reconstruct("missing.mrc"));
        JsonArray missing = mtfs(folder.resolve("missing.json"));
        isRecord(missing, 0, "opticsGroup1", soft, 3, "Nothing: not every optics group has an MTF");
        assertTrue(missing.get(1).getAsJsonObject().get("mtf").isJsonNull());
    }

    /** A refinement records them too; one camera is none to be corrected; no MTF is an empty list. */
    @Test
    void aRefinementRecordsItsMtf() throws IOException {
        simulate("mtf=" + folder.resolve("soft.star"));
        Path output = folder.resolve("refined");
        String[] refine = {"refine", "particles=" + star, "output=" + output, "epochs=1", "starts=1", "show=false"};
        succeeds(refine);
        isRecord(
                mtfs(output.resolve("refine.json")),
                0,
                "opticsGroup1",
                folder.resolve("soft.star"),
                3,
                "all optics groups have this MTF");
        assertTrue(Files.readString(output.resolve("report.html")).contains("id=\"mtf\""));
        simulate();
        succeeds(withPage("map.mrc"));
        assertEquals(0, mtfs(folder.resolve("map.json")).size());
        assertTrue(!Files.readString(folder.resolve("map_report.html")).contains("id=\"mtf\""));
    }

    /** All that the table says of a group is in one line, and the micrographs are counted. */
    @Test
    void infoShowsGroupsAndMicrographs() throws IOException {
        simulate(
                "opticsGroups=2",
                "pixelSizes=3,3.2",
                "boxes=48,44",
                "mtf=" + folder.resolve("soft.star"),
                "micrographs=7",
                "modified=flipped",
                "defocusMin=1000",
                "defocusMax=1000");
        succeeds("info", "particles=" + star);
        String rest = ", 300.0 kV, Cs 2.700 mm, amplitude contrast 0.100, images phase flipped, MTF "
                + folder.resolve("soft.star");
        assertTrue(
                said().contains("opticsGroup1: 20 particles, box 48, pixels of 3.0000 Å (Nyquist 6.0000 Å)" + rest),
                this::said);
        assertTrue(
                said().contains("opticsGroup2: 20 particles, box 44, pixels of 3.2000 Å (Nyquist 6.4000 Å)" + rest),
                this::said);
        // four micrographs of the first group, three of the second
        assertTrue(
                said().contains("Particle groups: 7 (rlnMicrographName), particles of each: 5 to 7 (mean 5.7)"),
                this::said);
        assertTrue(!said().contains("Ewald"), "72 Å at 300 kV: 1.5 Å, beyond Nyquist");
    }

    /** A table from another machine names a file that is not here. */
    @Test
    void aMissingOrOddFileIsAWarningAndTheMapIsMade() throws IOException {
        simulate("mtf=" + folder.resolve("soft.star"));
        succeeds(reconstruct("map.mrc"));
        byte[] with = Files.readAllBytes(folder.resolve("map.mrc"));
        Files.delete(folder.resolve("soft.star"));
        succeeds(reconstruct("missing.mrc"));
        assertTrue(said().contains("no file soft.star, the MTF of the camera"), this::said);
        assertTrue(said().contains("p.star:"), this::said);
        assertArrayEquals(
                with, Files.readAllBytes(folder.resolve("missing.mrc")), "not a bit of the map depends on it");
        Files.writeString(folder.resolve("soft.star"), SOFT.replace("0.25 0.6", "0.25 -0.6"));
        succeeds(reconstruct("odd.mrc"));
        assertTrue(said().contains("soft.star:7: column _rlnMtfValue holds -0.6"), this::said);
        succeeds("info", "particles=" + star);
        assertTrue(said().contains("soft.star:7:"), this::said);
    }

    private void refused(String text, String... arguments) {
        assertEquals(2, run(arguments), this::said);
        assertTrue(said().contains(text) && said().strip().lines().count() == 1, this::said);
    }

    @Test
    void keysThatCannotBeAreRefusedInOneLine() throws IOException {
        String map = "sample-images/phantom.mrc";
        String[] post = {"postprocess", "volume1=" + map, "volume2=" + map, "output=" + folder.resolve("o.mrc")};
        refused("nowhere.star", append(post, "mtf=" + folder.resolve("nowhere.star")));
        refused("_rlnMtfValue", append(post, "mtf=sample-images/particles.star"));
        refused("mtfPixelSize", append(post, "mtf=" + folder.resolve("soft.star"), "mtfPixelSize=three"));
        refused("one size for each MTF", append(post, "mtf=" + folder.resolve("soft.star"), "mtfPixelSize=1,2"));
        refused("without mtf", append(post, "mtfPixelSize=1"));
        refused("micrographs", "simulate", "volume=" + map, "noiseSpread=3", "output=" + star);
        refused(
                "number of MTFs",
                "simulate",
                "volume=" + map,
                "output=" + star,
                "mtf=" + folder.resolve("soft.star") + "," + folder.resolve("sharp.star"));
    }

    private static String[] append(String[] all, String... more) {
        return Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new);
    }
}

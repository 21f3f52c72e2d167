/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.RefineReport;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a few small particles, as a user types it. */
class RefineCommandTest {
    private static final int COUNT = 12;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path star;
    private Path output;

    @BeforeEach
    void simulate() throws IOException {
        Volume phantom = Phantom.create(32, 4, 300, 250, 7);
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(COUNT)
                .withSnr(4)
                .withShift(1.3)
                .withSeed(2);
        star = folder.resolve("p.star");
        new ParticleSimulation(phantom, options).write(star, ProgressMonitor.NONE);
        StarFile file = StarFile.read(star);
        String[] extra = new String[COUNT];
        Arrays.setAll(extra, i -> "mine" + i);
        file.block("particles").set("rlnMicrographNameNoDW", extra);
        file.write(star);
        output = folder.resolve("out");
        Files.createDirectory(output);
    }

    private int refine(String... more) {
        List<String> arguments = new ArrayList<>(List.of("refine", "particles=" + star));
        arguments.addAll(List.of(more));
        if (arguments.stream().noneMatch(a -> a.startsWith("output="))) arguments.add("output=" + output);
        arguments.addAll(List.of("epochs=1", "starts=1", "shiftRange=4"));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Launcher.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void checkColumns(Path path, StarBlock before) throws IOException {
        StarBlock after;
        try (ParticleFile file = ParticleStar.open(path, null)) {
            after = file.table();
        }
        for (String column : List.of("rlnImageName", "rlnMicrographNameNoDW", "rlnDefocusU", "rlnDefocusAngle"))
            assertArrayEquals(before.texts(column), after.texts(column), column);
        assertEquals(COUNT, after.rows());
        assertFalse(Arrays.equals(before.texts("rlnAngleRot"), after.texts("rlnAngleRot")), "new poses");
    }

    /** Poses that are right stay within a degree or so; a resumed run must have the same poses; without poses there is a line. */
    @Test
    void aLocalRefinementStaysNearTheTable() throws IOException {
        StarFile file = StarFile.read(star);
        double[] tilts = file.block("particles").numbers("rlnAngleTilt");
        assertEquals(0, refine("local=true", "rotationPrior=0.5", "shiftPrior=1"), this::errors);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("The half maps at the poses of the table agree to"), said);
        StarBlock refined = StarFile.read(output.resolve("particles.star")).block("particles");
        // six standard deviations
        for (int i = 0; i < COUNT; i++) assertEquals(tilts[i], refined.numbers("rlnAngleTilt")[i], 3);
        assertFalse(Arrays.equals(tilts, refined.numbers("rlnAngleTilt")), "new poses");
        assertEquals(2, refine("local=true", "rotationPrior=0"));
        assertTrue(errors().contains("rotationPrior (degrees) must be above 0"), errors());
        err.reset();
        assertEquals(2, refine("local=true", "classes=2"));
        assertTrue(errors().contains("classes must be 1 where local=true"), errors());
        err.reset();
        Path resume = output.resolve("refine.checkpoint");
        assertEquals(2, refine("local=true", "rotationPrior=1", "shiftPrior=1", "resume=" + resume));
        assertTrue(errors().contains("local"), errors());
        err.reset();
        file.block("particles").remove("rlnAngleTilt");
        file.write(star);
        assertEquals(2, refine("local=true"));
        assertTrue(errors().contains("rlnAngleTilt") && errors().strip().lines().count() == 1, errors());
    }

    /** A run that ends before an epoch of its own has no checkpoint but the one that it began with. */
    @Test
    void aResumedRunWithoutAnEpochSaysWhereToGoOn() throws IOException {
        assertEquals(0, refine("local=true"), this::errors);
        Path checkpoint = output.resolve("refine.checkpoint");
        out.reset();
        assertEquals(
                0, refine("local=true", "resume=" + checkpoint, "output=" + folder.resolve("other")), this::errors);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("To go on: the same settings and resume=" + checkpoint), said);
    }

    @Test
    void allFilesAreWrittenAndTheStarCanBeReconstructed() throws IOException {
        StarBlock before = StarFile.read(star).block("particles");
        assertEquals(0, refine(), this::errors);
        for (Path file : RefineReport.files(output, 1)) assertTrue(Files.size(file) > 50, file.toString());
        try (var files = Files.list(output)) {
            // it has not converged in so few epochs, and can go on
            assertEquals(RefineReport.files(output, 1).size() + 1, files.count(), "nothing else is left");
            assertTrue(Files.exists(output.resolve("refine.checkpoint")));
        }
        checkColumns(output.resolve("particles.star"), before);
        assertTrue(JsonParser.parseString(Files.readString(output.resolve("refine.json")))
                .getAsJsonObject()
                .has("supported"));
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("Resolution: ") && said.contains("map.mrc"), said);
        // images are named from the project folder, as in RELION
        Path map = folder.resolve("again.mrc");
        assertEquals(
                0,
                run("reconstruct", "particles=" + output.resolve("particles.star"), "volume=" + map, "epochs=1"),
                this::errors);
        assertEquals(32, MrcFiles.readVolume(map).size());
    }

    /** So few particles are not told apart: they are one class, and its files are there. */
    @Test
    void particlesThatAreAlikeAreOneClass() throws IOException {
        assertEquals(0, refine("classes=2"), this::errors);
        for (Path file : RefineReport.files(output, 2))
            assertEquals(!file.getFileName().toString().startsWith("class_2"), Files.exists(file), file.toString());
        StarBlock all = StarFile.read(output.resolve("classes.star")).block("particles");
        assertEquals(COUNT, all.rows());
        for (int c : all.integers("rlnClassNumber")) assertEquals(1, c);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("Classes: one."));
        assertArrayEquals(
                Files.readAllBytes(output.resolve("particles.star")),
                Files.readAllBytes(output.resolve("class_1.star")));
        assertTrue(
                StarFile.read(output.resolve("class_1.star")).block("particles").has("rlnLogLikeliContribution"));
    }

    /** RELION 3.0: one table, optics in its rows, shifts in pixels. */
    @Test
    void oldFilesStayOld() throws IOException {
        StarBlock table = StarFile.read(star).block("particles");
        StringBuilder old = new StringBuilder("data_\n\nloop_\n");
        List<String> kept =
                List.of("rlnImageName", "rlnMicrographNameNoDW", "rlnDefocusU", "rlnDefocusAngle", "rlnAngleRot");
        for (String column : kept) old.append('_').append(column).append('\n');
        for (String column :
                List.of("Voltage", "SphericalAberration", "AmplitudeContrast", "DetectorPixelSize", "Magnification"))
            old.append("_rln").append(column).append('\n');
        for (int row = 0; row < COUNT; row++) {
            for (String column : kept) old.append(table.texts(column)[row]).append(' ');
            old.append("300 2.7 0.1 4 10000\n");
        }
        Files.writeString(star, old);
        assertEquals(0, refine(), this::errors);
        Path written = output.resolve("particles.star");
        checkColumns(written, table);
        try (ParticleFile file = ParticleStar.open(written, null)) {
            assertEquals("RELION 3.0", file.format());
            assertTrue(file.table().has("rlnOriginX") && !file.table().has("rlnOriginXAngst"));
            assertEquals(COUNT, file.requirePoses().particles().size());
        }
    }

    /** cryoSPARC's particles, here without poses, are written as a RELION 3.1 table. */
    @Test
    void particlesOfCryosparcAreWrittenAsStar() throws IOException {
        StarBlock table = StarFile.read(star).block("particles");
        String header =
                "{'descr': [('uid', '<u8'), ('blob/path', '|S8'), ('blob/idx', '<u4'), ('blob/shape', '<u4', (2,)),"
                        + " ('blob/psize_A', '<f4'), ('ctf/df1_A', '<f4'), ('ctf/df2_A', '<f4'), ('ctf/df_angle_rad', '<f4'),"
                        + " ('ctf/accel_kv', '<f4'), ('ctf/cs_mm', '<f4'), ('ctf/amp_contrast', '<f4')],"
                        + " 'fortran_order': False, 'shape': (" + COUNT + ",), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer data = ByteBuffer.allocate(10 + header.length() + COUNT * 56).order(ByteOrder.LITTLE_ENDIAN);
        data.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        data.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < COUNT; i++) {
            data.putLong(i).put(Arrays.copyOf("p.mrcs".getBytes(StandardCharsets.US_ASCII), 8));
            data.putInt(i).putInt(32).putInt(32).putFloat(4);
            data.putFloat((float) table.number(i, "rlnDefocusU")).putFloat((float) table.number(i, "rlnDefocusV"));
            data.putFloat((float) Math.toRadians(table.number(i, "rlnDefocusAngle")));
            data.putFloat(300).putFloat(2.7f).putFloat(0.1f);
        }
        assertEquals(0, data.remaining());
        star = folder.resolve("p.cs");
        Files.write(star, data.array());
        assertEquals(0, refine(), this::errors);
        try (ParticleFile file = ParticleStar.open(output.resolve("particles.star"), null)) {
            assertEquals("RELION 3.1", file.format());
            assertEquals(COUNT, file.requirePoses().requireCtf().particles().size());
            assertEquals("000003@p.mrcs", file.table().text(2, "rlnImageName"));
            assertEquals(table.number(2, "rlnDefocusU"), file.table().number(2, "rlnDefocusU"), 0.01);
        }
    }

    /**
     * The map has the orientation of the initial map, for the phantom and for the phantom after a quarter turn. A map
     * that did not depend on the initial map could be closer to one of the two only.
     */
    @Test
    void theMapLiesOnTheInitialMap() throws IOException {
        Volume phantom = Phantom.create(32, 4, 300, 250, 7);
        Volume turned = quarterTurn(phantom);
        Path initial = folder.resolve("initial.mrc");
        for (Volume start : List.of(phantom, turned)) {
            MrcFiles.writeVolume(initial, start, "test");
            assertEquals(0, refine("initial=" + initial, "initialResolution=20"), this::errors);
            Volume found = MrcFiles.readVolume(output.resolve("map.mrc"));
            double with = correlation(found, start);
            double other = correlation(found, start == phantom ? turned : phantom);
            assertTrue(other < with - 0.1, "with the other one: " + other + ", with the initial map: " + with);
        }
    }

    /** About z through voxel n/2: what was at (x, y) comes to (n − y, x). */
    private static Volume quarterTurn(Volume map) {
        int n = map.size();
        float[] turned = new float[n * n * n];
        for (int z = 0; z < n; z++)
            for (int y = 1; y < n; y++)
                for (int x = 0; x < n; x++) turned[(z * n + x) * n + n - y] = map.voxels()[(z * n + y) * n + x];
        return new Volume(n, map.voxelSizeAngstrom(), turned);
    }

    private static double correlation(Volume a, Volume b) {
        double product = 0;
        double powerA = 0;
        double powerB = 0;
        for (int i = 0; i < a.voxels().length; i++) {
            product += (double) a.voxels()[i] * b.voxels()[i];
            powerA += (double) a.voxels()[i] * a.voxels()[i];
            powerB += (double) b.voxels()[i] * b.voxels()[i];
        }
        return product / Math.sqrt(powerA * powerB);
    }

    /** Outside of the mask the map is zero and the half maps are not; the FSC is told with and without it. */
    @Test
    void theMaskIsOnTheMapAndNotOnTheHalfMaps() throws IOException {
        int n = 32;
        float[] ball = new float[n * n * n];
        for (int i = 0; i < ball.length; i++) {
            int x = i % n - n / 2;
            int y = i / n % n - n / 2;
            int z = i / (n * n) - n / 2;
            // a soft edge from 8 to 12 voxels
            ball[i] = (float) Math.max(0, Math.min(1, 3 - Math.sqrt(x * x + y * y + z * z) / 4));
        }
        Path mask = folder.resolve("mask.mrc");
        MrcFiles.writeVolume(mask, new Volume(n, 4, ball), "test");
        assertEquals(0, refine("mask=" + mask), this::errors);
        assertEquals(0, largestOutside(ball, "map.mrc"));
        assertTrue(largestOutside(ball, "map_half1.mrc") > 0);
        assertTrue(Files.readAllLines(output.resolve("map_fsc.csv")).get(0).contains("fscMasked"));
    }

    private float largestOutside(float[] mask, String name) throws IOException {
        float[] voxels = MrcFiles.readVolume(output.resolve(name)).voxels();
        float largest = 0;
        for (int i = 0; i < mask.length; i++) if (mask[i] == 0) largest = Math.max(largest, Math.abs(voxels[i]));
        return largest;
    }

    @Test
    void aMaskOfAnotherBoxIsRefusedBeforeTheWork() throws IOException {
        assertEquals(2, refine("mask=sample-images/phantom.mrc"));
        assertTrue(errors().contains("the mask has a box of 48"), errors());
        assertEquals(1, errors().lines().count(), errors());
        try (var files = Files.list(output)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void anInitialMapOfAnotherBoxIsRefusedBeforeTheWork() throws IOException {
        Path initial = folder.resolve("initial.mrc");
        MrcFiles.writeVolume(initial, Phantom.create(48, 4, 300, 250, 7), "test");
        assertEquals(2, refine("initial=" + initial));
        assertTrue(errors().contains("the initial map has 48 voxels of 4.000 Å, the images have 32 pixels"), errors());
        assertEquals(1, errors().lines().count(), errors());
        try (var files = Files.list(output)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void anOutputThatIsTheInputIsRefused() throws IOException {
        Path named = folder.resolve("particles.star");
        Files.move(star, named);
        star = named;
        byte[] before = Files.readAllBytes(named);
        assertEquals(2, refine("output=" + folder));
        assertTrue(errors().contains("is read by this command"), errors());
        assertArrayEquals(before, Files.readAllBytes(named));
        assertFalse(Files.exists(folder.resolve("map.mrc")));
    }
}

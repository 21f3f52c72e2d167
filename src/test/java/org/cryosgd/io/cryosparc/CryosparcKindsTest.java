/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.Selection;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.OddPhase;
import org.cryosgd.optics.Optics;
import org.cryosgd.testimages.ImagesInMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds of .cs files that jobs and versions of cryoSPARC write. */
class CryosparcKindsTest {
    private static final int ROWS = 6;

    @TempDir
    Path folder;

    private CsFiles blobs() {
        return new CsFiles(ROWS).blobs("stack.mrcs").ctf();
    }

    private CryosparcFile read(CsFiles made, CryosparcOptions options) throws IOException {
        return CryosparcFile.read(Files.write(folder.resolve("p.cs"), made.bytes()), options);
    }

    private StarBlock table(CsFiles made) throws IOException {
        return read(made, CryosparcOptions.NONE).toStar().block("particles");
    }

    private static boolean says(CryosparcFile file, String text) {
        return file.notes().stream().anyMatch(note -> note.contains(text));
    }

    @Test
    void shiftsWithoutAPixelSizeAreAGuessThatIsSaidAndAKeyDecides() throws IOException {
        CryosparcFile guessed = read(blobs().poses("alignments3D", 0), CryosparcOptions.NONE);
        // shift y is 0.25 pixels, images have 2 Å
        assertEquals(0.5, guessed.toStar().block("particles").number(0, "rlnOriginYAngst"), 1e-6);
        assertTrue(says(guessed, "alignments3D/psize_A is missing"), guessed.notes()::toString);
        assertTrue(says(guessed, "shiftPixelSize="), guessed.notes()::toString);
        CryosparcFile told = read(blobs().poses("alignments3D", 0), new CryosparcOptions(null, 4));
        assertEquals(1, told.toStar().block("particles").number(0, "rlnOriginYAngst"), 1e-6);
        assertFalse(says(told, "psize_A"), told.notes()::toString);
    }

    @Test
    void rotationVectorsInDegreesAreRefused() throws IOException {
        CsFiles made = blobs().floats("alignments3D/pose", "(3,)", (i, e) -> i == 2 && e == 1 ? 57 : 0.5);
        CryosparcFile file = read(made, CryosparcOptions.NONE);
        String message = assertThrows(FormatException.class, file::toStar).getMessage();
        assertTrue(message.contains("particle 3: column alignments3D/pose") && message.contains("57.29578"), message);
    }

    /** Some files have the column and 0 in it. */
    @Test
    void aPixelSizeOfZeroIsNone() throws IOException {
        CsFiles made = blobs().poses("alignments3D", 0).floats("alignments3D/psize_A", "", (i, e) -> i < 3 ? 4 : 0);
        CryosparcFile file = read(made, CryosparcOptions.NONE);
        StarBlock table = file.toStar().block("particles");
        assertEquals(1, table.number(0, "rlnOriginYAngst"), 1e-6);
        assertEquals(0.5, table.number(5, "rlnOriginYAngst"), 1e-6);
        assertTrue(says(file, "alignments3D/psize_A is 0"), file.notes()::toString);
    }

    @Test
    void aKeyAgainstTheFileIsRefused() throws IOException {
        CsFiles made = blobs().poses("alignments3D", 0).floats("alignments3D/psize_A", "", (i, e) -> 2);
        CryosparcFile file = read(made, new CryosparcOptions(null, 4));
        String message = assertThrows(FormatException.class, file::toStar).getMessage();
        assertTrue(message.contains("shiftPixelSize") && message.contains("particle 1"), message);
    }

    @Test
    void withoutShiftsNothingIsGuessed() throws IOException {
        CsFiles made = blobs().floats("alignments3D/pose", "(3,)", (i, e) -> 0.1)
                .floats("alignments3D/shift", "(2,)", (i, e) -> 0);
        CryosparcFile file = read(made, CryosparcOptions.NONE);
        file.toStar();
        assertFalse(says(file, "psize_A"), file.notes()::toString);
    }

    @ParameterizedTest
    @CsvSource({"ctf/shift_A, 2", "ctf/tilt_A, 2", "ctf/trefoil_A, 2", "ctf/tetra_A, 4", "ctf/anisomag, 4"})
    void everyElementOfAnAberrationIsLookedAt(String column, int elements) throws IOException {
        for (int element = 0; element < elements; element++) {
            int only = element;
            CsFiles made = blobs().floats(column, "(" + elements + ",)", (i, e) -> i == 4 && e == only ? -1e-3 : 0);
            CryosparcFile file = read(made, CryosparcOptions.NONE);
            file.toStar();
            assertTrue(says(file, column), column + " " + element);
            assertTrue(
                    says(
                            file,
                            "1 of 6 particles. It is " + (column.equals("ctf/shift_A") ? "not used, since" : "used")),
                    file.notes()::toString);
        }
        CryosparcFile zero = read(blobs().floats(column, "(" + elements + ",)", (i, e) -> 0), CryosparcOptions.NONE);
        zero.toStar();
        assertEquals(0, zero.notes().size(), zero.notes()::toString);
    }

    /**
     * The phases of the lens, straight from the formula of a wave aberration: χ = 2π/λ Σ of C λ^n k^n cos m(φ − φ₀) over n or m, with
     * all signs positive, and exp(−iχ).
     */
    @ParameterizedTest
    @ValueSource(doubles = {2.7, 0.01})
    void aberrationsAreThoseOfTheWaveAberrationFunction(double cs) throws IOException {
        double[] tilt = {4000, -2500};
        double[] trefoil = {-3000, 1500};
        double[] tetra = {50000, -30000, 80000, 20000};
        double[] mag = {0.01, 0.002, -0.003, -0.02};
        CsFiles made = new CsFiles(6)
                .blobs("a.mrcs")
                .floats("ctf/accel_kv", "", (i, e) -> 200)
                .floats("ctf/cs_mm", "", (i, e) -> cs)
                .floats("ctf/amp_contrast", "", (i, e) -> 0.1)
                .floats("ctf/df1_A", "", (i, e) -> 12000)
                .floats("ctf/df2_A", "", (i, e) -> 11000)
                .floats("ctf/df_angle_rad", "", (i, e) -> 0.3)
                .floats("ctf/tilt_A", "(2,)", (i, e) -> tilt[e])
                .floats("ctf/trefoil_A", "(2,)", (i, e) -> trefoil[e])
                .floats("ctf/tetra_A", "(4,)", (i, e) -> tetra[e])
                .floats("ctf/anisomag", "(4,)", (i, e) -> i < 3 ? 0 : mag[e])
                .floats("ctf/shift_A", "(2,)", (i, e) -> 0.25 - e)
                .floats("alignments3D/psize_A", "", (i, e) -> 2)
                .poses("alignments3D", 0);
        CryosparcFile file = read(made, CryosparcOptions.NONE);
        StarFile star = file.toStar();
        StarBlock optics = star.block("optics");
        assertEquals(2, optics.rows(), "with and without magnification");
        assertEquals(cs > 1, optics.has("rlnBeamTiltX"));
        // shifts of −0.25 and 0.25 pixels of 2 Å, minus that of the lens
        assertEquals(-0.5 - 0.25, star.block("particles").number(0, "rlnOriginXAngst"), 1e-6);
        assertEquals(0.5 + 0.75, star.block("particles").number(0, "rlnOriginYAngst"), 1e-6);
        String[] places = {"00", "01", "10", "11"};
        for (int e = 0; e < 4; e++)
            assertEquals(mag[e] + (e % 3 == 0 ? 1 : 0), optics.number(1, "rlnMagMat" + places[e]), 1e-6);
        Path path = folder.resolve("lens.star");
        star.write(path);
        ParticleFile opened =
                ParticleStar.open(path, StarFile.read(path), null, new ImagesInMemory(16, new float[6][256]));
        Optics lens = opened.particles().particles().get(0).optics();
        double lambda = Ctf.wavelengthAngstrom(200);
        int box = 64;
        double width = 128;
        HalfDisc disc = new HalfDisc(box / 2);
        float[] odd = OddPhase.factors(lens, disc, width);
        Ctf ctf = new Ctf(lens, Defocus.of(12000, 11000, Math.toDegrees(0.3)), width);
        for (int ky = -20; ky <= 20; ky += 5)
            for (int kx = 1; kx <= 20; kx += 4) {
                double k = Math.hypot(kx, ky) / width;
                double phi = Math.atan2(ky, kx);
                double l3 = Math.pow(lambda * k, 3);
                double l4 = Math.pow(lambda * k, 4);
                double chiOdd = 2 * Math.PI / lambda * l3 * (wave(tilt, 0, 1, phi) + wave(trefoil, 0, 3, phi) / 3);
                double defocus = 11500 + 500 * Math.cos(2 * (phi - 0.3));
                double chiEven = 2
                        * Math.PI
                        / lambda
                        * (-defocus * lambda * lambda * k * k / 2
                                + l4 * (cs * 1e7 / 4 + wave(tetra, 0, 2, phi) + wave(tetra, 2, 4, phi) / 4));
                int i = 2 * (disc.start(ky) + kx - disc.first(ky));
                // six digits of rlnBeamTiltX and of the coefficients, phases of up to some ten radians
                assertEquals(Math.cos(chiOdd), odd[i], 1e-4);
                assertEquals(-Math.sin(chiOdd), odd[i + 1], 1e-4);
                assertEquals(Math.sin(-chiEven + Math.asin(0.1)), ctf.at(kx, ky), 1e-4);
            }
        assertTrue(says(file, "ctf/tetra_A (fourfold astigmatism) is not zero for 6 of 6 particles. It is used"));
    }

    private static double wave(double[] values, int from, int fold, double phi) {
        return values[from] * Math.cos(fold * phi) + values[from + 1] * Math.sin(fold * phi);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneHalfForAllIsNoDivision(int half) throws IOException {
        CryosparcFile file = read(
                blobs().poses("alignments3D", 0).integers("alignments3D/split", "", (i, e) -> half),
                CryosparcOptions.NONE);
        assertFalse(file.toStar().block("particles").has("rlnRandomSubset"));
        assertTrue(says(file, "alignments3D/split is " + half + " for all particles"), file.notes()::toString);
        assertArrayEquals(
                new int[] {1, 1, 1, 1, 1, 2},
                table(blobs().poses("alignments3D", 0).integers("alignments3D/split", "", (i, e) -> i == 5 ? 1 : 0))
                        .integers("rlnRandomSubset"));
    }

    @Test
    void aHalfSetThatIsNeitherIsRefused() {
        String message = assertThrows(
                        FormatException.class,
                        () -> table(blobs().poses("alignments3D", 0)
                                .integers("alignments3D/split", "", (i, e) -> i == 2 ? 7 : 0)))
                .getMessage();
        assertTrue(message.contains("particle 3: column alignments3D/split holds 7"), message);
    }

    /** Ten classes, so that their order is that of numbers and not of letters. */
    @Test
    void theMostProbableClassOfAnAbInitioJobIsTaken() throws IOException {
        CsFiles made = blobs();
        for (int c = 0; c <= 10; c++) {
            int wanted = c;
            made.poses("alignments_class_" + c, 0.05 * c)
                    .floats("alignments_class_" + c + "/psize_A", "", (i, e) -> 2)
                    .floats("alignments_class_" + c + "/class_posterior", "", (i, e) -> best(i) == wanted ? 0.5 : 0.05);
        }
        CryosparcFile file = read(made, CryosparcOptions.NONE);
        StarBlock table = file.toStar().block("particles");
        for (int i = 0; i < ROWS; i++) {
            assertEquals(best(i) + 1, table.integer(i, "rlnClassNumber"));
            StarBlock single = table(blobs().poses("alignments3D", 0.05 * best(i)));
            for (String angle : new String[] {"rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"})
                assertEquals(single.text(i, angle), table.text(i, angle));
        }
        assertTrue(says(file, "select=rlnClassNumber="), file.notes()::toString);
        // what the note recommends
        assertArrayEquals(new int[] {5}, Selection.of("rlnClassNumber=11", table));
    }

    private static int best(int row) {
        return row == 5 ? 10 : row % 3;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMostProbableElementOfAHeterogeneousRefinementIsTaken(boolean onePixelSize) throws IOException {
        CsFiles made = blobs().floats("alignments3D_multi/pose", "(3, 3)", (i, e) -> 0.1 * e)
                .floats("alignments3D_multi/shift", "(3, 2)", (i, e) -> e)
                .floats("alignments3D_multi/psize_A", onePixelSize ? "" : "(3,)", (i, e) -> onePixelSize ? 3 : 3 + e)
                .floats("alignments3D_multi/class_posterior", "(3,)", (i, e) -> e == i % 3 ? 0.4 : 0.3)
                .integers("alignments3D_multi/split", "", (i, e) -> i % 2);
        StarBlock table = table(made);
        for (int i = 0; i < ROWS; i++) {
            int c = i % 3;
            double[] angles = CryosparcFile.eulerDegrees(0.3f * c, 0.3f * c + 0.1f, 0.3f * c + 0.2f);
            // six digits in the table, single precision in the file
            assertEquals(angles[1], table.number(i, "rlnAngleTilt"), 1e-4);
            assertEquals((onePixelSize ? 3 : 3 + c) * 2 * c, table.number(i, "rlnOriginXAngst"), 1e-6);
            assertEquals(1 + i % 2, table.integer(i, "rlnRandomSubset"));
        }
    }

    @Test
    void aPoseOfAllClassesTogetherComesFirst() throws IOException {
        CsFiles made = blobs().poses("alignments_class_0", 1).poses("alignments3D", 0);
        StarBlock table = table(made);
        assertFalse(table.has("rlnClassNumber"));
        assertEquals(table(blobs().poses("alignments3D", 0)).text(2, "rlnAngleTilt"), table.text(2, "rlnAngleTilt"));
    }

    @Test
    void classesWithoutProbabilitiesAreRefusedByName() {
        CsFiles made = blobs().poses("alignments_class_0", 1).poses("alignments_class_1", 0);
        String message = assertThrows(FormatException.class, () -> table(made)).getMessage();
        assertTrue(message.contains("alignments_class_0/class_posterior"), message);
    }

    @Test
    void valuesThatAreNoNumbersAreRefusedWithTheParticle() {
        CsFiles made = blobs().floats("alignments3D/pose", "(3,)", (i, e) -> i == 3 && e == 2 ? Double.NaN : 0);
        String message = assertThrows(FormatException.class, () -> table(made)).getMessage();
        assertTrue(message.contains("particle 4: column alignments3D/pose holds NaN"), message);
        CsFiles far = new CsFiles(1).text("blob/path", "s.mrcs").integers("blob/idx", "", (i, e) -> -1);
        message = assertThrows(FormatException.class, () -> table(far)).getMessage();
        assertTrue(message.contains("blob/idx holds 4294967295"), message);
        CsFiles escape = new CsFiles(1).text("blob/path", "s\033[31m.mrcs").integers("blob/idx", "", (i, e) -> 0);
        message = assertThrows(FormatException.class, () -> table(escape)).getMessage();
        assertTrue(message.contains("blob/path holds s\\x1b[31m.mrcs"), message);
    }

    /** The file of another group, one with fewer particles, and a larger one that has them too. */
    @Test
    void thePassthroughFileOfThisGroupIsTaken() throws IOException {
        Path file = Files.write(folder.resolve("J3_class_00_particles.cs"), CsFiles.alignments(3));
        Files.write(
                folder.resolve("J3_passthrough_particles_class_0.cs"),
                new CsFiles(3).blobs("own").ctf().bytes());
        Files.write(
                folder.resolve("J3_passthrough_particles_all_classes.cs"),
                new CsFiles(9).blobs("all").ctf().bytes());
        Files.write(
                folder.resolve("A_passthrough_particles_excluded.cs"),
                new CsFiles(2).blobs("other").ctf().bytes());
        Files.writeString(folder.resolve("B_passthrough_damaged.cs"), "no table");
        CryosparcFile read = CryosparcFile.read(file, CryosparcOptions.NONE);
        assertEquals("000003@own", read.toStar().block("particles").text(2, "rlnImageName"));
        assertEquals("cryoSPARC with columns of J3_passthrough_particles_class_0.cs", read.format());
    }

    /** Newer versions write one file for each kind of column. */
    @Test
    void severalPassthroughFilesAreJoined() throws IOException {
        Path file = Files.write(folder.resolve("J3_particles.cs"), CsFiles.alignments(3));
        Files.write(
                folder.resolve("J3_passthrough_particles_blob.cs"),
                new CsFiles(3).blobs("s").bytes());
        Files.write(
                folder.resolve("J3_passthrough_particles_ctf.cs"),
                new CsFiles(4).ctf().bytes());
        StarBlock table =
                CryosparcFile.read(file, CryosparcOptions.NONE).toStar().block("particles");
        assertEquals("000002@s", table.text(1, "rlnImageName"));
        assertEquals(15001, table.number(1, "rlnDefocusU"), 1e-6);
    }

    @Test
    void aPassthroughFileWithoutTheParticlesIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("J3_particles.cs"), CsFiles.alignments(3));
        Path other = Files.write(
                folder.resolve("J3_passthrough_particles.cs"),
                new CsFiles(2).blobs("s").bytes());
        String message = assertThrows(FormatException.class, () -> CryosparcFile.read(file, CryosparcOptions.NONE))
                .getMessage();
        assertTrue(message.contains("J3_passthrough_particles.cs") && message.contains("passthrough="), message);
        message = assertThrows(FormatException.class, () -> CryosparcFile.read(file, new CryosparcOptions(other, 0)))
                .getMessage();
        assertTrue(message.contains("particle 3 is not in the passthrough file"), message);
    }
}

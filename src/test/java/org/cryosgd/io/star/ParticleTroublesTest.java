/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.Particle;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that people report trouble with. Where a message recommends something, the test does it. */
class ParticleTroublesTest {
    private static final String OPTICS = """
            data_optics
            loop_
            _rlnOpticsGroup
            _rlnOpticsGroupName
            _rlnVoltage
            _rlnSphericalAberration
            _rlnAmplitudeContrast
            _rlnImagePixelSize
            1 first 300 2.7 0.1 1.5
            """;

    /** The rows are lines 21 and 22. */
    private static final String PARTICLES = """

            data_particles
            loop_
            _rlnImageName
            _rlnOpticsGroup
            _rlnDefocusU
            _rlnDefocusV
            _rlnDefocusAngle
            _rlnPhaseShift
            _rlnCtfBfactor
            _rlnCtfScalefactor
            1@a.mrcs 1 10000 9500 40 0 0 1
            2@a.mrcs 1 12000 11000 -130 0 0 1
            """;

    private static final String TABLE = OPTICS + PARTICLES;

    private static final String OLD = """
            data_
            loop_
            _rlnImageName
            _rlnMagnification
            _rlnDetectorPixelSize
            _rlnVoltage
            _rlnSphericalAberration
            _rlnAmplitudeContrast
            _rlnDefocusU
            _rlnOriginX
            _rlnOriginY
            _rlnAngleRot
            _rlnAngleTilt
            _rlnAnglePsi
            1@a.mrcs 50000 7.5 300 2.7 0.1 10000 2 0 1 2 3
            2@a.mrcs 50000 7.5 300 2.7 0.1 12000 0 0 1 2 3
            """;

    @TempDir
    Path dir;

    private ParticleFile open(String text) throws IOException {
        return open(text, OpenOptions.defaults());
    }

    private ParticleFile open(String text, OpenOptions options) throws IOException {
        if (!Files.exists(dir.resolve("a.mrcs"))) MrcBytes.stack(16, 2, 1.5).write(dir.resolve("a.mrcs"));
        Path star = Files.writeString(dir.resolve("in.star"), text);
        return ParticleStar.open(star, StarFile.read(star), options);
    }

    private String refusal(String text) {
        return assertThrows(FormatException.class, () -> open(text).close()).getMessage();
    }

    private String ctfFault(String text) throws IOException {
        try (ParticleFile file = open(text)) {
            assertNull(file.particles().particles().get(0).defocus(), "ctf=none is left");
            return assertThrows(FormatException.class, file::requireCtf).getMessage();
        }
    }

    private static Particle first(ParticleFile file) {
        return file.particles().particles().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "rlnCtfDataArePhaseFlipped, 1, PHASE_FLIPPED", "rlnCtfDataArePhaseFlipped, 0, NONE",
        "rlnCtfDataAreCtfPremultiplied, 1.000000, PREMULTIPLIED", "rlnCtfDataArePhaseFlipped, True, PHASE_FLIPPED"
    })
    void whatWasDoneAboutTheCtfIsRead(String column, String value, AppliedCtf expected) throws IOException {
        String optics = TABLE.replace("_rlnImagePixelSize\n", "_rlnImagePixelSize\n_" + column + "\n")
                .replace("0.1 1.5", "0.1 1.5 " + value);
        try (ParticleFile file = open(optics)) {
            assertEquals(expected, first(file).optics().applied());
        }
        String rows = OLD.replace("_rlnAnglePsi\n", "_rlnAnglePsi\n_" + column + "\n")
                .replaceFirst("1 2 3\n2@", "1 2 3 " + value + "\n2@")
                .replaceFirst("1 2 3\n$", "1 2 3 0\n");
        try (ParticleFile file = open(rows)) {
            assertEquals(expected, first(file).optics().applied());
            assertEquals(
                    AppliedCtf.NONE,
                    file.particles().particles().get(1).optics().applied());
        }
        String newRows = TABLE.replace("_rlnCtfScalefactor\n", "_rlnCtfScalefactor\n_" + column + "\n")
                .replace("40 0 0 1", "40 0 0 1 " + value)
                .replace("-130 0 0 1", "-130 0 0 1 0");
        try (ParticleFile file = open(newRows)) {
            assertEquals(expected, first(file).optics().applied());
        }
    }

    @Test
    void theUserKnowsBetterWhatWasDone() throws IOException {
        try (ParticleFile file = open(TABLE)) {
            ParticleFile flipped = file.withApplied(AppliedCtf.PHASE_FLIPPED);
            assertEquals(AppliedCtf.PHASE_FLIPPED, first(flipped).optics().applied());
            assertEquals(file.notes(), flipped.notes());
            ParticleFile again = flipped.withApplied(AppliedCtf.PREMULTIPLIED);
            assertTrue(
                    again.notes().get(0).contains("phase flipped, they are taken as premultiplied"),
                    again.notes()::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 12000 11000|1 1.2 1.1|:22: column _rlnDefocusU: 1.2 Å cannot be the defocus|looks like µm",
                "1 12000 11000|1 12000 1.1|:22: column _rlnDefocusV: 1.1 Å cannot be the defocus|looks like µm",
                "first 300|first 300000|:9: column _rlnVoltage: 300000 kV|looks like V",
                "first 300|first -300|:9: column _rlnVoltage: -300 kV|Correct it",
                "300 2.7|300 2.7e7|:9: column _rlnSphericalAberration: 27000000 mm|looks like Å",
                "2.7 0.1|2.7 10|:9: column _rlnAmplitudeContrast: 10 |looks like percent",
                "-130 0|-130 1e30|:22: column _rlnPhaseShift: 1e+30°|Correct it",
                "-130 0|-130 1.5|:22: column _rlnPhaseShift: 1.5°|look like radians. Multiply the column by 57.29578",
                "1 12000 11000 -130 0|1 0 11000 -130 12000|:22: column _rlnPhaseShift: 12000°|_rlnPhaseShift and _rlnDefocusU exchanged",
                "1 12000 11000 -130|1 12000 130 11000|:22: column _rlnDefocusAngle: 11000°|_rlnDefocusAngle and _rlnDefocusV exchanged",
                "-130 0 0 1|-130 0 0 1e9|:22: column _rlnCtfScalefactor: 1000000000 |Correct it",
                "-130 0 0 1|-130 0 1e9 1|:22: column _rlnCtfBfactor: 1000000000 Å²|Correct it"
            })
    void valuesThatCannotBeAreToldWithRowColumnUnitAndRemedy(String from, String to, String where, String remedy)
            throws IOException {
        String message = ctfFault(TABLE.replace(from, to));
        assertTrue(message.startsWith(dir.resolve("in.star") + where), message);
        assertTrue(message.contains(remedy), message);
    }

    @ParameterizedTest
    @CsvSource({"rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast"})
    void whatIsNotInTheFileIsNamedAndNotMadeUp(String column) throws IOException {
        try (ParticleFile file = open(TABLE.replace(column, "other"))) {
            assertEquals(Set.of(column), file.missing().optics());
            assertTrue(file.missing().ctf().contains("no column _" + column));
        }
    }

    @Test
    void overfocusIsAllowedAndSaid() throws IOException {
        try (ParticleFile file = open(TABLE.replace("1 12000 11000", "1 -12000 -11000"))) {
            file.requireCtf();
            assertEquals(-12000, file.particles().particles().get(1).defocus().defocusUAngstrom());
            assertTrue(file.notes()
                    .get(0)
                    .contains(":22: column _rlnDefocusU: the defocus is negative in 1 of 2 rows, which is overfocus"));
        }
    }

    @Test
    void oddColumnsAreSaid() throws IOException {
        assertNote(TABLE.replace("1 12000 11000", "1 0 0"), ":22: column _rlnDefocusU: the defocus is 0 in 1 rows");
        assertNote(TABLE.replace("1 12000 11000", "1 12000 1100"), ":22: columns _rlnDefocusU and _rlnDefocusV differ");
        assertNote(
                TABLE.replace("10000 9500", "1000 950").replace("12000 11000", "1200 1100"),
                ":21: column _rlnDefocusU: no defocus is above 1200 Å");
        StringBuilder many = new StringBuilder(TABLE.substring(0, TABLE.indexOf("1@a")));
        for (int i = 0; i < 30; i++) many.append("1@a.mrcs 1 10000 9500 " + (i - 15) / 5.0 + " 0 0 1\n");
        assertNote(many.toString(), ":21: column _rlnDefocusAngle: all angles are between -π and π, as in radians.");
    }

    private void assertNote(String table, String words) throws IOException {
        try (ParticleFile file = open(table)) {
            file.requireCtf();
            assertTrue(file.notes().stream().anyMatch(note -> note.contains(words)), file.notes()::toString);
        }
    }

    /** The exponent of Warp and M has the other sign than RELION's. */
    @Test
    void aBFactorMakesTheCtfFall() throws IOException {
        try (ParticleFile file =
                open(TABLE.replace("40 0 0 1", "40 0 -12 1").replace("-130 0 0 1", "-130 0 -480 0.5"))) {
            file.requireCtf();
            assertEquals(12, first(file).defocus().bFactorAngstrom2());
            assertEquals(480, file.particles().particles().get(1).defocus().bFactorAngstrom2());
            assertTrue(file.notes()
                    .get(0)
                    .contains(":21: column _rlnCtfBfactor is negative (-12 Å²), as Warp and M write it"));
        }
        try (ParticleFile file = open(TABLE.replace("40 0 0 1", "40 0 -12 1").replace("-130 0 0 1", "-130 0 80 1"))) {
            assertEquals(-12, first(file).defocus().bFactorAngstrom2(), "RELION's own fits may be a little below 0");
            assertTrue(file.notes().get(0).contains("makes the CTF grow with frequency"));
        }
        String message = ctfFault(TABLE.replace("40 0 0 1", "40 0 -120 1").replace("-130 0 0 1", "-130 0 80 1"));
        assertTrue(message.contains(":21: column _rlnCtfBfactor: -120 Å² would make the CTF grow"), message);
    }

    @Test
    void scalesOfZeroAreSaid() throws IOException {
        assertNote(TABLE.replace("40 0 0 1", "40 0 0 0"), ":21: column _rlnCtfScalefactor is 0 in 1 rows");
        String message = ctfFault(TABLE.replace("40 0 0 1", "40 0 0 0").replace("-130 0 0 1", "-130 0 0 0"));
        assertTrue(message.contains("0 in all rows"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mrcs:mrcs", "a.mrcs:mrc", "a.mrcs:stk"})
    void relionsFormatSuffixIsNoPartOfTheName(String name) throws IOException {
        try (ParticleFile file = open(TABLE.replace("a.mrcs", name))) {
            file.particles().images().read(1, new float[256]);
        }
        assertTrue(refusal(TABLE.replace("a.mrcs", "b.mrcs:mrcs")).contains("no file b.mrcs:mrcs"));
    }

    @Test
    void aFileWithAColonInItsNameIsFound() throws IOException {
        assumeTrue(java.io.File.separatorChar == '/');
        MrcBytes.stack(16, 2, 1.5).write(dir.resolve("12:30:mrcs"));
        open(TABLE.replace("a.mrcs", "12:30:mrcs")).close();
    }

    /** As RELION is run: names from the current folder, the table anywhere. */
    @Test
    void namesStartAtTheCurrentFolderToo() throws IOException {
        try (ParticleFile file = open(TABLE.replace("a.mrcs", "sample-images/particles.mrcs"))) {
            assertEquals(48, file.particles().box());
        }
    }

    @Test
    void aMovedProjectIsFoundByItsNewFolder() throws IOException {
        Path project = Files.createDirectories(dir.resolve("new/Extract/job005"));
        MrcBytes.stack(16, 2, 1.5).write(project.resolve("m.mrcs"));
        String moved = TABLE.replace("a.mrcs", "/old/disk/project/Extract/job005/m.mrcs");
        String message = refusal(moved);
        assertTrue(message.contains("if the project has moved, give its folder as projectDir="), message);
        try (ParticleFile file = open(moved, OpenOptions.defaults().withProjectDir(dir.resolve("new")))) {
            file.particles().images().read(1, new float[256]);
            String said = String.join(" ", file.notes());
            assertTrue(
                    said.contains(
                            "1 stack whose names begin with /old/disk/project was found in " + dir.resolve("new")),
                    said);
        }
        OpenOptions wrong = OpenOptions.defaults().withProjectDir(dir);
        message = assertThrows(FormatException.class, () -> open(moved, wrong)).getMessage();
        assertTrue(message.contains("Correct projectDir="), message);
    }

    /** Two jobs may have files of one name: as little of a name as possible is replaced. */
    @Test
    void theLongestEndOfANameCounts() throws IOException {
        Path project = Files.createDirectories(dir.resolve("new/job005"));
        MrcBytes.stack(16, 2, 1.5).write(project.resolve("m.mrcs"));
        MrcBytes.stack(20, 2, 1.5).write(dir.resolve("new/m.mrcs"));
        try (ParticleFile file = open(
                TABLE.replace("a.mrcs", "/old/job005/m.mrcs"),
                OpenOptions.defaults().withProjectDir(dir.resolve("new")))) {
            assertEquals(16, file.particles().box());
        }
    }

    @Test
    void anotherPixelSizeOfTheHeaderCanBeTaken() throws IOException {
        MrcBytes.stack(16, 2, 3).write(dir.resolve("a.mrcs"));
        try (ParticleFile file = open(TABLE)) {
            assertTrue(
                    file.notes().get(0).endsWith("if the header is right, give its value as pixelSize=."),
                    file.notes()::toString);
        }
        try (ParticleFile file = open(TABLE, OpenOptions.defaults().withPixelSize(3))) {
            assertEquals(3, file.particles().pixelSizeAngstrom());
            assertEquals(3, first(file).optics().pixelSizeAngstrom());
            assertEquals(List.of(), file.notes());
        }
    }

    @Test
    void aTableInNanometresIsSuspected() throws IOException {
        MrcBytes.stack(16, 2, 3).write(dir.resolve("a.mrcs"));
        assertNote(TABLE.replace("0.1 1.5", "0.1 0.3"), "The table's looks like nm.");
        String message = refusal(TABLE.replace("0.1 1.5", "0.1 0.107"));
        assertTrue(message.contains(":9: 0.107 Å cannot be the pixel size"), message);
        assertTrue(message.contains("it looks like nm. Multiply it by 10"), message);
        try (ParticleFile file = open(
                TABLE.replace("0.1 1.5", "0.1 0.107"), OpenOptions.defaults().withPixelSize(1.07))) {
            assertEquals(1.07, file.particles().pixelSizeAngstrom());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPixelSizeThatOnlyTheHeaderOrTheUserKnows(boolean old) throws IOException {
        String table = old ? OLD.replace("rlnMagnification", "other") : TABLE.replace("rlnImagePixelSize", "other");
        MrcBytes.stack(16, 2, 1.5).write(dir.resolve("a.mrcs"));
        try (ParticleFile file = open(table)) {
            assertEquals(1.5, file.particles().pixelSizeAngstrom(), 1e-6);
            assertTrue(file.notes().get(0).startsWith("the table has no pixel size; 1.5"), file.notes()::toString);
            if (old) assertEquals(3, first(file).pose().shiftXAngstrom(), 1e-6, "two pixels");
        }
        MrcBytes.stack(16, 2, 0).write(dir.resolve("a.mrcs"));
        assertTrue(refusal(table).endsWith("Give it in Å as pixelSize=."));
        try (ParticleFile file = open(table, OpenOptions.defaults().withPixelSize(1.5))) {
            assertEquals(1.5, file.particles().pixelSizeAngstrom());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "old"})
    void severalPixelSizesAreReadAndOneGroupCanBeTaken(String kind) throws IOException {
        String two = OPTICS + "2 second 300 2.7 0.1 1.6\n" + PARTICLES.replace("2@a.mrcs 1", "2@a.mrcs 2");
        String table = kind.equals("size") ? two : OLD.replace("2@a.mrcs 50000", "2@a.mrcs 40000");
        try (ParticleFile file = open(table)) {
            assertTrue(file.particles().mixed());
            assertEquals(2, file.particles().kinds().size());
        }
        Path one = dir.resolve("one.star");
        String select = kind.equals("size") ? "rlnOpticsGroup=1" : "rlnMagnification=50000";
        try (ParticleFile file = open(table, OpenOptions.defaults().withSelect(select))) {
            assertEquals(1, file.particles().size());
            assertEquals(2, file.rowsOfFile());
            file.writeSubset(one, new int[] {0});
        }
        try (ParticleFile file = ParticleStar.open(one, null)) {
            assertEquals(false, file.particles().mixed());
        }
        try (ParticleFile file = open(table, OpenOptions.defaults().withPixelSize(1.55))) {
            assertEquals(2, file.particles().size());
            assertEquals(false, file.particles().mixed());
        }
    }

    /** Also where another group's row has named the same stack before. */
    @Test
    void aBoxThatIsNotThatOfTheImagesIsRefused() throws IOException {
        String two = OPTICS + "2 second 300 2.7 0.1 1.6\n" + PARTICLES.replace("2@a.mrcs 1", "2@a.mrcs 2");
        String message = refusal(two.replace("_rlnImagePixelSize\n", "_rlnImagePixelSize\n_rlnImageSize\n")
                .replace("0.1 1.5\n", "0.1 1.5 16\n")
                .replace("0.1 1.6\n", "0.1 1.5 32\n"));
        assertTrue(message.contains("are 16 pixels wide, _rlnImageSize of optics group second is 32"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_rlnTomoVisibleFrames|[1,1,1]|RELION 5 as stacks of tilt images, one stack for each particle",
                "_rlnTomoName|TS_1.tomostar|Warp or M as stacks of tilt images, one stack for each particle",
                "_rlnTomoName|TS_1|RELION 5 as stacks of tilt images, one stack for each particle",
                "_rlnCtfImage|ctf.mrc|RELION or Warp in three dimensions"
            })
    void subtomogramsAreNamed(String column, String value, String words) throws IOException {
        String table = TABLE.replace("_rlnCtfScalefactor\n", "_rlnCtfScalefactor\n" + column + "\n")
                .replace("0 0 1\n", "0 0 1 " + value + "\n")
                .replaceAll("[12]@a", "a");
        String message = refusal(table);
        assertTrue(message.contains(":22: the particles are subtomograms of " + words), message);
        assertFalse(message.contains("@"), message);
    }

    @Test
    void otherTablesOfTomographyAreNamed() {
        String message = refusal(TABLE.replace("_rlnImagePixelSize\n", "_rlnImagePixelSize\n_rlnImageDimensionality\n")
                .replace("0.1 1.5", "0.1 1.5 3"));
        assertTrue(
                message.contains("images of 3 dimensions (_rlnImageDimensionality), which are subtomograms"), message);
        message = refusal("data_particles\nloop_\n_rlnTomoName\n_rlnCoordinateX\nTS_1 5\n");
        assertTrue(message.contains("positions in tomograms, without images"), message);
        message = refusal(TABLE.replace("1@a.mrcs", "a.mrcs"));
        assertFalse(message.contains("Write it as"), message);
        assertTrue(message.contains("put its number from 1 and an @ before the name"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void tablesOfOtherEditorsAreRead(String encoding) throws IOException {
        open(TABLE).close();
        Path star = dir.resolve("other.star");
        String windows = TABLE.replace("first", "größte").replace("\n", "\r\n");
        for (String mark : List.of("\ufeff", "")) {
            Files.write(star, (mark + windows).getBytes(Charset.forName(encoding)));
            try (ParticleFile file = ParticleStar.open(star, null)) {
                assertEquals(Defocus.of(10000, 9500, 40), first(file).defocus());
                assertEquals("größte", first(file).optics().name());
            }
        }
        Files.write(star, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, (byte) 0xDC, 0, (byte) 0xDC, 'a'});
        assertTrue(assertThrows(FormatException.class, () -> StarFile.read(star))
                .getMessage()
                .contains("are no text"));
    }

    @Test
    void devicesPipesAndFoldersAreNoTables() throws Exception {
        assertTrue(assertThrows(IOException.class, () -> StarFile.read(dir))
                .getMessage()
                .contains("is a folder"));
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        for (Path file : List.of(Path.of("/dev/zero"), pipe()))
            assertTrue(assertThrows(FormatException.class, () -> StarFile.read(file))
                    .getMessage()
                    .contains("is a pipe or a device. Save its content to a file first."));
    }

    private Path pipe() throws Exception {
        Path pipe = dir.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        return pipe;
    }

    /** Sparse files of zeros, and text without lines, end before the memory does. */
    @Test
    void whatIsNoTextEndsSoon() throws IOException {
        Path star = dir.resolve("long.star");
        Files.write(star, "x".repeat(5_000_000).getBytes(StandardCharsets.US_ASCII));
        String message =
                assertThrows(FormatException.class, () -> StarFile.read(star)).getMessage();
        assertTrue(message.contains(":1: a line of more than"), message);
        assertTrue(message.length() < 300);
        try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(star.toFile(), "rw")) {
            sparse.setLength(0);
            sparse.setLength(1L << 36);
        }
        message = assertThrows(FormatException.class, () -> StarFile.read(star)).getMessage();
        assertTrue(message.contains("binary file"), message);
    }

    @Test
    void messagesDoNotRepeatLongTexts() {
        String message = refusal(TABLE.replace("12000 11000", "1" + "2".repeat(20_000) + "x 11000"));
        assertTrue(message.contains("… (20002 characters)") && message.length() < 400, message);
    }

    @Test
    void manyNumbersAreSelected() throws IOException {
        StringBuilder numbers = new StringBuilder("1");
        for (int i = 0; i < 20_000; i++) numbers.append(",2, 1-2");
        Selection.check(numbers.toString());
        try (ParticleFile file = open(TABLE, OpenOptions.defaults().withSelect(numbers.toString()))) {
            assertEquals(2, file.particles().size());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> open(TABLE, OpenOptions.defaults().withSelect("1-99999999999999")));
    }

    @Test
    void tablesOfSelectedRowsMayComeFromElsewhere() throws IOException {
        Path csv = dir.resolve("rows.csv");
        OpenOptions options = OpenOptions.defaults().withSelect(csv.toString());
        for (Charset encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_8)) {
            Files.write(csv, "\ufeff\"Größe\";\"particle\"\r\n7;2\r\n".getBytes(encoding));
            try (ParticleFile file = open(TABLE, options)) {
                assertEquals("2@a.mrcs", first(file).name());
            }
        }
        Files.write(csv, "Größe,particle\n7,1\n".getBytes(StandardCharsets.ISO_8859_1));
        open(TABLE, options).close();
        Files.writeString(csv, "a,particle\n7,1\n7\n");
        String message =
                assertThrows(FormatException.class, () -> open(TABLE, options)).getMessage();
        assertTrue(message.startsWith(csv + ":3: the row has 1 cells"), message);
        Files.writeString(csv, "a,particle\n7,9\n");
        message =
                assertThrows(FormatException.class, () -> open(TABLE, options)).getMessage();
        assertTrue(message.startsWith(csv + ":2: select: particles are numbered from 1 to 2, found '9'"), message);
    }

    /** More stacks than a process may have open. */
    @Test
    void stacksDoNotStayOpen() throws IOException {
        StringBuilder table = new StringBuilder(TABLE.substring(0, TABLE.indexOf("1@a")));
        byte[] stack = Files.readAllBytes(MrcBytes.stack(16, 1, 1.5).write(dir.resolve("s.mrcs")));
        for (int i = 0; i < 300; i++) {
            Files.write(dir.resolve("s" + i + ".mrcs"), stack);
            table.append("1@s" + i + ".mrcs 1 10000 9500 40 0 0 1\n");
        }
        long before = open();
        try (ParticleFile file = open(table.toString())) {
            assertEquals(before, open(), "none while the table is read");
            for (int i = 0; i < 300; i++) file.particles().images().read(i, new float[256]);
            assertTrue(open() <= before + 64, "at most those that are kept");
        }
        assertEquals(before, open());
    }

    private static long open() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.exists(descriptors));
        try (var files = Files.list(descriptors)) {
            return files.filter(f ->
                            f.toFile().getAbsoluteFile().toPath().toString().contains("fd"))
                    .filter(ParticleTroublesTest::isStack)
                    .count();
        }
    }

    private static boolean isStack(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith(".mrcs");
        } catch (IOException closed) {
            return false;
        }
    }
}

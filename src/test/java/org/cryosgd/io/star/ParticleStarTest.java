/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParticleStarTest {
    private static final Path SHARED = Path.of("../shared/data");

    /** The table's rows are lines 21 and 22. */
    private static final String RELION_31 = """
            # version 30001
            data_optics

            loop_
            _rlnOpticsGroup #1
            _rlnOpticsGroupName #2
            _rlnVoltage #3
            _rlnSphericalAberration #4
            _rlnAmplitudeContrast #5
            _rlnImagePixelSize #6
            _rlnImageSize #7
            1 first 300 2.7 0.1 1.5 16

            data_particles
            loop_
            _rlnImageName #1
            _rlnOpticsGroup #2
            _rlnRandomSubset #3
            _rlnDefocusU #4
            _rlnAngleRot #5
            000002@a.mrcs 1 2 10000 30
            000001@a.mrcs 1 1 11000 40
            """;

    private static final String NO_DEFOCUS_V =
            "no column _rlnDefocusV: defocus V is taken to be U, without astigmatism.";

    /** The rows are lines 9 and 10. */
    private static final String RELION_30 = """
            data_images
            loop_
            _rlnImageName
            _rlnMagnification
            _rlnDetectorPixelSize
            _rlnVoltage
            _rlnOriginX
            _rlnOriginY
            1@a.mrcs 50000 7.5 300 2 -4
            2@a.mrcs 50000 7.5 200 0 1
            """;

    @TempDir
    Path dir;

    @Test
    void particlesJoinTheirImagesByNumber() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        try (ParticleFile file = open(RELION_31)) {
            ParticleSet set = file.particles();
            assertEquals("RELION 3.1", file.format());
            assertEquals(2, set.size());
            assertEquals(1.5, set.pixelSizeAngstrom());
            assertEquals("000002@a.mrcs", set.particles().get(0).name());
            assertEquals(2, set.particles().get(0).halfSet());
            assertEquals(
                    new Optics("first", 300, 2.7, 0.1, 1.5, 16),
                    set.particles().get(0).optics());
            assertSame(set.particles().get(0).optics(), set.particles().get(1).optics());
            float[] pixels = new float[256];
            set.images().read(set.particles().get(0).image(), pixels);
            assertEquals(1003, pixels[3], "the second image of the stack");
            set.images().read(set.particles().get(1).image(), pixels);
            assertEquals(3, pixels[3]);
            assertEquals(Defocus.of(11000, 11000, 0), set.particles().get(1).defocus(), "V and angle absent");
        }
    }

    @Test
    void absentPosesOrCtfAreToldWhenTheyAreNeeded() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        Path star = dir.resolve("in.star");
        try (ParticleFile file = open(RELION_31)) {
            assertNull(file.particles().particles().get(0).pose());
            file.requireCtf();
            FormatException e = assertThrows(FormatException.class, file::requirePoses);
            assertEquals(
                    star + ":14: block data_particles has no column _rlnAngleTilt (it has _rlnImageName, "
                            + "_rlnOpticsGroup, _rlnRandomSubset, _rlnDefocusU, _rlnAngleRot). Reconstruction at known "
                            + "poses needs it: add the column, or refine the particles first.",
                    e.getMessage());
        }
        try (ParticleFile file = open(RELION_31.replace("DefocusU", "Other"))) {
            assertNull(file.particles().particles().get(0).defocus());
            FormatException e = assertThrows(FormatException.class, file::requireCtf);
            assertEquals(
                    star + ":14: block data_particles has no column _rlnDefocusU (it has _rlnImageName, "
                            + "_rlnOpticsGroup, _rlnRandomSubset, _rlnOther, _rlnAngleRot). CTF correction needs it: "
                            + "add the column, or use ctf=none.",
                    e.getMessage());
        }
        try (ParticleFile file = open(RELION_31.replace("rlnVoltage", "other"))) {
            FormatException e = assertThrows(FormatException.class, file::requireCtf);
            assertTrue(e.getMessage().startsWith(star + ":2: block data_optics has no column _rlnVoltage"));
        }
    }

    @Test
    void relion30HasPixelsForShiftsAndOpticsInEveryRow() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String posed = RELION_30
                .replace("_rlnOriginY\n", "_rlnOriginY\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n")
                .replace("-4", "-4 10 20 30")
                .replace("0 1\n", "0 1 11 21 31\n");
        try (ParticleFile file = open(posed)) {
            List<Particle> particles = file.particles().particles();
            assertEquals("RELION 3.0", file.format());
            assertEquals(1.5, file.particles().pixelSizeAngstrom(), 1e-12);
            assertEquals(new Pose(10, 20, 30, 3, -6), particles.get(0).pose());
            assertEquals(300, particles.get(0).optics().voltageKv());
            assertEquals(200, particles.get(1).optics().voltageKv());
            assertEquals(0, particles.get(0).halfSet());
        }
    }

    @Test
    void shiftsInAngstromGoBeforeShiftsInPixels() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String angles = RELION_31
                .replace("_rlnAngleRot #5", "_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY")
                .replace("10000 30", "10000 1 2 3 2 4")
                .replace("11000 40", "11000 1 2 3 0 0");
        try (ParticleFile file = open(angles)) {
            assertEquals(
                    new Pose(1, 2, 3, 3, 6), file.particles().particles().get(0).pose());
        }
        String both = angles.replace("_rlnOriginY\n", "_rlnOriginY\n_rlnOriginXAngst\n_rlnOriginYAngst\n")
                .replace("2 3 2 4", "2 3 2 4 7 8")
                .replace("2 3 0 0", "2 3 0 0 0 0");
        try (ParticleFile file = open(both)) {
            assertEquals(
                    new Pose(1, 2, 3, 7, 8), file.particles().particles().get(0).pose());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"given", "star", "parent"})
    void stacksAreFoundFromTheProjectFolder(String way) throws IOException {
        Path project = Files.createDirectories(dir.resolve("project"));
        Path job = Files.createDirectories(project.resolve("Refine3D/job012"));
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Path stacks = way.equals("star") ? job : project;
        MrcBytes.stack(16, 2, 1.5).write(stacks.resolve("a.mrcs"));
        Path star = Files.writeString((way.equals("given") ? elsewhere : job).resolve("run.star"), RELION_31);
        try (ParticleFile file = ParticleStar.open(star, way.equals("given") ? project : null)) {
            file.particles().images().read(1, new float[256]);
        }
    }

    @Test
    void theGivenProjectFolderGoesFirst() throws IOException {
        Path project = Files.createDirectories(dir.resolve("project"));
        MrcBytes.stack(16, 2, 1.5).write(project.resolve("a.mrcs"));
        stack("a.mrcs", 20, 2, 1.5);
        try (ParticleFile file = ParticleStar.open(Files.writeString(dir.resolve("in.star"), RELION_31), project)) {
            assertEquals(16, file.particles().box());
        }
    }

    @Test
    void anAbsentStackListsThePlacesTried() throws IOException {
        String message = refusal(RELION_31);
        assertTrue(
                message.startsWith(dir.resolve("in.star") + ":21: no file a.mrcs; looked in " + dir.toAbsolutePath()
                        + ", " + dir.toAbsolutePath().getParent()),
                message);
        assertTrue(message.endsWith(". Give the folder that the path starts from as projectDir=."), message);
        message = refusal(RELION_31.replace("@a.mrcs", "@/nowhere/a.mrcs"));
        assertTrue(
                message.endsWith(
                        ":21: no file /nowhere/a.mrcs. Correct the path in _rlnImageName; if the project has moved, give"
                                + " its folder as projectDir=, which takes the place of the old beginning."),
                message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "000000@a.mrcs,|column _rlnImageName holds 000000@a.mrcs, before the @ must stand a number from 1.|",
                "x@a.mrcs,|column _rlnImageName holds x@a.mrcs, before the @ must stand a number from 1.|",
                "@a.mrcs,|column _rlnImageName holds @a.mrcs, before the @ must stand a number from 1.|",
                "99999999999@a.mrcs,|column _rlnImageName holds 99999999999@a.mrcs, before the @ must stand|",
                "000003@a.mrcs,|image 3 of a.mrcs is asked for, the file has 2. Use the stack that belongs|",
                "a.mrcs,|column _rlnImageName holds a.mrcs without a number, and that file has 2 images.|"
            })
    void badImageNamesAreToldWithTheirLine(String name, String words) throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        assertRefused(RELION_31.replace("000001@a.mrcs", name), ":22: " + words);
    }

    @Test
    void aFileOfOneImageNeedsNoNumber() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        stack("b.mrc", 16, 1, 1.5);
        try (ParticleFile file = open(RELION_31.replace("000001@a.mrcs", "b.mrc"))) {
            float[] pixels = new float[256];
            file.particles().images().read(1, pixels);
            assertEquals(255, pixels[255]);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 1.5, 1.514})
    void theHeadersPixelSizeMayBeUnsetOrDifferByOnePercent(double pixelSize) throws IOException {
        stack("a.mrcs", 16, 2, pixelSize);
        try (ParticleFile file = open(RELION_31)) {
            assertEquals(1.5, file.particles().pixelSizeAngstrom());
            assertEquals(pixelSize == 1 ? 2 : 1, file.notes().size(), "and that there is no astigmatism");
        }
    }

    /** RELION does not read the headers, which often have the pixel before binning. */
    @ParameterizedTest
    @ValueSource(doubles = {1.516, 1.484, 3, 1.01})
    void anotherPixelSizeInTheHeaderIsNotedWithBoth(double pixelSize) throws IOException {
        stack("a.mrcs", 16, 2, pixelSize);
        try (ParticleFile file = open(RELION_31)) {
            assertEquals(1.5, file.particles().pixelSizeAngstrom());
            String note = file.notes().get(file.notes().size() - 1);
            assertTrue(note.contains(":21: pixel size 1.5000 Å in the table (optics group first), "), note);
            assertTrue(note.contains(String.format(Locale.ROOT, "%.5g Å in the header", pixelSize)), note);
        }
    }

    @Test
    void unsuitableStacksAreToldWithTheLineThatNamesThem() throws IOException {
        stack("a.mrcs", 20, 2, 1.5);
        assertRefused(
                RELION_31,
                ":21: images of " + dir.toAbsolutePath().resolve("a.mrcs")
                        + " are 20 pixels wide, _rlnImageSize of optics group first is 16.");
        String open = RELION_31.replace("_rlnImageSize", "_other");
        stack("a.mrcs", 17, 2, 1.5);
        assertRefused(
                open,
                ":21: images of " + dir.toAbsolutePath().resolve("a.mrcs")
                        + " are 17 pixels wide, the box must be even and at least 16. Crop or pad them: "
                        + "relion_image_handler --i particles.star --o name --new_box 18.");
        stack("a.mrcs", 14, 2, 1.5);
        assertRefused(
                open,
                ":21: images of " + dir.toAbsolutePath().resolve("a.mrcs")
                        + " are 14 pixels wide, the box must be even and at least 16.");
        MrcBytes.stack(16, 2, 1.5).write(dir.resolve("a.mrcs"), 2000);
        assertRefused(RELION_31, ":21: " + dir.toAbsolutePath().resolve("a.mrcs") + ": the header promises 2 images");
    }

    @Test
    void groupsMayDifferInPixelSizeAndBox() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String two = RELION_31.replace("1.5 16\n", "1.5 16\n2 second 300 2.7 0.1 1.5 16\n");
        try (ParticleFile file = open(two.replace("1@a.mrcs 1", "1@a.mrcs 2"))) {
            assertEquals("second", file.particles().particles().get(1).optics().name());
        }
        String other = two.replace("1@a.mrcs 1", "1@a.mrcs 2");
        try (ParticleFile file = open(other.replace("second 300 2.7 0.1 1.5", "second 300 2.7 0.1 1.6"))) {
            ParticleSet set = file.particles();
            assertTrue(set.mixed());
            assertEquals(1.5, set.pixelSizeAngstrom());
            assertEquals(1.5, set.pixelSizeOf(set.particles().get(0)));
            assertEquals(1.6, set.pixelSizeOf(set.particles().get(1)));
            // 16 pixels of 1.6 Å are wider than those of the map: their frequencies are lower
            assertEquals(1.5 / 1.6, set.magnificationOf(set.particles().get(1)).xx(), 1e-12);
        }
        stack("b.mrcs", 32, 1, 1.6);
        String boxes = other.replace("second 300 2.7 0.1 1.5 16", "second 300 2.7 0.1 1.6 32")
                .replace("000001@a.mrcs", "000001@b.mrcs");
        try (ParticleFile file = open(boxes)) {
            ParticleSet set = file.particles();
            assertEquals(16, set.box());
            assertEquals(16, set.boxOf(set.particles().get(0)));
            assertEquals(32, set.boxOf(set.particles().get(1)));
        }
        // the map is that of the first group, whatever row comes first
        try (ParticleFile file = open(boxes.replace("000002@a.mrcs 1 2", "000001@b.mrcs 2 2")
                .replace("000001@b.mrcs 2 1", "000001@a.mrcs 1 1"))) {
            assertEquals(16, file.particles().box());
            assertEquals(1.5, file.particles().pixelSizeAngstrom());
        }
        open(two.replace("second 300 2.7 0.1 1.5", "second 300 2.7 0.1 1.6")).close();
        assertRefused(
                two.replace("1@a.mrcs 1", "1@a.mrcs 3"),
                ":23: optics group 3 is not in block data_optics (it has 1, 2).");
        assertRefused(two.replace("2 second", "1 second"), ":13: optics group 1 is there twice.");
        assertRefused(
                two.replace("_rlnOpticsGroup #2", "_other"), ":15: block data_particles has no column _rlnOpticsGroup");
    }

    @Test
    void badCellsAreToldWithTheirLine() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        assertRefused(RELION_31.replace("a.mrcs 1 1", "a.mrcs 1 3"), ":22: column _rlnRandomSubset holds 3 and must");
        assertRefused(RELION_31.replace("11000", "n/a"), ":22: column _rlnDefocusU holds \"n/a\"");
        assertRefused(
                RELION_31.replace("rlnImageSize", "rlnImageDimensionality").replace("1.5 16", "1.5 3"),
                ":12: images of 3 dimensions");
    }

    @Test
    void filesWithoutParticlesAreRefused() throws IOException {
        String message = refusal(RELION_31.replace("rlnImageName", "other").replace("data_particles", "data_movies"));
        assertTrue(
                message.contains(": no particles, none of its blocks has a column _rlnImageName (it has "
                        + "data_optics, data_movies)."),
                message);
        assertTrue(refusal("").contains("(it has no blocks)"));
        assertRefused(RELION_31.substring(0, RELION_31.indexOf("000002@")), ":14: block data_particles has no rows.");
        stack("a.mrcs", 16, 2, 1.5);
        try (ParticleFile file = open(RELION_30.replace("50000 7.5 200", "50000 8 200"))) {
            assertTrue(file.particles().mixed());
        }
    }

    @Test
    void aSinglePixelSizeColumnWillDoInRelion30() throws IOException {
        stack("a.mrcs", 16, 2, 7.5);
        String single =
                RELION_30.replace("_rlnMagnification", "_other").replace("_rlnDetectorPixelSize", "_rlnPixelSize");
        try (ParticleFile file = open(single)) {
            assertEquals(7.5, file.particles().pixelSizeAngstrom());
        }
    }

    @Test
    void aberrationsAndMagnificationAreOfTheOpticsGroup() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String columns = RELION_31.replace(
                "_rlnImageSize #7",
                "_rlnBeamTiltX\n_rlnBeamTiltY\n_rlnOddZernike\n_rlnEvenZernike\n_rlnMagMat00\n_rlnMagMat01");
        try (ParticleFile file = open(columns.replace("1.5 16", "1.5 0.2 -0.1 [0,0.5,-3] [1e2] 1.01 0.02"))) {
            Optics optics = file.particles().particles().get(0).optics();
            assertEquals(new Aberrations(0.2, -0.1, List.of(0.0, 0.5, -3.0), List.of(100.0)), optics.aberrations());
            assertEquals(new Magnification(1.01, 0.02, 0, 1), optics.magnification());
            assertEquals(List.of(NO_DEFOCUS_V), file.notes());
            // what is written has it all
            Path copy = dir.resolve("copy.star");
            ParticleStar.write(copy, file.particles());
            try (ParticleFile again = ParticleStar.open(copy, null)) {
                Optics same = again.particles().particles().get(0).optics();
                assertEquals(optics.aberrations(), same.aberrations());
                assertEquals(optics.magnification(), same.magnification());
            }
        }
        try (ParticleFile file = open(columns.replace("1.5 16", "1.5 0 0 [0,0,0] [] 1 0"))) {
            Optics optics = file.particles().particles().get(0).optics();
            assertTrue(optics.aberrations().isNone() && optics.magnification().isNone());
            assertFalse(file.particles().magnified());
        }
        assertRefused(
                columns.replace("1.5 16", "1.5 0 0 [0,x] [] 1 0"),
                ":17: column _rlnOddZernike holds [0,x] and must hold numbers as in [0.1,-2,0].");
        assertRefused(columns.replace("1.5 16", "1.5 0 0 [] [] 0 0"), ":17: magnification matrix must be");
    }

    /** Before 3.1 a row may have a beam tilt of its own; rows that have the same are a group. */
    @Test
    void oldTablesHaveABeamTiltInEachRow() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String old = RELION_30
                .replace("_rlnOriginX", "_rlnSphericalAberration\n_rlnBeamTiltX\n_rlnOriginX")
                .replace("7.5 300 2", "7.5 300 2.7 0.3 2")
                .replace("7.5 200", "7.5 300 2.7 -0.2");
        try (ParticleFile file = open(old)) {
            List<Particle> all = file.particles().particles();
            assertEquals(0.3, all.get(0).optics().aberrations().beamTiltXMrad());
            assertEquals(-0.2, all.get(1).optics().aberrations().beamTiltXMrad());
        }
    }

    /** A beam tilt is an angle: what it does depends on C_s. RELION 3.1 looks for it in the optics alone. */
    @Test
    void aBeamTiltThatCannotBeUsedIsNoted() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        String noCs = RELION_31.replace("_rlnSphericalAberration #4", "_rlnBeamTiltX #4");
        try (ParticleFile file = open(noCs)) {
            assertTrue(
                    file.particles().particles().get(0).optics().aberrations().isNone());
            assertTrue(
                    file.notes().stream().anyMatch(n -> n.contains("not used: _rlnBeamTiltX, since")),
                    () -> file.notes().toString());
        }
        String inRows = RELION_31.replace("_rlnAngleRot #5", "_rlnBeamTiltX #5");
        try (ParticleFile file = open(inRows)) {
            assertTrue(
                    file.notes().stream().anyMatch(n -> n.contains("not used: _rlnBeamTiltX of the particles")),
                    () -> file.notes().toString());
        }
    }

    @Test
    void aWrittenSetIsReadBack() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        Optics one = new Optics("one", 300, 2.7, 0.1, 1.5, 16);
        Optics two = new Optics("two", 200, 0.01, 0.07, 1.5, 16);
        List<Particle> particles = List.of(
                new Particle(
                        "000002@a.mrcs",
                        0,
                        new Pose(1.25, 2.5, -3, 4.5, -5),
                        two,
                        new Defocus(10000.5, 9000, 45, 90, 0, 0.5),
                        2,
                        "a.mrcs"),
                new Particle(
                        "000001@a.mrcs", 1, new Pose(0, 180, 0, 0, 0), one, Defocus.of(12000, 11000, 0), 1, "a.mrcs"));
        Path star = dir.resolve("out.star");
        try (ParticleFile source = open(RELION_31)) {
            ParticleStar.write(star, source.particles().with(particles));
            Particle half = new Particle("000001@a.mrcs", 1, null, one, Defocus.of(12000, 11000, 0), 1);
            ParticleSet mixed = source.particles().with(List.of(particles.get(0), half));
            assertThrows(IllegalArgumentException.class, () -> ParticleStar.write(star, mixed));
        }
        try (ParticleFile file = ParticleStar.open(star, null)) {
            assertEquals(particles, file.requirePoses().requireCtf().particles().particles());
            StarFile stars = StarFile.read(star);
            assertEquals("2", stars.block("optics").text(0, "rlnImageDimensionality"));
            assertEquals("a.mrcs", stars.block("particles").text(0, "rlnMicrographName"));
        }
    }

    /** The second particle of two, with another pose, contrast and half set; what was there stays. */
    @Test
    void someOfTheRowsAreWrittenWithNewPosesAndScales() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        Path star = dir.resolve("out.star");
        try (ParticleFile source = open(RELION_31)) {
            Particle second = source.particles().particles().get(1);
            Particle posed = second.withPose(new Pose(10, 20, 30, 4, 5))
                    .withDefocus(second.defocus().times(0.75))
                    .withHalfSet(2);
            ParticleStar.write(source, List.of(posed), Map.of("rlnLogLikeliContribution", new double[] {12.5}), star);
            assertEquals(2, source.table().rows(), "the source stays as it was");
            assertFalse(source.table().has("rlnCtfScalefactor"));
        }
        try (ParticleFile file = ParticleStar.open(star, null)) {
            assertEquals(1, file.particles().size());
            Particle read = file.particles().particles().get(0);
            assertEquals("000001@a.mrcs", read.name());
            assertEquals(new Pose(10, 20, 30, 4, 5), read.pose());
            assertEquals(0.75, read.defocus().scale());
            assertEquals(2, read.halfSet());
            assertEquals("12.500000", file.table().text(0, "rlnLogLikeliContribution"));
        }
    }

    /** Names stay as they are where they lead to the same stacks from the new file, and lead there by another name elsewhere. */
    @Test
    void namesOfStacksAreFoundFromWhereATableIsWritten(@TempDir Path elsewhere) throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        Path below = Files.createDirectories(dir.resolve("refined")).resolve("out.star");
        Path away = elsewhere.resolve("out.star");
        try (ParticleFile source = open(RELION_31)) {
            List<Particle> posed = List.of(source.particles().particles().get(1).withPose(new Pose(10, 20, 30, 4, 5)));
            ParticleStar.write(source, posed, Map.of(), below);
            ParticleStar.write(source, posed, Map.of(), away);
        }
        try (ParticleFile file = ParticleStar.open(below, null)) {
            assertEquals("000001@a.mrcs", file.table().text(0, "rlnImageName"));
        }
        try (ParticleFile file = ParticleStar.open(away, null)) {
            String file1 = dir.resolve("a.mrcs").toAbsolutePath().normalize().toString();
            assertEquals("000001@" + file1, file.table().text(0, "rlnImageName"));
        }
    }

    /** As in RELION: the name of the group, or else the micrograph; and the group's number where there is neither. */
    @Test
    void groupsAreThoseOfRelion() throws IOException {
        stack("a.mrcs", 16, 2, 1.5);
        assertEquals(List.of("", ""), groups(RELION_31));
        String micrographs = RELION_31.replace("_rlnAngleRot #5", "_rlnMicrographName #5");
        assertEquals(List.of("30", "40"), groups(micrographs));
        String both = micrographs.replace("_rlnRandomSubset #3", "_rlnGroupName #3");
        assertEquals(List.of("2", "1"), groups(both));
        String numbers = RELION_31.replace("_rlnAngleRot #5", "_rlnGroupNumber #5");
        assertEquals(List.of("30", "40"), groups(numbers));
        assertEquals(List.of("2", "1"), groups(numbers.replace("_rlnRandomSubset #3", "_rlnMicrographName #3")));
    }

    private List<String> groups(String star) throws IOException {
        try (ParticleFile file = open(star)) {
            return file.particles().particles().stream().map(Particle::group).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs_64_snr0.1", "gs_64_snr0.02"})
    void relion30And31GiveTheSameParticles(String name) throws IOException {
        try (ParticleFile new31 = ParticleStar.open(shared(name + ".star"), null);
                ParticleFile old30 = ParticleStar.open(shared(name + "_v30.star"), null)) {
            assertEquals("RELION 3.1", new31.format());
            assertEquals("RELION 3.0", old30.format());
            ParticleSet a = new31.requirePoses().requireCtf().particles();
            ParticleSet b = old30.requirePoses().requireCtf().particles();
            assertEquals(2000, a.size());
            assertEquals(2000, b.size());
            assertEquals(2.6, b.pixelSizeAngstrom(), 1e-12);
            for (int i = 0; i < 2000; i++)
                assertSameParticle(a.particles().get(i), b.particles().get(i));
        }
    }

    /** Pixels were written with six decimals of 2.6 Å each. */
    private static void assertSameParticle(Particle a, Particle b) {
        assertEquals(a.name(), b.name());
        assertEquals(a.halfSet(), b.halfSet());
        assertEquals(a.defocus(), b.defocus());
        assertEquals(a.pose().rotDegrees(), b.pose().rotDegrees());
        assertEquals(a.pose().tiltDegrees(), b.pose().tiltDegrees());
        assertEquals(a.pose().psiDegrees(), b.pose().psiDegrees());
        assertEquals(a.pose().shiftXAngstrom(), b.pose().shiftXAngstrom(), 1e-5);
        assertEquals(a.pose().shiftYAngstrom(), b.pose().shiftYAngstrom(), 1e-5);
        assertEquals(a.optics().voltageKv(), b.optics().voltageKv());
        assertEquals(a.optics().sphericalAberrationMm(), b.optics().sphericalAberrationMm());
        assertEquals(a.optics().amplitudeContrast(), b.optics().amplitudeContrast());
    }

    @Test
    void opensWhatRelionAndOthersWrote() throws IOException {
        try (ParticleFile file = ParticleStar.open(shared("formats/relion31.star"), null)) {
            assertEquals(5, file.particles().size());
            assertEquals(256, file.particles().box());
            assertEquals(2.806, file.particles().pixelSizeAngstrom());
            Particle first =
                    file.requirePoses().requireCtf().particles().particles().get(0);
            assertEquals(new Pose(-102.30296, 82.318041, 124.706463, 0.019324, -0.64686), first.pose());
            assertEquals(new Defocus(13108.082418, 12845.582418, -160.39, 0, 0, 1), first.defocus());
            file.particles().images().read(4, new float[256 * 256]);
        }
        try (ParticleFile file = ParticleStar.open(shared("formats/empiar_10076_7.star"), null)) {
            assertEquals("RELION 3.0", file.format());
            assertEquals(7, file.particles().size());
            assertEquals(320, file.particles().box());
            assertEquals(5e4 / 38168, file.particles().pixelSizeAngstrom(), 1e-12);
            file.requireCtf();
            assertThrows(FormatException.class, file::requirePoses);
            file.particles().images().read(6, new float[320 * 320]);
        }
    }

    private static Path shared(String name) {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.exists(file), "skipped: no " + file.toAbsolutePath());
        return file;
    }

    private void stack(String name, int box, int count, double pixelSize) throws IOException {
        MrcBytes.stack(box, count, pixelSize).write(dir.resolve(name));
    }

    private ParticleFile open(String content) throws IOException {
        return ParticleStar.open(Files.writeString(dir.resolve("in.star"), content), null);
    }

    private String refusal(String content) {
        return assertThrows(FormatException.class, () -> open(content)).getMessage();
    }

    private void assertRefused(String content, String words) {
        String message = refusal(content);
        assertTrue(message.startsWith(dir.resolve("in.star") + words), message);
    }
}

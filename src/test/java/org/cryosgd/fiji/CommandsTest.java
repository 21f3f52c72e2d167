/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.StarFile;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on the sample particles, as a user types them. */
class CommandsTest {
    private static final Path SAMPLES = Path.of("sample-images");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path map;

    @BeforeEach
    void nameTheMap() {
        map = folder.resolve("map.mrc");
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

    private int reconstruct(Path star, String... more) {
        return run(Stream.concat(Stream.of("reconstruct", "particles=" + star, "volume=" + map), Stream.of(more))
                .toArray(String[]::new));
    }

    /** The samples with one column changed; images are found in their own folder. */
    private Path changed(String column, String[] values) throws IOException {
        StarFile star = StarFile.read(SAMPLES.resolve("particles.star"));
        String[] names = star.block("particles").texts("rlnImageName");
        for (int i = 0; i < names.length; i++) names[i] = names[i].replace("@", "@" + SAMPLES.toAbsolutePath() + "/");
        star.block("particles").set("rlnImageName", names);
        if (column != null) star.block("particles").set(column, values);
        Path path = folder.resolve("changed.star");
        star.write(path);
        return path;
    }

    private static String[] same(String value) {
        String[] values = new String[300];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void reconstructWritesAllItsFilesAndAGoodMap() throws IOException {
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star")), this::errors);
        for (String file : List.of(
                "map.mrc", "map_half1.mrc", "map_half2.mrc", "map_fsc.csv", "map_history.csv", "map.json", "map.png"))
            assertTrue(Files.size(folder.resolve(file)) > 100, file);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(7, files.count(), "nothing else is left");
        }
        // sample-images/README.md promises 0.877; the seed fixes the result up to rounding
        Volume truth = MrcFiles.readVolume(SAMPLES.resolve("phantom.mrc"));
        assertEquals(
                0.877,
                FourierShellCorrelation.of(MrcFiles.readVolume(map), truth).mean(),
                0.001);
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("map.json")))
                .getAsJsonObject();
        assertEquals(6.24, json.get("resolutionAngstrom").getAsDouble(), 0.01);
        assertEquals(0, json.getAsJsonObject("settings").get("seed").getAsLong());
    }

    @Test
    void theSameSeedGivesTheSameMapBitForBit() throws IOException {
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "epochs=1", "halfMaps=false"));
        float[] first = MrcFiles.readVolume(map).voxels();
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "epochs=1", "halfMaps=false"));
        assertArrayEquals(first, MrcFiles.readVolume(map).voxels());
    }

    @ParameterizedTest
    @CsvSource({
        "method=algorithm1, epochs=2",
        "method=sgd, epochs=2",
        "preset=paper, epochs=2",
        "interpolation=nearest, epochs=2",
        "padding=2, epochs=1",
        "symmetry=C2, epochs=1",
        "box=32, epochs=2",
        "preconditioner=hutchinson, epochs=2",
        "cache=1, epochs=1",
        "prior=none, epochs=2"
    })
    void everyWayGivesAMapOfTheParticle(String option, String epochs) throws IOException {
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), option, epochs, "halfMaps=false"), this::errors);
        Volume found = MrcFiles.readVolume(map);
        assertEquals(option.equals("box=32") ? 4.5 : 3, found.voxelSizeAngstrom(), 1e-4);
        if (option.equals("box=32") || option.equals("symmetry=C2")) return;
        double[] fsc = FourierShellCorrelation.of(found, MrcFiles.readVolume(SAMPLES.resolve("phantom.mrc")))
                .values();
        // the map is there down to 36 Å (shell 4) even where an optimizer has hardly begun
        assertTrue(fsc[4] > 0.7, "FSC of shell 4: " + fsc[4]);
    }

    @Test
    void aPreconditionerFromAFileGivesTheMapOfTheSameComputedOne() throws IOException {
        Path diagonal = folder.resolve("d.mrc");
        assertEquals(
                0,
                run(
                        "precondition",
                        "particles=" + SAMPLES.resolve("particles.star"),
                        "method=exact",
                        "lambda=0",
                        "preconditioner=" + diagonal),
                this::errors);
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "epochs=1", "halfMaps=false"));
        float[] computed = MrcFiles.readVolume(map).voxels();
        assertEquals(
                0,
                reconstruct(
                        SAMPLES.resolve("particles.star"), "epochs=1", "halfMaps=false", "preconditioner=" + diagonal));
        assertArrayEquals(computed, MrcFiles.readVolume(map).voxels(), 1e-6f * max(computed));
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) max = Math.max(max, Math.abs(value));
        return max;
    }

    @Test
    void invertedParticlesAreNoticed() throws IOException {
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "invert=true", "epochs=1"));
        assertTrue(errors().contains("invert=false"), errors());
        err.reset();
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "epochs=1"));
        assertFalse(errors().contains("contrast"), errors());
    }

    @Test
    void anEmptyHalfSetIsRefused() throws IOException {
        assertEquals(2, reconstruct(changed("rlnRandomSubset", same("1"))));
        assertTrue(errors().contains("half set 2") && errors().contains("halfMaps=false"), errors());
        assertFalse(Files.exists(map));
        assertEquals(0, reconstruct(changed("rlnRandomSubset", same("1")), "halfMaps=false", "epochs=1"));
    }

    @Test
    void oneParticleIsRefusedForHalfMaps() throws IOException {
        Path star = changed(null, null);
        StarFile file = StarFile.read(star);
        file.put(file.block("particles").select(new int[] {5}));
        file.write(star);
        assertEquals(2, reconstruct(star));
        assertTrue(errors().contains("at least 2"), errors());
        assertFalse(Files.exists(map));
    }

    @Test
    void particlesWithoutPosesOrCtfAreRefusedWithTheColumn() throws IOException {
        Path star = changed(null, null);
        StarFile file = StarFile.read(star);
        file.block("particles").remove("rlnDefocusU");
        file.write(star);
        assertEquals(2, reconstruct(star));
        assertTrue(errors().contains("rlnDefocusU") && errors().contains("ctf=none"), errors());
        assertEquals(0, reconstruct(star, "ctf=none", "epochs=1"), this::errors);
        file.block("particles").remove("rlnAngleTilt");
        file.write(star);
        assertEquals(2, reconstruct(star));
        assertTrue(errors().contains("rlnAngleTilt"), errors());
    }

    @Test
    void aMaskThatIsAMapOrOfAnotherSizeIsRefused() {
        assertEquals(2, reconstruct(SAMPLES.resolve("particles.star"), "mask=sample-images/particles.mrcs"));
        assertEquals(2, reconstruct(SAMPLES.resolve("particles.star"), "box=32", "mask=sample-images/phantom.mrc"));
        assertTrue(errors().contains("mask has a box of 48"), errors());
        assertFalse(Files.exists(map));
    }

    @ParameterizedTest
    @CsvSource({
        "box=47, box must be an even number",
        "box=100, box must be at most the images' own width of 48",
        "radius=24, radius must be below half",
        "symmetry=X7, symmetry must be Cn or Dn",
        "epochs=0, epochs must be at least 1",
        "lambda=-1, lambda must be at least 0",
        "method=best, method must be one of",
        "preconditioner=gone.mrc, there is no such file",
        "mask=gone.mrc, mask: no open image and no file: gone.mrc",
        "epoch=3, did you mean 'epochs'"
    })
    void badValuesAreRefusedInOneLine(String option, String message) {
        assertEquals(2, reconstruct(SAMPLES.resolve("particles.star"), option));
        assertTrue(errors().contains(message), errors());
        assertEquals(1, errors().lines().count(), errors());
        assertFalse(Files.exists(map));
    }

    @Test
    void anOutputThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
        Files.createFile(folder.resolve("file"));
        map = folder.resolve("file").resolve("map.mrc");
        assertTrue(reconstruct(SAMPLES.resolve("particles.star")) > 0);
        assertEquals(1, errors().lines().count(), errors());
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("Epoch"), "refused at once");
    }

    @Test
    void simulatedParticlesAreReconstructed() throws IOException {
        Path star = folder.resolve("simulated.star");
        assertEquals(
                0,
                run("simulate", "volume=sample-images/phantom.mrc", "output=" + star, "count=100", "snr=1", "seed=4"),
                this::errors);
        try (ParticleFile file = ParticleStar.open(star, null)) {
            assertEquals(100, file.particles().size());
        }
        assertEquals(0, reconstruct(star), this::errors);
        assertEquals(
                0,
                run("fsc", "volume1=" + map, "volume2=sample-images/phantom.mrc", "output=" + folder.resolve("f.csv")));
        assertTrue(Files.exists(folder.resolve("f.png")));
        assertEquals(0, run("info", "particles=" + star));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("100 particles"), out::toString);
    }

    @Test
    void faultsOfTheMicroscopeAreSimulatedShownAndCorrected() throws IOException {
        Path star = folder.resolve("faults.star");
        assertEquals(
                0,
                run(
                        "simulate",
                        "volume=sample-images/phantom.mrc",
                        "output=" + star,
                        "count=60",
                        "snr=1",
                        "opticsGroups=2",
                        "beamTiltX=3",
                        "beamTiltY=-2",
                        "oddZernike=0,0,40",
                        "evenZernike=[0,0,0,0,300]",
                        "magnification=1.02,0.01,0,0.99"),
                this::errors);
        assertEquals(0, run("info", "particles=" + star), this::errors);
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("beam tilt (3.000, -2.000) mrad, odd Zernike [0.0000,0.0000,40.000]"), told);
        assertTrue(told.contains("beam tilt (-3.000, 2.000) mrad"), told);
        assertTrue(told.contains("even Zernike [0.0000,0.0000,0.0000,0.0000,300.00]"), told);
        assertTrue(told.contains("magnification [1.0200,0.010000,0.0000,0.99000]"), told);
        assertEquals(0, reconstruct(star), this::errors);
        told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("Optics groups: beam tilt (rlnBeamTiltX, rlnBeamTiltY) of 2 of 2;"), told);
        assertEquals(
                0,
                run(
                        "refine",
                        "particles=" + star,
                        "epochs=1",
                        "starts=1",
                        "shiftRange=6",
                        "output=" + folder.resolve("r")),
                this::errors);
        assertTrue(errors().contains("is left out of the search for poses"), this::errors);
        // what the warning recommends
        assertEquals(0, reconstruct(folder.resolve("r").resolve("particles.star")), this::errors);
        assertTrue(
                out.toString(StandardCharsets.UTF_8).contains("magnification (rlnMagMat00 …) of 2 of 2"),
                out::toString);
    }

    @Test
    void mixedPixelSizesAreReconstructedAndRefusedByRefine() throws IOException {
        Path star = folder.resolve("mixed.star");
        assertEquals(
                0,
                run(
                        "simulate",
                        "volume=sample-images/phantom.mrc",
                        "output=" + star,
                        "count=60",
                        "snr=1",
                        "opticsGroups=2",
                        "pixelSizes=3,3.1",
                        "boxes=48,46"),
                this::errors);
        assertTrue(Files.exists(folder.resolve("mixed_2.mrcs")));
        assertEquals(0, reconstruct(star), this::errors);
        assertTrue(
                out.toString(StandardCharsets.UTF_8).contains("the map has the 48 pixels of 3.0000 Å"), out::toString);
        assertEquals(2, run("refine", "particles=" + star, "output=" + folder.resolve("r")));
        assertTrue(errors().contains("must have one box and one pixel size"), errors());
        // what the error recommends
        Path one = folder.resolve("one.star");
        assertEquals(0, run("import", "particles=" + star, "select=rlnOpticsGroup=1", "output=" + one), this::errors);
        try (ParticleFile file = ParticleStar.open(one, null)) {
            assertFalse(file.particles().mixed());
            assertEquals(30, file.particles().size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "oddZernike=0,x; oddZernike must be numbers with commas between them",
                "magnification=1,0; magnification must be four numbers",
                "magnification=1,1,1,1; magnification matrix must be",
                "boxes=47; box must be even",
                "boxes=48,48; boxes must be at most one for each group",
                "beamTiltX=500; beam tilt (mrad) must be between"
            })
    void faultsThatCannotBeAreRefused(String option, String message) {
        assertEquals(
                2, run("simulate", "volume=sample-images/phantom.mrc", "output=" + folder.resolve("x.star"), option));
        assertTrue(errors().contains(message), errors());
    }

    @Test
    void anEstimatedPreconditionerSaysHowFarItIsFromTheExactOne() {
        assertEquals(
                0,
                run(
                        "precondition",
                        "particles=" + SAMPLES.resolve("particles.star"),
                        "interpolation=nearest",
                        "probes=1",
                        "preconditioner=" + folder.resolve("d.mrc")),
                this::errors);
        // where H is diagonal one probe is exact
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("relative distance 0.000"), out::toString);
        for (String file : List.of("d.mrc", "d_profile.csv", "d.png", "d.json"))
            assertTrue(Files.exists(folder.resolve(file)), file);
    }

    private Path copyOfSamples() throws IOException {
        for (String name : List.of("particles.star", "particles.mrcs", "phantom.mrc"))
            Files.copy(SAMPLES.resolve(name), folder.resolve(name));
        return folder.resolve("particles.star");
    }

    @Test
    void noOutputReplacesAnInput() throws IOException {
        Path star = copyOfSamples();
        Path mask = Files.copy(SAMPLES.resolve("phantom.mrc"), folder.resolve("m_half1.mrc"));
        Path phantom = folder.resolve("phantom.mrc");
        Files.createSymbolicLink(folder.resolve("s.mrc"), folder.resolve("particles.mrcs"));
        String p = "particles=" + star;
        String[][] commands = {
            {"reconstruct", p, "volume=" + folder.resolve("s.mrc")},
            {"reconstruct", p, "mask=" + mask, "volume=" + mask},
            {"reconstruct", p, "mask=" + mask, "volume=" + folder.resolve("m.mrc")},
            {"reconstruct", p, "preconditioner=" + phantom, "volume=" + phantom},
            {"precondition", p, "preconditioner=" + folder.resolve("s.mrc")},
            {"simulate", "volume=" + star.resolveSibling("v.mrcs"), "output=" + folder.resolve("v.star")}
        };
        Files.copy(phantom, folder.resolve("v.mrcs"));
        for (String[] command : commands) {
            err.reset();
            assertEquals(2, run(command), String.join(" ", command));
            assertTrue(errors().contains("is read by this command"), errors());
        }
        for (String name : List.of("particles.star", "particles.mrcs", "phantom.mrc"))
            assertEquals(-1, Files.mismatch(SAMPLES.resolve(name), folder.resolve(name)), name);
    }

    @Test
    void mapsAndTablesHaveTheirExtensions() throws IOException {
        Path star = copyOfSamples();
        Path phantom = folder.resolve("phantom.mrc");
        String[][] commands = {
            {"reconstruct", "particles=" + star, "volume=" + star},
            {"reconstruct", "particles=" + star, "volume=" + folder.resolve("m.json")},
            {"precondition", "particles=" + star, "preconditioner=" + folder.resolve("m.png")},
            {"fsc", "volume1=" + phantom, "volume2=" + phantom, "output=" + phantom}
        };
        for (String[] command : commands) {
            err.reset();
            assertEquals(2, run(command), String.join(" ", command));
            assertTrue(errors().contains("the name must end in"), errors());
        }
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("phantom.mrc"), phantom));
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("particles.star"), star));
    }

    @ParameterizedTest
    @CsvSource({
        "eta=1e300 steps=lineSearch, eta must be at most 1000000",
        "method=sgd preconditioner=exact, preconditioner has no effect",
        "eta=0.5, eta has no effect",
        "preset=paper tolerance=0.2, tolerance has no effect",
        "probes=5, probes has no effect",
        "armijo=0.5, armijo has no effect",
        "decay=0.5, decay has no effect",
        "method=sgd threshold=false, threshold has no effect",
        "preconditioner=sample-images/phantom.mrc, phantom.mrc: this volume is not the diagonal",
        "box=32 mask=sample-images/phantom.mrc, phantom.mrc: the mask has a box of 48"
    })
    void keysThatDoNotGoTogetherAndWrongVolumesAreRefusedBeforeTheImagesAreRead(String options, String message) {
        assertEquals(2, reconstruct(SAMPLES.resolve("particles.star"), options.split(" ")), () -> options + out);
        assertTrue(errors().contains(message), errors());
        assertEquals(1, errors().lines().count(), errors());
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("Memory"), "refused before the work");
    }

    @Test
    void aDivergedRunIsAFailedComputation() {
        assertEquals(1, reconstruct(SAMPLES.resolve("particles.star"), "steps=fixed", "eta=1e5", "epochs=3"));
        assertTrue(errors().contains("diverged") && errors().contains("preconditioner="), errors());
        assertFalse(Files.exists(map));
    }

    @Test
    void hutchinsonWithSymmetryConverges() throws IOException {
        assertEquals(
                0,
                reconstruct(SAMPLES.resolve("particles.star"), "preconditioner=hutchinson", "symmetry=D4", "epochs=2"),
                this::errors);
    }

    @Test
    void outputsThatCannotBeWrittenAreInputErrors() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path bad : List.of(Files.createDirectory(folder.resolve("d.mrc")), file.resolve("x.mrc"))) {
            err.reset();
            map = bad;
            assertEquals(2, reconstruct(SAMPLES.resolve("particles.star")), errors());
        }
        err.reset();
        assertEquals(
                2,
                run(
                        "simulate",
                        "volume=sample-images/phantom.mrc",
                        "count=2000000000",
                        "output=" + folder.resolve("s.star")));
        assertTrue(errors().contains("needs 18432.0 GB"), errors());
    }

    @Test
    void missingAstigmatismIsToldAndImpossiblePosesAreRefused() throws IOException {
        Path star = changed(null, null);
        StarFile file = StarFile.read(star);
        file.block("particles").remove("rlnDefocusV");
        file.write(star);
        assertEquals(0, reconstruct(star, "epochs=1", "halfMaps=false"), this::errors);
        assertTrue(errors().contains("_rlnDefocusV"), errors());
        assertEquals(2, reconstruct(changed("rlnOriginXAngst", same("1e9"))));
        assertTrue(errors().contains("larger than the box of 144.0"), errors());
        assertEquals(2, reconstruct(changed("rlnAngleRot", same("1e30"))));
        assertTrue(errors().contains("is not an angle"), errors());
    }

    @Test
    void symmetryExpandedParticlesKeepTheirImagesInOneHalf() throws IOException {
        String[] halves = new String[300];
        for (int i = 0; i < 300; i++) halves[i] = String.valueOf(1 + i % 2);
        Path star = changed("rlnRandomSubset", halves);
        StarFile file = StarFile.read(star);
        String[] names = file.block("particles").texts("rlnImageName");
        // another way to write the first image
        names[7] = names[0].replace("000001@", "1@").replace("particles.mrcs", "./particles.mrcs");
        file.block("particles").set("rlnImageName", names);
        file.write(star);
        assertEquals(2, reconstruct(star));
        assertTrue(errors().contains("particles 1 and 8 of changed.star are the same image"), errors());
    }

    @Test
    void thePaperSaysNoLossThatItDidNotMeasure() {
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), "preset=paper", "epochs=1"), this::errors);
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("NaN"), out::toString);
    }

    @Test
    void informationAndBenchmarkTell() {
        assertEquals(0, run("info", "particles=" + SAMPLES.resolve("particles.star")), this::errors);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("RELION 3.1, 300 particles"), out::toString);
        out.reset();
        assertEquals(0, run("bench", "boxes=16,32", "images=8"), this::errors);
        for (String box : List.of("16", "32"))
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("box " + box), out::toString);
    }

    @ParameterizedTest
    @CsvSource({"abc", "0", "15", "64;abc"})
    void boxesOfTheBenchmarkAreEvenNumbers(String boxes) {
        assertEquals(2, run("bench", "boxes=" + boxes.replace(';', ','), "images=1"));
        assertTrue(errors().contains("boxes must be even numbers from 16 to 1024"), errors());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mask volume=in.mrc mask=in.mrc | is read by this command",
                "mask volume=in.mrc mask=mask.txt | must end in .mrc or .map",
                "postprocess volume1=in.mrc volume2=in.mrc output=in.mrc | is read by this command",
                "postprocess volume1=in.mrc volume2=in_masked.mrc mask=in.mrc output=in.map | is read by this command",
                "postprocess volume1=in.mrc volume2=in.mrc output=post | must end in .mrc or .map",
                "import particles=p.star output=p.star select=1-3 | is read by this command",
                "import particles=p.star output=p.mrcs select=1-3 | must end in .star",
                "import particles=p.star output=new.csv select=1-3 | must end in .star"
            })
    void anInputIsNeverReplaced(String line, String fault) throws IOException {
        for (String name : List.of("in.mrc", "in_masked.mrc"))
            Files.copy(SAMPLES.resolve("phantom.mrc"), folder.resolve(name));
        Files.copy(SAMPLES.resolve("particles.star"), folder.resolve("p.star"));
        Files.copy(SAMPLES.resolve("particles.mrcs"), folder.resolve("particles.mrcs"));
        String[] words = line.replace("p.mrcs", "particles.mrcs")
                .replaceAll("=(?=\\w+(\\.|$))", "=" + folder + "/")
                .split(" ");
        assertEquals(2, run(words));
        assertTrue(errors().contains(fault), errors());
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("phantom.mrc"), folder.resolve("in.mrc")));
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("particles.star"), folder.resolve("p.star")));
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("particles.mrcs"), folder.resolve("particles.mrcs")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(4, files.count(), "nothing is written");
        }
    }
}

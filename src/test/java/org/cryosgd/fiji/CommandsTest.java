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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "map.mrc",
                "map_half1.mrc",
                "map_half2.mrc",
                "map_fsc.csv",
                "map_history.csv",
                "map.json",
                "map.png",
                "map_report.html")) assertTrue(Files.size(folder.resolve(file)) > 100, file);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(8, files.count(), "nothing else is left");
        }
        // sample-images/README.md promises 0.872; the result is fixed up to rounding
        Volume truth = MrcFiles.readVolume(SAMPLES.resolve("phantom.mrc"));
        assertEquals(
                0.872,
                FourierShellCorrelation.of(MrcFiles.readVolume(map), truth).mean(),
                0.001);
        JsonObject json = JsonParser.parseString(Files.readString(folder.resolve("map.json")))
                .getAsJsonObject();
        assertEquals(6.22, json.get("resolutionAngstrom").getAsDouble(), 0.01);
        assertEquals(0, json.getAsJsonObject("settings").get("seed").getAsLong());
    }

    /** A map without half maps, epochs=2 unless it is said, from the samples. */
    private float[] made(String... keys) throws IOException {
        out.reset();
        err.reset();
        String[] all =
                Stream.concat(Stream.of("halfMaps=false"), Stream.of(keys)).toArray(String[]::new);
        if (Stream.of(keys).noneMatch(key -> key.startsWith("epochs="))) {
            all = Arrays.copyOf(all, all.length + 1);
            all[all.length - 1] = "epochs=2";
        }
        assertEquals(0, reconstruct(SAMPLES.resolve("particles.star"), all), this::errors);
        return MrcFiles.readVolume(map).voxels();
    }

    /** A column of the last run's history, from epoch 0 on. */
    private double[] history(int column) throws IOException {
        return Files.readAllLines(folder.resolve("map_history.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[column])
                .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
                .toArray();
    }

    private double[] losses() throws IOException {
        return history(1);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theSameSeedGivesTheSameMapBitForBitAndAnotherOneDoesNot() throws IOException {
        float[] first = made("method=precomputed", "epochs=1", "seed=3");
        assertArrayEquals(first, made("method=precomputed", "epochs=1", "seed=3"));
        // the particles come in another order
        assertFalse(Arrays.equals(first, made("method=precomputed", "epochs=1", "seed=4")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "method=algorithm1",
                "method=sgd",
                "preset=paper",
                "interpolation=nearest",
                "padding=2",
                "preconditioner=hutchinson",
                "cache=1",
                "prior=none"
            })
    void everyWayGivesAMapOfTheParticle(String option) throws IOException {
        made(option);
        double[] fsc = FourierShellCorrelation.of(
                        MrcFiles.readVolume(map), MrcFiles.readVolume(SAMPLES.resolve("phantom.mrc")))
                .values();
        // the map is there down to 36 Å (shell 4) even where an optimizer has hardly begun
        assertTrue(fsc[4] > 0.7, "FSC of shell 4: " + fsc[4]);
    }

    /** The better the preconditioner is known, the further two epochs go. */
    @Test
    void thePreconditionerIsThatOfTheMethod() throws IOException {
        made("method=precomputed");
        double[] precomputed = losses();
        made("method=algorithm1");
        double[] estimated = losses();
        made("method=sgd");
        double[] none = losses();
        assertTrue(precomputed[2] < estimated[2], precomputed[2] + " " + estimated[2]);
        assertTrue(estimated[2] < none[2], estimated[2] + " " + none[2]);
        assertTrue(none[2] < none[0], none[2] + " " + none[0]);
    }

    @Test
    void thePaperIsAlgorithm1FromARandomStartWithoutPrior() throws IOException {
        float[] preset = made("preset=paper");
        assertArrayEquals(
                preset,
                made(
                        "method=algorithm1",
                        "start=random",
                        "prior=none",
                        "noise=white",
                        "sphere=false",
                        "decay=0.9",
                        "batchSize=50"));
        assertFalse(Arrays.equals(preset, made("method=algorithm1")));
    }

    /** The largest eigenvalue L of D⁻¹H is 27/8 for trilinear interpolation and 1 for nearest neighbours; six batches are an epoch. */
    @ParameterizedTest
    @CsvSource({"trilinear, 3.375", "nearest, 1"})
    void stepsDecayFromTheLargestEigenvalueOfTheInterpolation(String interpolation, double largest) throws IOException {
        made("interpolation=" + interpolation, "batchSize=50");
        double[] steps = history(2);
        // eight digits are written
        for (int epoch = 1; epoch <= 2; epoch++) assertEquals(1 / (largest + 6 * epoch - 1), steps[epoch], 1e-8);
    }

    @Test
    void aPaddedVolumeTakesMoreMemory() throws IOException {
        Pattern memory = Pattern.compile("Memory: (\\d+) MB for volumes");
        int[] megabytes = new int[3];
        for (int padding = 1; padding <= 2; padding++) {
            made("padding=" + padding);
            Matcher found = memory.matcher(said());
            assertTrue(found.find(), this::said);
            megabytes[padding] = Integer.parseInt(found.group(1));
        }
        // half cubes of radius 46 in place of 23 hold eight times as much: more than 12 floats per voxel of 93²·47
        assertTrue(megabytes[2] - megabytes[1] > 12 * 4 * 93 * 93 * 47 >> 20, Arrays.toString(megabytes));
    }

    @Test
    void aSymmetricMapIsTheSameAfterATurn() throws IOException {
        assertTrue(asymmetry(made("symmetry=C2")) < 1e-4);
        assertTrue(asymmetry(made()) > 0.1, "the phantom has no symmetry");
    }

    /** The largest difference between a map of 48 voxels and itself after half a turn about z, as a part of its largest value. */
    private static float asymmetry(float[] voxels) {
        int n = 48;
        float largest = 0;
        for (int z = 0; z < n; z++)
            for (int y = 1; y < n; y++)
                for (int x = 1; x < n; x++) {
                    float turned = voxels[(z * n + n - y) * n + n - x];
                    largest = Math.max(largest, Math.abs(voxels[(z * n + y) * n + x] - turned));
                }
        return largest / max(voxels);
    }

    @Test
    void croppedImagesGiveASmallerMapOfTheSameWidth() throws IOException {
        made("box=32");
        assertEquals(32, MrcFiles.readVolume(map).size());
        assertEquals(4.5, MrcFiles.readVolume(map).voxelSizeAngstrom(), 1e-4);
    }

    @Test
    void imagesInAScratchFileGiveTheSameMap() throws IOException {
        float[] inMemory = made();
        assertFalse(said().contains("scratch"), this::said);
        assertArrayEquals(inMemory, made("cache=1"));
        assertTrue(said().contains("1 MB for images") && said().contains("A scratch file holds another"), this::said);
    }

    /** The prior makes each frequency smaller, most of all those that are noise. */
    @Test
    void thePriorTakesPowerFromTheMap() throws IOException {
        double without = power(made("prior=none"));
        double with = power(made("prior=wiener"));
        assertTrue(with < 0.9 * without, with + " " + without);
    }

    private static double power(float[] voxels) {
        double power = 0;
        for (float value : voxels) power += (double) value * value;
        return power;
    }

    @Test
    void aPreconditionerFromAFileGivesTheMapOfTheSameComputedOne() throws IOException {
        Path diagonal = folder.resolve("d.mrc");
        assertEquals(
                0,
                run(
                        "precondition",
                        "particles=" + SAMPLES.resolve("particles.star"),
                        "method=hutchinson",
                        "probes=20",
                        "lambda=0",
                        "preconditioner=" + diagonal),
                this::errors);
        float[] exact = made("epochs=1");
        float[] estimated = made("epochs=1", "preconditioner=hutchinson", "probes=20");
        float[] given = made("epochs=1", "preconditioner=" + diagonal);
        // the file has rounded to floats what the run sums
        assertArrayEquals(estimated, given, 1e-6f * max(estimated));
        assertFalse(Arrays.equals(exact, estimated));
        assertFalse(Arrays.equals(made("epochs=1", "preconditioner=hutchinson", "probes=10"), estimated));
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
        assertTrue(Files.exists(map) && !Files.exists(folder.resolve("map_half1.mrc")));
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

    /** An image of signal-to-noise ratio 1 correlates with its signal by √½. */
    @Test
    void simulatedImagesHaveTheirNoiseAndTheirSeed() throws IOException {
        float[] signal = simulated("snr=0", "seed=4");
        float[] noisy = simulated("snr=1", "seed=4");
        // the standard error of a correlation ρ is (1 − ρ²)/√N = 0.0023 for 20 images of 48²; five of them
        assertEquals(Math.sqrt(0.5), correlation(signal, noisy), 0.012);
        assertFalse(Arrays.equals(signal, simulated("snr=0", "seed=5")));
    }

    private static double correlation(float[] a, float[] b) {
        double sumA = 0;
        double sumB = 0;
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            sumA += a[i];
            sumB += b[i];
            product += (double) a[i] * b[i];
        }
        int n = a.length;
        return (product - sumA * sumB / n) / Math.sqrt((power(a) - sumA * sumA / n) * (power(b) - sumB * sumB / n));
    }

    /** All pixels of 20 simulated images. */
    private float[] simulated(String... keys) throws IOException {
        Path star = folder.resolve("s.star");
        assertEquals(
                0,
                run(Stream.concat(
                                Stream.of("simulate", "volume=sample-images/phantom.mrc", "output=" + star, "count=20"),
                                Stream.of(keys))
                        .toArray(String[]::new)),
                this::errors);
        try (MrcStack stack = MrcStack.open(folder.resolve("s.mrcs"))) {
            float[] all = new float[20 * 48 * 48];
            float[] one = new float[48 * 48];
            for (int i = 0; i < 20; i++) {
                stack.read(i, one);
                System.arraycopy(one, 0, all, i * one.length, one.length);
            }
            return all;
        }
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
        assertFalse(errors().contains("magnification"), this::errors);
        assertEquals(0, reconstruct(folder.resolve("r").resolve("particles.star")), this::errors);
        assertTrue(
                out.toString(StandardCharsets.UTF_8).contains("magnification (rlnMagMat00 …) of 2 of 2"),
                out::toString);
    }

    @Test
    void mixedPixelSizesAreReconstructedAndRefined() throws IOException {
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
        Path refined = folder.resolve("r");
        assertEquals(
                0,
                run("refine", "particles=" + star, "epochs=1", "starts=1", "shiftRange=6", "output=" + refined),
                this::errors);
        try (ParticleFile file = ParticleStar.open(refined.resolve("particles.star"), null)) {
            assertTrue(file.particles().mixed());
            assertEquals(60, file.particles().size());
        }
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
        float[] map = made("preconditioner=hutchinson", "symmetry=D4");
        double[] losses = losses();
        assertTrue(losses[1] < losses[0] && losses[2] < losses[1], Arrays.toString(losses));
        assertTrue(asymmetry(map) < 1e-4, "D4 has a twofold axis along z");
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
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("box " + box + ", 8 images"), out::toString);
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
                "localres volume1=in.mrc volume2=in.mrc output=in.mrc | is read by this command",
                "localres volume1=in.mrc volume2=in.mrc output=local | must end in .mrc or .map",
                "subtract particles=p.star volume=in.mrc mask=in.mrc output=p.star | is read by this command",
                "subtract particles=p.star volume=in.mrc mask=in.mrc output=particles.star | is read by this command",
                "subtract particles=p.star volume=in.mrc mask=in.mrc output=new.mrcs | must end in .star",
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

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.report.FinishedRun;
import org.cryosgd.report.page.PageCheck;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that runs leave, and what can be done with a finished run. */
class ReportPageTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path star;

    @BeforeEach
    void simulate() throws Exception {
        star = folder.resolve("p<b>&.star");
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(60)
                .withSnr(4)
                .withShift(1.3)
                .withSeed(2);
        new ParticleSimulation(Phantom.create(32, 4, 80, 120, 3), options).write(star, ProgressMonitor.NONE);
    }

    private int run(String... arguments) {
        PrintStream all = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Launcher.run(arguments, all, all);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aReconstructionHasAPageWithAllSections() throws Exception {
        Path map = folder.resolve("out/map.mrc");
        Files.createDirectory(map.getParent());
        assertEquals(
                0, run("reconstruct", "particles=" + star, "volume=" + map, "epochs=2", "tolerance=0"), this::text);
        String page = Files.readString(folder.resolve("out/map_report.html"));
        PageCheck.loadsNothing(page);
        // pictures: three sides; FSC, Guinier and directions; three planes; views; an average and a projection of
        // twelve views;
        // slice and FSC of epochs 0, 1, 2, with loss and resolution; shifts and defocus
        assertEquals(
                List.of(
                        "surface 3",
                        "resolution 3",
                        "slices 3",
                        "views 1",
                        "averages 24",
                        "history 8",
                        "particles 2",
                        "settings 0",
                        "cite 0"),
                PageCheck.sections(page));
        assertTrue(page.contains("p&lt;b&gt;&amp;.star"), "the name of the particles, escaped");
        for (String key : List.of("batchSize", "symmetry", "halfMaps", "seed"))
            assertTrue(page.contains("<dt>" + key + "</dt>"), key);
        assertTrue(page.contains("Epoch 1: loss"), "what the run said");
    }

    @Test
    void withoutHalfMapsThePageSaysSoAndWarningsAreOnTop() throws Exception {
        Path map = folder.resolve("map.mrc");
        assertEquals(
                0,
                run("reconstruct", "particles=" + star, "volume=" + map, "epochs=1", "halfMaps=false", "invert=true"),
                this::text);
        String page = Files.readString(folder.resolve("map_report.html"));
        PageCheck.loadsNothing(page);
        assertTrue(page.contains("There are no half maps"), "resolution");
        int warning = page.indexOf("mostly dark on bright");
        assertTrue(warning > 0 && warning < page.indexOf("<section"), text());
    }

    @Test
    void aRunWithoutAPageTakesAwayThatOfAnEarlierRun() throws Exception {
        Path map = folder.resolve("again.mrc");
        String[] keys = {"reconstruct", "particles=" + star, "volume=" + map, "epochs=1"};
        assertEquals(0, run(keys), this::text);
        assertTrue(Files.exists(folder.resolve("again_report.html")));
        out.reset();
        assertEquals(
                0,
                run(Stream.concat(Stream.of(keys), Stream.of("report=false", "halfMaps=false"))
                        .toArray(String[]::new)),
                this::text);
        for (String gone : List.of("again_report.html", "again_half1.mrc", "again_half2.mrc", "again_fsc.csv")) {
            assertFalse(Files.exists(folder.resolve(gone)), gone);
            assertTrue(text().contains(gone), this::text);
        }
        assertTrue(text().contains("Removed, since they belong to an earlier run"), this::text);
        assertTrue(Files.exists(folder.resolve("again_history.csv")));
    }

    @Test
    void aRefinementHasAPageAndCanBeOpenedAgain() throws Exception {
        Path refined = folder.resolve("refined");
        assertEquals(
                0,
                run("refine", "particles=" + star, "output=" + refined, "epochs=2", "starts=1", "shiftRange=4"),
                this::text);
        String page = Files.readString(refined.resolve("report.html"));
        PageCheck.loadsNothing(page);
        List<String> sections = PageCheck.sections(page);
        assertEquals("surface 3", sections.get(0));
        assertEquals("resolution 4", sections.get(1));
        assertTrue(sections.contains("averages 24"), sections.toString());
        // start and two epochs with slice and FSC each, and two charts
        assertTrue(sections.contains("history 8"), sections.toString());
        // likelihood, contrast, shifts, defocus
        assertTrue(sections.contains("particles 4"), sections.toString());
        out.reset();
        assertEquals(0, run("results", "results=" + refined), this::text);
        assertTrue(text().contains("Report for a browser: " + refined.resolve("report.html")), this::text);
        assertTrue(text().contains("No windows are opened"), this::text);
        out.reset();
        assertEquals(0, run("import", "particles=" + refined.resolve("particles.star"), "averages=5"), this::text);
        assertTrue(text().contains("in the 5 fullest view bins; correlation with the map's projections"), this::text);
    }

    @Test
    void theCurvesOfAFinishedRunAreRead() throws Exception {
        for (String name : List.of("a.mrc", "b.mrc"))
            assertEquals(
                    0,
                    run(
                            "reconstruct",
                            "particles=" + star,
                            "volume=" + folder.resolve(name),
                            "epochs=1",
                            "symmetry=C2"),
                    this::text);
        FinishedRun run = FinishedRun.in(folder, "b.mrc");
        double[] expected = FourierShellCorrelation.of(
                        MrcFiles.readVolume(folder.resolve("b_half1.mrc")),
                        MrcFiles.readVolume(folder.resolve("b_half2.mrc")))
                .values();
        double[] found = run.curves(32, 4).fsc().values();
        // eight digits in the table, single precision in the maps
        for (int shell = 0; shell < expected.length; shell++) assertEquals(expected[shell], found[shell], 1e-5);
        assertEquals("C2", run.symmetry().name());
        assertEquals(star, run.particles());
        assertFalse(run.refined());
        assertEquals(2, run("results", "results=" + folder));
        assertTrue(text().contains("Choose one of them with map=: a.mrc, b.mrc"), this::text);
        out.reset();
        assertEquals(0, run("results", "results=" + folder, "map=a.mrc"), this::text);
        assertEquals(2, run("results", "results=" + folder, "map=c.mrc"));
        assertTrue(text().contains("no run with a map c.mrc; it has a.mrc, b.mrc"), this::text);
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        assertEquals(2, run("results", "results=" + folder));
        assertTrue(text().contains("no results of reconstruct or refine in this folder"), this::text);
    }

    @Test
    void averagesNeedPoses() {
        assertEquals(2, run("import", "particles=sample-images/phantom.mrc", "averages=3"));
        assertTrue(text().contains("averages needs a table with poses"), this::text);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.log.LogService;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptService;

/** The Groovy templates, run by SciJava's script service as Fiji's script editor does. */
class GroovyTemplatesTest {
    private static final Path TEMPLATES = Path.of("src/main/resources/script_templates/CryoSGD");

    @TempDir
    private Path folder;

    private final Context context = new Context();
    private final List<String> log = new ArrayList<>();
    private final Volume phantom = Phantom.create(24, 5, 200, 250, 7);

    @AfterEach
    void dispose() {
        context.dispose();
    }

    private void run(String template, Map<String, Object> inputs) throws Exception {
        context.service(LogService.class).addLogListener(message -> log.add(message.text()));
        File script = TEMPLATES.resolve(template).toFile();
        ScriptService scripts = context.service(ScriptService.class);
        scripts.getIndex().add(new AdaptedScriptLanguage("groovy") {}, false);
        scripts.run(script, true, inputs).get();
    }

    private Path map(String name) throws IOException {
        Path file = folder.resolve(name);
        MrcFiles.writeVolume(file, phantom, "test");
        return file;
    }

    @Test
    void twoMapsAreCompared() throws Exception {
        File map = map("a.mrc").toFile();
        run("Compare_Two_Maps.groovy", Map.of("first", map, "second", map));
        assertEquals(1, log.stream().filter(l -> l.contains("10.00 Å at 0.143")).count(), log::toString);
        assertEquals(
                13, log.stream().filter(l -> l.matches("shell +\\d+ .* 1.0000")).count(), log::toString);
    }

    @Test
    void particlesAreSimulatedAndChecked() throws Exception {
        Path map = map("a.mrc");
        run(
                "Simulate_and_Check.groovy",
                Map.of("truth", map.toFile(), "folder", folder.toFile(), "count", 60, "snr", 1.0));
        assertTrue(Files.exists(folder.resolve("simulated_map.mrc")));
        assertTrue(log.stream().anyMatch(l -> l.startsWith("Against the truth: ")), log::toString);
    }

    /** One data set is good, one is no STAR file: it is named, and the other one has its map. */
    @Test
    void aFolderIsReconstructed() throws Exception {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(40).withSnr(1).withSeed(2);
        new ParticleSimulation(phantom, options).write(folder.resolve("good.star"), ProgressMonitor.NONE);
        Files.writeString(folder.resolve("bad.star"), "data_\n");
        run("Reconstruct_a_Folder.groovy", Map.of("folder", folder.toFile(), "symmetry", "C1"));
        assertTrue(Files.exists(folder.resolve("good_map.mrc")));
        assertTrue(log.stream().anyMatch(l -> l.startsWith("Failed:") && l.contains("bad.star: ")), log::toString);
        assertEquals(0, log.stream().filter(l -> l.contains("null")).count(), log::toString);
    }
}

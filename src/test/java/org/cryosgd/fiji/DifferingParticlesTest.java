/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.simulate.Mixture;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refinement of particles that differ says so, and what it says to type works. */
class DifferingParticlesTest {
    private static final int BOX = 24;
    private static final int COUNT = 240;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private void run(List<String> arguments) {
        int status = Launcher.run(
                arguments.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertEquals(0, status, () -> arguments + ": " + err.toString(StandardCharsets.UTF_8));
    }

    private static Mixture missing(Volume whole) {
        float[] lower = whole.voxels().clone();
        for (int i = 0; i < lower.length; i++) if (i / (BOX * BOX) > BOX / 2) lower[i] *= 0.2f;
        return new Mixture(
                List.of(new Volume(BOX, Phantoms.VOXEL, lower)),
                List.of(0.6, 0.4),
                null,
                new double[3],
                new double[] {0, 0, 1},
                0,
                Mixture.Distribution.UNIFORM);
    }

    @Test
    void whatTheWarningSaysWorks() throws IOException {
        Volume whole = Phantoms.phantom(BOX);
        Path star = folder.resolve("p.star");
        new ParticleSimulation(whole, Phantoms.options(COUNT, 2, 3).withMixture(missing(whole)))
                .write(star, ProgressMonitor.NONE);
        Path output = folder.resolve("out");
        List<String> keys = List.of("epochs=2", "starts=1", "shiftRange=4", "seed=3", "report=false");
        List<String> first = new ArrayList<>(List.of("refine", "particles=" + star, "output=" + output));
        first.addAll(keys);
        run(first);
        JsonObject json = JsonParser.parseString(Files.readString(output.resolve("refine.json")))
                .getAsJsonObject();
        assertTrue(json.get("posesDetermined").getAsBoolean(), json::toString);
        assertTrue(json.get("particlesDiffer").getAsBoolean(), json::toString);

        String said = out + err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("one map does not explain the images"), said);
        Matcher commands = Pattern.compile("\\./cryosgd (\\S+) (particles=\\S+)( classes=2)? output=([^\\s,]+)")
                .matcher(said);
        List<String> found = new ArrayList<>();
        while (commands.find()) {
            String name = commands.group(1);
            found.add(name);
            // the sentence ends after the first command
            Path result = Path.of(commands.group(4).replaceAll("\\.$", ""));
            List<String> next = new ArrayList<>(List.of(name, commands.group(2), "output=" + result));
            if (commands.group(3) != null) {
                next.add(commands.group(3).strip());
                next.addAll(keys);
            }
            run(next);
            assertTrue(Files.exists(result.resolve(name.equals("refine") ? "class_2.mrc" : "component_1_map_1.mrc")));
        }
        assertEquals(List.of("variability", "refine"), found, said);
    }
}

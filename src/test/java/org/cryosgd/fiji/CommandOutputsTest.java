/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.mrc.MrcFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.Command;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptModule;
import org.scijava.script.ScriptService;

/** What a script gets from a command. */
class CommandOutputsTest {
    private static Path samples;

    private final Context context = new Context();

    @TempDir
    private Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        samples = OpenSample.unpack();
    }

    @AfterEach
    void dispose() {
        WindowManager.setTempCurrentImage(null);
        context.dispose();
    }

    private CommandModule run(Class<? extends Command> command, boolean process, Object... keys) throws Exception {
        CommandModule module = context.service(CommandService.class)
                .run(command, process, keys)
                .get();
        assertFalse(module.isCanceled(), module.getCancelReason());
        return module;
    }

    private String star() {
        return samples.resolve("particles.star").toString();
    }

    private String phantom() {
        return samples.resolve("phantom.mrc").toString();
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> names(Module module) {
        return Arrays.stream((File[]) module.getOutput("files"))
                .map(File::getName)
                .toList();
    }

    /** With {@code true} SciJava's own processors run too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reconstructGivesMapResolutionAndFiles(boolean process) throws Exception {
        CommandModule module = run(
                ReconstructCommand.class,
                process,
                "particles",
                star(),
                "volume",
                in("map.mrc"),
                "epochs",
                1,
                "show",
                false);
        ImagePlus map = (ImagePlus) module.getOutput("map");
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("map.mrc")).voxels(),
                OpenImages.volume(map).voxels());
        String json = Files.readString(folder.resolve("map.json"));
        assertTrue(json.contains("\"resolutionAngstrom\": " + module.getOutput("resolution")), json);
        assertEquals(
                List.of(
                        "map.mrc",
                        "map_half1.mrc",
                        "map_half2.mrc",
                        "map_fsc.csv",
                        "map_history.csv",
                        "map.png",
                        "map.json",
                        "map_report.html"),
                names(module));
    }

    @Test
    void withoutHalfMapsThereIsNoResolution() throws Exception {
        CommandModule module = run(
                ReconstructCommand.class,
                false,
                "particles",
                star(),
                "volume",
                in("map.mrc"),
                "epochs",
                1,
                "halfMaps",
                false);
        assertNull(module.getOutput("resolution"));
    }

    @Test
    void theOtherCommandsGiveWhatBelongsToThem() throws Exception {
        CommandModule mask = run(MaskCommand.class, false, "volume", phantom(), "lowpass", 10, "mask", in("mask.mrc"));
        float[] voxels = OpenImages.volume((ImagePlus) mask.getOutput("image")).voxels();
        assertArrayEquals(MrcFiles.readVolume(folder.resolve("mask.mrc")).voxels(), voxels);
        assertTrue((double) mask.getOutput("inside") > 0 && (double) mask.getOutput("inside") < 1);
        assertTrue((double) mask.getOutput("level") > 0);

        CommandModule fsc = run(FscCommand.class, false, "volume1", phantom(), "volume2", phantom());
        double[] curve = (double[]) fsc.getOutput("curve");
        assertEquals(1, curve[10], 1e-9); // a map with itself; sums in double, so 1e-16 times the number of voxels
        assertEquals(curve.length, ((double[]) fsc.getOutput("frequencies")).length);
        assertEquals(List.of(), names(fsc));

        CommandModule post = run(
                PostprocessCommand.class,
                false,
                "volume1",
                phantom(),
                "volume2",
                phantom(),
                "bfactor",
                "-20",
                "output",
                in("post.mrc"));
        assertEquals(-20.0, post.getOutput("sharpening"));
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("post.mrc")).voxels(),
                OpenImages.volume((ImagePlus) post.getOutput("map")).voxels());

        CommandModule local = run(
                LocalResolutionCommand.class,
                false,
                "volume1",
                phantom(),
                "volume2",
                phantom(),
                "bfactor",
                "0",
                "output",
                in("local.mrc"));
        // a map with itself is resolved to two voxels, and that is in the file
        double nyquist = 2 * MrcFiles.readVolume(folder.resolve("local.mrc")).voxelSizeAngstrom();
        assertEquals(nyquist, (double) local.getOutput("median"), 1e-3);
        assertEquals(0.0, local.getOutput("none"));
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("local.mrc")).voxels(),
                OpenImages.volume((ImagePlus) local.getOutput("map")).voxels());

        CommandModule simulated =
                run(SimulateCommand.class, false, "volume", phantom(), "count", 4, "output", in("four.star"));
        assertEquals(4, simulated.getOutput("written"));
        assertEquals(4, ((ImagePlus) simulated.getOutput("stack")).getStackSize());
        assertEquals(List.of("four.star", "four.mrcs"), names(simulated));

        CommandModule less = run(
                SubtractCommand.class,
                false,
                "particles",
                in("four.star"),
                "volume",
                phantom(),
                "mask",
                phantom(),
                "normalise",
                "none",
                "output",
                in("less.star"));
        assertEquals(4, ((ImagePlus) less.getOutput("stack")).getStackSize());
        // particles of that map; four of them tell it to a few per cent
        assertEquals(1, (double) less.getOutput("strength"), 0.2);
        assertEquals(List.of("less.star", "less.mrcs"), names(less));

        CommandModule imported = run(ImportCommand.class, false, "particles", star(), "select", "3-7");
        assertEquals(5, imported.getOutput("selected"));
        assertEquals(5, ((ImagePlus) imported.getOutput("image")).getStackSize());

        CommandModule condition = run(
                ConditionCommand.class, false, "count", 200, "maxRadius", 10, "draws", 1, "output", in("condition"));
        assertTrue((double) condition.getOutput("kappa") >= (double) condition.getOutput("bound"));
    }

    @Test
    void refineGivesItsTable() throws Exception {
        CommandModule refined = run(
                RefineCommand.class,
                false,
                "particles",
                star(),
                "epochs",
                1,
                "starts",
                1,
                "shiftRange",
                6,
                "output",
                in("refined"));
        assertEquals(folder.resolve("refined/particles.star").toFile(), refined.getOutput("poses"));
        assertEquals(48, ((ImagePlus) refined.getOutput("map")).getWidth(), () -> names(refined)
                .toString());
        assertTrue(names(refined).contains("report.html"));
    }

    @Test
    void aFailureGivesTheReasonAndNoMap() throws Exception {
        CommandModule module = context.service(CommandService.class)
                .run(MaskCommand.class, false, "volume", phantom(), "threshold", "high", "mask", in("mask.mrc"))
                .get();
        assertTrue(module.isCanceled());
        assertEquals("threshold must be otsu or a number, found 'high'", module.getCancelReason());
        assertNull(module.getOutput("image"));
        assertEquals(0, ((File[]) module.getOutput("files")).length);
    }

    /** Comes where SciJava and Fiji show outputs. */
    @Plugin(type = PostprocessorPlugin.class)
    public static class Shower extends AbstractPostprocessorPlugin {
        static final List<String> SHOWN = new ArrayList<>();

        @Override
        public void process(Module module) {
            for (ModuleItem<?> output : module.getInfo().outputs())
                if (!module.isOutputResolved(output.getName())) SHOWN.add(output.getName());
        }
    }

    @Test
    void nobodyElseShowsTheOutputs() throws Exception {
        context.service(PluginService.class)
                .addPlugin(new PluginInfo<>(Shower.class.getName(), PostprocessorPlugin.class));
        Shower.SHOWN.clear();
        run(FscCommand.class, true, "volume1", phantom(), "volume2", phantom());
        assertEquals(List.of(), Shower.SHOWN);
        // a script's output is its own affair: the postprocessor above does see others
        script("#@output String told\ntold = 'x'");
        assertTrue(Shower.SHOWN.contains("told"), Shower.SHOWN::toString);
    }

    private ScriptModule script(String text) throws Exception {
        ScriptService scripts = context.service(ScriptService.class);
        scripts.getIndex().add(new AdaptedScriptLanguage("groovy") {}, false);
        Path file = Files.writeString(folder.resolve("script.groovy"), text, StandardCharsets.UTF_8);
        return scripts.run(file.toFile(), true).get();
    }

    /** The example of the manual, with other files. */
    @Test
    void theGroovyScriptOfTheManualRuns() throws Exception {
        String manual = Files.readString(Path.of("docs/manual.md"));
        int from = manual.indexOf("#@ CommandService command");
        String example = manual.substring(from, manual.indexOf("```", from));
        ScriptModule module = script(example.replace("/data/p.star", star())
                .replace("/data/map.mrc", in("map.mrc"))
                .replace("/data/mask.mrc", in("mask.mrc")));
        assertEquals(
                4,
                Stream.of("map.mrc", "map_fsc.csv", "map_report.html", "mask.mrc")
                        .filter(name -> Files.exists(folder.resolve(name)))
                        .count(),
                () -> String.valueOf(module.getReturnValue()));
    }

    /** Outputs are no keys. */
    @Test
    void outputsAreNotRecorded() {
        ReconstructCommand command = new ReconstructCommand();
        assertTrue(command.settings().keySet().stream()
                .noneMatch(name -> List.of("map", "resolution", "files").contains(name)));
        assertTrue(Commands.byName(context.service(CommandService.class)).containsKey("reconstruct"));
    }
}

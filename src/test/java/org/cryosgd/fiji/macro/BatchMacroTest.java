/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.command.MacroErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleService;
import org.scijava.thread.ThreadService;

/** Macros without windows. As in Fiji the commands run in threads of SciJava, and the macro in one of its own. */
public class BatchMacroTest {
    private static final String PHANTOM = Path.of("sample-images/phantom.mrc").toString();
    private static final String PARTICLES =
            Path.of("sample-images/particles.star").toString();
    private static Context context;

    @TempDir
    private Path folder;

    /** What {@code run(label, line)} of a macro calls in Fiji: name and line of a command. */
    public static String command(String name, String line) throws Exception {
        CommandInfo info =
                Commands.byName(context.service(CommandService.class)).get(name);
        MacroKeys keys = new LineOfTheMacro(line);
        context.inject(keys);
        context.service(ModuleService.class).run(info, List.of(keys), List.of()).get();
        return "";
    }

    /** Reads the line of the macro, which Fiji hands on to the thread of the command. */
    private static final class LineOfTheMacro extends MacroKeys {
        private final String line;

        LineOfTheMacro(String line) {
            this.line = line;
        }

        @Override
        public void process(Module module) {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("Run$_" + name); // only then ImageJ looks for options
            Macro.setOptions(line);
            try {
                super.process(module);
            } finally {
                Macro.setOptions(null);
                thread.setName(name);
            }
        }
    }

    /** The title of the active image in a thread of SciJava. */
    public static String titleElsewhere() throws Exception {
        return context.service(ThreadService.class)
                .run((Callable<String>) () -> String.valueOf(WindowManager.getTempCurrentImage()))
                .get();
    }

    private static String call(String name, String line) {
        return "call('org.cryosgd.fiji.macro.BatchMacroTest.command', '" + name + "', '" + line + "');\n";
    }

    /** Runs a macro in a thread that is named as ImageJ names it, and gives what it returns. */
    private static String run(String macro) throws Exception {
        assertTrue(GraphicsEnvironment.isHeadless());
        context = new Context();
        FutureTask<String> task =
                new FutureTask<>(() -> new Interpreter().run("newImage('before', '8-bit', 4, 4, 1);\n" + macro, ""));
        Thread thread = new Thread(task, "test_Macro$");
        thread.start();
        return task.get();
    }

    @AfterEach
    void close() {
        context.dispose();
        for (int id : Interpreter.getBatchModeImageIDs())
            Interpreter.removeBatchModeImage(Interpreter.getBatchModeImage(id));
        WindowManager.setTempCurrentImage(null);
    }

    @Test
    void theMapIsTheActiveImage() throws Exception {
        Path saved = folder.resolve("saved.tif");
        String line = "particles=" + PARTICLES + " epochs=1 halfMaps=false volume=[" + folder.resolve("map.mrc") + "]";
        String made = run(call("reconstruct", line) + "saveAs('Tiff', '" + saved + "');\n"
                + "return getTitle() + ' ' + nSlices + ' ' + nImages;\n");
        assertEquals("saved.tif 48 2", made);
        assertEquals(48, ij.IJ.openImage(saved.toString()).getStackSize());
    }

    @Test
    void theMaskAndTheStackAndTheSpectrumAre() throws Exception {
        assertEquals(
                "mask.mrc particles.star diagonal.mrc",
                run("setBatchMode(true);\n"
                        + call("mask", "volume=" + PHANTOM + " mask=[" + folder.resolve("mask.mrc") + "]")
                        + "a = getTitle();\n"
                        + call("import", "particles=" + PARTICLES)
                        + "b = getTitle();\n"
                        + call(
                                "precondition",
                                "method=exact particles=" + PARTICLES + " preconditioner=["
                                        + folder.resolve("diagonal.mrc") + "]")
                        + "return a + ' ' + b + ' ' + getTitle();\n"));
    }

    @Test
    void nothingIsShownWhereNothingShallBe() throws Exception {
        String line = "volume=" + PHANTOM + " show=false mask=[" + folder.resolve("mask.mrc") + "]";
        assertEquals("before 1", run(call("mask", line) + "return getTitle() + ' ' + nImages;\n"));
    }

    /** SciJava's threads serve one command after the other. */
    @Test
    void theThreadOfTheCommandForgetsTheMap() throws Exception {
        String line = "volume=" + PHANTOM + " mask=[" + folder.resolve("mask.mrc") + "]";
        assertEquals(
                "null",
                run(call("mask", line) + "return call('org.cryosgd.fiji.macro.BatchMacroTest.titleElsewhere');\n"));
    }

    private static String error() {
        return "call('org.cryosgd.fiji.LastRun.error')";
    }

    /** The map of an earlier run is still there. */
    @Test
    void theMacroIsToldThatARunHasFailed() throws Exception {
        Path mask = Files.copy(Path.of(PHANTOM), folder.resolve("mask.mrc"));
        String good = "volume=" + PHANTOM + " mask=[" + mask + "]";
        assertEquals(
                "threshold must be otsu or a number, found 'high' (mask.mrc is from before this run)||"
                        + "unknown key 'treshold': did you mean 'threshold'?|",
                run(call("mask", good + " threshold=high") + "a = " + error() + ";\n"
                        + call("mask", good) + "b = " + error() + ";\n"
                        + call("mask", good + " treshold=1") + "c = " + error() + ";\n"
                        + call("mask", good) + "return a + '|' + b + '|' + c + '|' + " + error() + ";\n"));
    }

    @Test
    void eachMacroAsksForItsOwnRun() throws Exception {
        MacroErrors.put(new Thread("other_Macro$"), "of the other one");
        String good = "volume=" + PHANTOM + " mask=[" + folder.resolve("mask.mrc") + "]";
        assertEquals("", run(call("mask", good) + "return " + error() + ";\n"));
    }

    /** The template as it is, with the commands called as Fiji calls them. */
    @Test
    void theTemplateNamesTheDataSetsThatFail() throws Exception {
        for (String name : List.of("particles.star", "particles.mrcs"))
            Files.copy(Path.of("sample-images").resolve(name), folder.resolve(name));
        Files.writeString(folder.resolve("bad.star"), "data_\n");
        Path template = Path.of("src/main/resources/script_templates/CryoSGD/Reconstruct_a_Folder.ijm");
        String macro = Files.readString(template)
                .replaceAll("#@ .*", "")
                .replace(
                        "run(\"Reconstruct...\", ",
                        "call(\"org.cryosgd.fiji.macro.BatchMacroTest.command\", \"reconstruct\", ")
                .replaceAll("print\\((.*)\\);", "return \"\" + $1;");
        String said = run("folder = '" + folder + "'; settings = 'epochs=1';\n" + macro);
        assertTrue(said.startsWith("Maps made: 1; failed:\nbad.star: " + folder.resolve("bad.star")), said);
        assertTrue(Files.exists(folder.resolve("particles_map.mrc")));
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.cryosgd.fiji.command.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
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
        CommandModule module = context.service(CommandService.class)
                .run(info, true, MacroLine.inputs(info, line))
                .get();
        return module.isCanceled() ? module.getCancelReason() : "";
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
}

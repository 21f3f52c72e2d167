/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import ij.macro.Interpreter;
import org.cryosgd.fiji.macro.MacroKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.module.ModuleException;

/** A macro with windows stops where a key of a command is wrong; in batch mode it goes on. */
@Tag("display")
public class MacroStopTest {
    private static boolean wentOn;
    private static String reason;

    @BeforeEach
    void start() {
        RealImageJ.start();
        wentOn = false;
    }

    @AfterEach
    void clean() throws Exception {
        RealImageJ.clean();
    }

    /** What {@code run("Create Mask...", "key=1")} of a macro does first in Fiji. */
    public static String wrongKey() throws ModuleException {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("Run$_" + name); // only then ImageJ looks for options
        Macro.setOptions("key=1");
        MacroKeys keys = new MacroKeys();
        keys.process(new CommandModule(new CommandInfo(MaskCommand.class)));
        Macro.setOptions(null);
        thread.setName(name);
        assertTrue(keys.isCanceled());
        reason = keys.getCancelReason();
        return "";
    }

    public static String goOn() {
        wentOn = true;
        return LastRun.error();
    }

    private static String run(String first) throws Exception {
        return new Interpreter()
                .run(
                        first + "call('org.cryosgd.fiji.MacroStopTest.wrongKey');\n"
                                + "return call('org.cryosgd.fiji.MacroStopTest.goOn');\n",
                        "");
    }

    @Test
    void aWrongKeyStopsTheMacro() throws Exception {
        run("");
        assertFalse(wentOn);
        assertEquals("unknown key 'key'", reason, "what Fiji shows");
    }

    @Test
    void aMacroInBatchModeGoesOnAndIsTold() throws Exception {
        assertEquals("unknown key 'key'", run("setBatchMode(true);\n"));
        assertTrue(wentOn);
        assertEquals("", reason, "nobody would close a message");
    }
}

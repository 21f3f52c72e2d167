/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.command.TryCommand;
import org.cryosgd.fiji.progress.TimeLeft;
import org.junit.jupiter.api.Test;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;

class MacroLineTest {
    private final CommandInfo info = new CommandInfo(TryCommand.class);

    @Test
    void aLineGivesBackItsValues() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("steps", "7");
        texts.put("note", "two words");
        texts.put("sum", "/a folder/sum.txt");
        texts.put("failure", "none");
        texts.put("list", "");
        String line = MacroLine.of(texts);
        assertEquals("steps=7 note=[two words] sum=[/a folder/sum.txt] failure=none list=[]", line);
        Map<String, Object> inputs = MacroLine.inputs(info, line + " ");
        assertEquals(7, inputs.get("steps"));
        assertEquals("two words", inputs.get("note"));
        assertEquals(new File("/a folder/sum.txt"), inputs.get("sum"));
        assertEquals(1.5, inputs.get("weight"), "a default");
    }

    /** ImageJ itself ends a value at the first one. */
    @Test
    void aClosingBracketInAValueIsRefused() {
        String recorded = assertThrows(IllegalArgumentException.class, () -> MacroLine.of(Map.of("sum", "/a]b/s")))
                .getMessage();
        assertTrue(recorded.startsWith("sum: a macro cannot hold a value with ']'"), recorded);
        String read = assertThrows(IllegalArgumentException.class, () -> MacroLine.inputs(info, "sum=[/a]b/s] steps=2"))
                .getMessage();
        assertEquals(recorded, read);
    }

    @Test
    void caseDoesNotMatterAndABareWordIsAFlag() {
        Map<String, Object> inputs = MacroLine.inputs(info, "STEPS=2 loud sum=x");
        assertEquals(2, inputs.get("steps"));
        assertEquals(true, inputs.get("loud"));
    }

    @Test
    void unknownAndMissingKeysAreNamed() {
        String unknown = assertThrows(IllegalArgumentException.class, () -> MacroLine.inputs(info, "step=2 sum=x"))
                .getMessage();
        assertTrue(unknown.contains("'step'") && unknown.contains("'steps'"), unknown);
        String missing = assertThrows(IllegalArgumentException.class, () -> MacroLine.inputs(info, "steps=2"))
                .getMessage();
        assertTrue(missing.contains("sum"), missing);
    }

    /** In Fiji the options of a macro come to the preprocessors by the thread's name. */
    @Test
    void keysOfAMacroAreReadBeforeFijiDoes() throws Exception {
        CommandModule module = new CommandModule(info);
        MacroKeys keys = new MacroKeys();
        Thread macro = new Thread(
                () -> {
                    Macro.setOptions("batchsize=3 STEPS=2 sum=x");
                    keys.process(module);
                    Macro.setOptions("steps=2 loud=true sum=x");
                    new MacroKeys().process(module);
                },
                "Run$_test");
        macro.start();
        macro.join();
        assertTrue(keys.isCanceled() && keys.getCancelReason().contains("'batchsize'"), keys.getCancelReason());
        assertEquals(2, module.getInput("steps"));
        assertEquals(true, module.getInput("loud"));
        assertTrue(module.isInputResolved("weight"));
    }

    @Test
    void timeLeftIsInProportion() {
        assertEquals(", 9 s left", TimeLeft.text(1_000_000_000L, 1, 10));
        assertEquals(", 2 min 30 s left", TimeLeft.text(50_000_000_000L, 1, 4));
        assertEquals("", TimeLeft.text(500_000_000L, 1, 10), "too early to tell");
    }

    /** Plain ImageJ and Fiji show one entry only if path and label are the same. */
    @Test
    void pluginsConfigNamesEveryCommandAsItsAnnotationDoes() throws IOException {
        String config = Files.readString(Path.of("plugins.config"));
        try (org.scijava.Context context = new org.scijava.Context(org.scijava.command.CommandService.class)) {
            Commands.byName(context.service(org.scijava.command.CommandService.class))
                    .forEach((name, command) -> {
                        if (name.equals("try")) return;
                        String label = command.getMenuPath().getLeaf().getName();
                        String line = "Plugins>CryoSGD, \"" + label + "\", org.cryosgd.fiji.dialog.ImageJCommand(\""
                                + name + "\")";
                        assertTrue(config.contains(line), "plugins.config lacks: " + line);
                    });
        }
    }
}

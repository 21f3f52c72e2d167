/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.cryosgd.fiji.ReconstructCommand;
import org.cryosgd.fiji.macro.MacroLine;
import org.scijava.command.CommandInfo;

/** Any text as the keys of a macro line. */
class MacroLineFuzzTest {
    private static final CommandInfo COMMAND = new CommandInfo(ReconstructCommand.class);

    @FuzzTest
    void keys(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8);
        Outcome.isSuccessOrALine(() -> MacroLine.inputs(COMMAND, line));
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import ij.IJ;
import ij.plugin.frame.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.scijava.command.CommandInfo;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * The line of a run in ImageJ's recorder, with all keys. Only what a user chose in a dialog is recorded, and only once
 * the run has succeeded: SciJava asks no postprocessor after a failure. ImageJ's own recorder would write keys in lower
 * case.
 */
@Plugin(type = PostprocessorPlugin.class)
public class MacroRecord extends AbstractPostprocessorPlugin {
    @Override
    public void process(Module module) {
        if (!(module.getDelegateObject() instanceof CryoCommand command) || !command.isFromDialog()) return;
        write((CommandInfo) module.getInfo(), command);
        drop();
    }

    /** While a command is under way ImageJ records no windows, which a macro might not open. */
    public static void begin(CommandInfo info) {
        if (Recorder.record && Recorder.getCommand() == null) Recorder.setCommand(label(info));
    }

    /** Ends {@link #begin}: ImageJ writes no line of its own. */
    public static void drop() {
        Recorder.disableCommandRecording();
    }

    public static void write(CommandInfo info, CryoCommand command) {
        if (!Recorder.record || IJ.isMacro()) return;
        Map<String, String> texts = new LinkedHashMap<>();
        command.settings().forEach((name, value) -> texts.put(name, value == null ? "" : CommandParameter.text(value)));
        try {
            String line = MacroLine.of(texts).replace("\\", "\\\\").replace("\"", "\\\"");
            Recorder.recordString(
                    (Recorder.scriptMode() ? "IJ." : "") + "run(\"" + label(info) + "\", \"" + line + "\");\n");
        } catch (IllegalArgumentException e) {
            IJ.log("Not recorded: " + e.getMessage());
        }
    }

    private static String label(CommandInfo info) {
        return info.getMenuPath().getLeaf().getName();
    }
}

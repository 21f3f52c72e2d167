/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/**
 * The commands in plain ImageJ: {@code plugins.config} names this class with the short name of a command. From the menu
 * it opens the dialog and records one line with all keys; from a macro it runs the line.
 */
public final class ImageJCommand implements PlugIn {
    private static Context context;

    @Override
    public void run(String name) {
        try {
            CommandInfo info =
                    Launcher.commands(context().service(CommandService.class)).get(name);
            String options = Macro.getOptions();
            Map<String, Object> inputs;
            if (options != null) inputs = MacroLine.inputs(info, options);
            else {
                inputs = CommandDialog.ask(info);
                if (inputs == null) return;
                record(info, inputs);
            }
            run(info, inputs);
        } catch (IllegalArgumentException e) {
            tell(name, e.getMessage());
        } catch (Exception e) {
            tell(name, Failure.of(e).message());
        }
    }

    private static void run(CommandInfo info, Map<String, Object> inputs) throws Exception {
        CommandModule module =
                (CommandModule) context().service(ModuleService.class).createModule(info);
        CryoCommand command = (CryoCommand) module.getCommand();
        inputs.forEach(module::setInput);
        // In this thread: ImageJ knows by it which macro, if any, new images belong to.
        module.run();
        if (command.failure() != null) tell(info.getName(), command.failure().message());
    }

    /**
     * ImageJ's own recorder would write keys in lower case. Only what a user chose is recorded, and before the run, so
     * that the line is there even if the run is not waited for.
     */
    static void record(CommandInfo info, Map<String, Object> inputs) {
        if (!Recorder.record || IJ.isMacro()) return;
        Map<String, String> texts = new LinkedHashMap<>();
        for (Key key : Key.of(info))
            if (key.isText()) {
                Object value = inputs.get(key.name());
                texts.put(key.name(), value == null ? "" : Key.text(value));
            }
        String line = MacroLine.of(texts).replace("\\", "\\\\").replace("\"", "\\\"");
        String label = info.getMenuPath().getLeaf().getName();
        Recorder.disableCommandRecording();
        Recorder.recordString((Recorder.scriptMode() ? "IJ." : "") + "run(\"" + label + "\", \"" + line + "\");\n");
    }

    /** An unattended macro goes on with its next data set; the others stop with a message. */
    private static void tell(String name, String message) {
        String line = "CryoSGD " + name + ": " + message;
        if (Interpreter.isBatchMode()) IJ.log(line);
        else IJ.error("CryoSGD " + name, Failure.wrapped(message));
    }

    /** Only what running a command takes; in Fiji its own context, where other plugins' services are. */
    private static synchronized Context context() {
        if (context != null) return context;
        Thread.currentThread().setContextClassLoader(ImageJCommand.class.getClassLoader());
        try {
            Class.forName("net.imagej.legacy.LegacyService");
            context = (Context) IJ.runPlugIn("org.scijava.Context", "");
        } catch (ClassNotFoundException plainImageJ) {
            // the usual case
        }
        if (context == null) context = new Context(CommandService.class, ModuleService.class);
        return context;
    }
}

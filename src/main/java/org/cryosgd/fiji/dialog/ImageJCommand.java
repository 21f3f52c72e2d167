/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import java.util.Map;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.MacroErrors;
import org.cryosgd.fiji.macro.MacroLine;
import org.cryosgd.fiji.macro.MacroRecord;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.window.MacroThread;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/**
 * The commands in plain ImageJ: {@code plugins.config} names this class with the short name of a command. From the menu
 * it opens the dialog; from a macro it runs the line.
 */
public final class ImageJCommand implements PlugIn {
    private static Context context;

    @Override
    public void run(String name) {
        try {
            CommandInfo info =
                    Commands.byName(context().service(CommandService.class)).get(name);
            String options = Macro.getOptions();
            if (options != null) run(info, MacroLine.inputs(info, options));
            else runFromDialog(info);
        } catch (IllegalArgumentException e) {
            tell(name, e.getMessage());
        } catch (Exception e) {
            tell(name, Failure.of(e).message());
        }
    }

    private static void runFromDialog(CommandInfo info) throws Exception {
        try {
            Map<String, Object> inputs = CommandDialog.ask(info);
            if (inputs == null) return;
            MacroRecord.begin(info);
            CryoCommand command = run(info, inputs);
            if (command.failure() == null) MacroRecord.write(info, command);
        } finally {
            MacroRecord.drop();
        }
    }

    private static CryoCommand run(CommandInfo info, Map<String, Object> inputs) throws Exception {
        CommandModule module =
                (CommandModule) context().service(ModuleService.class).createModule(info);
        CryoCommand command = (CryoCommand) module.getCommand();
        inputs.forEach(module::setInput);
        // In this thread: ImageJ knows by it which macro, if any, new images belong to.
        module.run();
        if (command.failure() != null) tell(info.getName(), command.failure().message());
        return command;
    }

    /** An unattended macro goes on with its next data set; the others stop with a message. */
    private static void tell(String name, String message) {
        String line = "CryoSGD " + name + ": " + message;
        MacroErrors.put(MacroThread.find(null), message);
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

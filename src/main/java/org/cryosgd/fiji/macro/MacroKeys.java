/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import ij.Macro;
import java.util.Map;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.MacroErrors;
import org.scijava.Priority;
import org.scijava.command.CommandInfo;
import org.scijava.log.LogService;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.thread.ThreadService;

/**
 * The keys of a macro in Fiji. Comes after Fiji's own reader, which knows lower-case keys only, says nothing about
 * unknown ones, and leaves the others to a dialog; what that has read is overwritten.
 */
@Plugin(type = PreprocessorPlugin.class, priority = 2 * Priority.VERY_HIGH - 1)
public class MacroKeys extends AbstractPreprocessorPlugin {
    @Parameter(required = false)
    private LogService log;

    @Parameter(required = false)
    private ThreadService threads;

    @Override
    public void process(Module module) {
        if (!(module.getDelegateObject() instanceof CryoCommand command)) return;
        String options = Macro.getOptions();
        if (options == null || options.isBlank()) return;
        command.inMacro();
        try {
            for (Map.Entry<String, Object> input :
                    MacroLine.inputs((CommandInfo) module.getInfo(), options).entrySet())
                module.setInput(input.getKey(), input.getValue());
            for (CommandParameter key : CommandParameter.of((CommandInfo) module.getInfo()))
                module.resolveInput(key.name());
        } catch (IllegalArgumentException e) {
            cancel(MacroErrors.tell(module.getInfo().getName(), e.getMessage(), log, threads));
        }
    }
}

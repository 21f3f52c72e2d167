/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.Macro;
import java.util.Map;
import org.scijava.Priority;
import org.scijava.command.CommandInfo;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * The keys of a macro in Fiji. Comes before Fiji's own reader, which knows lower-case keys only, says nothing about
 * unknown ones, and leaves the others to a dialog.
 */
@Plugin(type = PreprocessorPlugin.class, priority = 2 * Priority.EXTREMELY_HIGH)
public class MacroKeys extends AbstractPreprocessorPlugin {
    @Override
    public void process(Module module) {
        if (!(module.getDelegateObject() instanceof CryoCommand)) return;
        String options = Macro.getOptions();
        if (options == null || options.isBlank()) return;
        try {
            for (Map.Entry<String, Object> input :
                    MacroLine.inputs((CommandInfo) module.getInfo(), options).entrySet())
                module.setInput(input.getKey(), input.getValue());
            for (Key key : Key.of((CommandInfo) module.getInfo())) module.resolveInput(key.name());
        } catch (IllegalArgumentException e) {
            cancel(e.getMessage());
        }
    }
}

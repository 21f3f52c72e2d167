/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import org.cryosgd.fiji.command.CryoCommand;
import org.scijava.Priority;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Says that the outputs of a command have been dealt with. A command shows its own results; SciJava and Fiji would open a
 * second window for each output. Scripts get the outputs all the same.
 */
@Plugin(type = PostprocessorPlugin.class, priority = 2 * Priority.VERY_HIGH)
public class OutputsTaken extends AbstractPostprocessorPlugin {
    @Override
    public void process(Module module) {
        if (!(module.getDelegateObject() instanceof CryoCommand)) return;
        for (ModuleItem<?> output : module.getInfo().outputs()) module.resolveOutput(output.getName());
    }
}

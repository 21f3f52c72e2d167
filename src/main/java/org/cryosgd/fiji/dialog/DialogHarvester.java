/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import java.awt.GraphicsEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.macro.MacroRecord;
import org.scijava.command.CommandInfo;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Plugin;
import org.scijava.widget.InputHarvester;

/** Opens {@link CommandDialog} in Fiji in place of SciJava's own dialog, for the keys that nobody has set. */
@Plugin(type = PreprocessorPlugin.class, priority = InputHarvester.PRIORITY + 1)
public class DialogHarvester extends AbstractPreprocessorPlugin {
    @Override
    public void process(Module module) {
        if (GraphicsEnvironment.isHeadless() || !(module.getDelegateObject() instanceof CryoCommand)) return;
        CommandInfo info = (CommandInfo) module.getInfo();
        Map<String, Object> given = new LinkedHashMap<>();
        boolean complete = true;
        for (CommandParameter key : CommandParameter.of(info)) {
            if (!key.isText()) continue;
            if (module.isInputResolved(key.name())) given.put(key.name(), module.getInput(key.name()));
            else complete = false;
        }
        if (complete) return;
        Map<String, Object> inputs = CommandDialog.ask(info, given);
        if (inputs == null) {
            MacroRecord.drop();
            cancel("");
            return;
        }
        ((CryoCommand) module.getDelegateObject()).fromDialog();
        MacroRecord.begin(info);
        inputs.forEach((name, value) -> {
            module.setInput(name, value);
            module.resolveInput(name);
        });
        for (CommandParameter key : CommandParameter.of(info)) module.resolveInput(key.name());
    }
}

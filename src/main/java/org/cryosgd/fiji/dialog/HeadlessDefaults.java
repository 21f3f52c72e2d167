/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import java.awt.GraphicsEnvironment;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.MacroErrors;
import org.cryosgd.fiji.macro.MacroKeys;
import org.cryosgd.fiji.window.MacroThread;
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
 * After {@link MacroKeys}: without windows nobody can be asked: an unset key keeps its default, and a missing one is named in the log.
 * SciJava would look for a file dialog, find none, and end without a word.
 */
@Plugin(type = PreprocessorPlugin.class, priority = 2 * Priority.VERY_HIGH - 2)
public class HeadlessDefaults extends AbstractPreprocessorPlugin {
    @Parameter(required = false)
    private LogService log;

    @Parameter(required = false)
    private ThreadService threads;

    @Override
    public void process(Module module) {
        if (!GraphicsEnvironment.isHeadless() || !(module.getDelegateObject() instanceof CryoCommand)) return;
        for (CommandParameter key : CommandParameter.of((CommandInfo) module.getInfo())) {
            if (!key.isText()) continue;
            module.resolveInput(key.name());
            if (key.isRequired() && module.getInput(key.name()) == null) {
                cancel(key.needsValue());
                MacroErrors.put(MacroThread.find(threads), key.needsValue());
                if (log != null) log.error(key.needsValue());
                return;
            }
        }
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.thread.ThreadService;

/** {@link OpenSample} in Fiji's menu. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>CryoSGD Particles", headless = true)
public class OpenSampleParticles implements Command {
    @Parameter(required = false)
    private ThreadService threads;

    @Override
    public void run() {
        OpenSample.run("particles.star", threads);
    }
}

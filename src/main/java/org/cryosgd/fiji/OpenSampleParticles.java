/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** {@link OpenSample} in Fiji's menu. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>CryoSGD Particles", headless = true)
public class OpenSampleParticles implements Command {
    @Override
    public void run() {
        new OpenSample().run("particles.star");
    }
}

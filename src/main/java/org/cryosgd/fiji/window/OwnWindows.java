/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import java.util.HashMap;
import java.util.Map;

/** The windows of one run that are updated under their titles. Those of other runs are left alone. */
final class OwnWindows {
    private final Map<String, ImagePlus> shown = new HashMap<>();

    /** The window of this title that this run has opened and nobody has closed, or null. */
    ImagePlus get(String title) {
        ImagePlus image = shown.get(title);
        return image == null || OpenImages.isOpen(image) ? image : null;
    }

    void put(String title, ImagePlus image) {
        shown.put(title, image);
    }

    /** Draws a plot in the window that has the last one of this title, or in a new one. */
    void show(String title, Plot plot) {
        ImagePlus open = get(title);
        if (open != null && open.getWindow() instanceof PlotWindow window) window.drawPlot(plot);
        else if (open != null) open.setProcessor(plot.getProcessor());
        else {
            String free = Windows.freeTitle(title);
            plot.show();
            plot.getImagePlus().setTitle(free);
            put(title, plot.getImagePlus());
        }
    }
}

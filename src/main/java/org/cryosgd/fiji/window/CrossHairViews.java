/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageWindow;
import ij.plugin.Orthogonal_Views;
import java.util.Arrays;

/** ImageJ's Orthogonal Views of a map. */
final class CrossHairViews {
    private CrossHairViews() {}

    /** ImageJ's own cross-hair views of a map, which need a user to click: none for macros. */
    static void show(ImagePlus map) {
        if (map == null || map.getWindow() == null || IJ.isMacro()) return;
        WindowManager.setTempCurrentImage(map);
        IJ.runPlugIn("ij.plugin.Orthogonal_Views", "");
        WindowManager.setTempCurrentImage(null);
        await();
        map.setSlice(map.getStackSize() / 2 + 1);
        Placement.moveSlider(map);
    }

    /**
     * They open from another thread and come to the front one after the other. After the run the recorder would take that
     * for the user's choice of windows, which a macro does not open.
     */
    private static void await() {
        ImageWindow front = null;
        for (int quiet = 0, waited = 0; quiet < 15 && waited < 150; quiet++, waited++) {
            IJ.wait(20);
            int[] views = Orthogonal_Views.getImageIDs();
            boolean open = views != null && Arrays.stream(views).allMatch(id -> WindowManager.getImage(id) != null);
            if (!open || WindowManager.getCurrentWindow() != front) quiet = 0;
            front = WindowManager.getCurrentWindow();
        }
    }
}

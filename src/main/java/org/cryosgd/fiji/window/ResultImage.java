/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageWindow;

/** The map, stack or spectrum that a run makes: the active image after it, for users and for macros. */
final class ResultImage {
    private static final int WIDTH = 300;

    private final Thread macro;
    private ImagePlus image;

    /** @param macro the thread of the macro that runs the command, or null */
    ResultImage(Thread macro) {
        this.macro = macro;
    }

    void show(ImagePlus result) {
        Placement.showAtLeast(result, WIDTH);
        image = result;
        if (macro != null && result.getWindow() == null) WindowManager.setTempCurrentImage(macro, result);
    }

    /**
     * Makes it the active image. Other windows of the run may come to the front after
     * it, from threads of their own, so that this waits until nothing changes any more.
     */
    void activate() {
        ImageWindow window = image == null ? null : image.getWindow();
        if (window == null) return;
        for (int quiet = 0, waited = 0; quiet < 10 && waited < 100; quiet++, waited++) {
            if (WindowManager.getCurrentWindow() != window) {
                Placement.onEventThread(() -> {
                    window.toFront();
                    // Java's focus too: it goes back there after the next dialog, and the recorder takes that for a
                    // choice
                    window.getCanvas().requestFocus();
                    WindowManager.setCurrentWindow(window);
                });
                quiet = 0;
            }
            IJ.wait(20);
        }
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GUI;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import ij.gui.StackWindow;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.lang.reflect.InvocationTargetException;
import javax.swing.SwingUtilities;

/** How image windows open: their size, their place, and their slider. */
final class Placement {
    /** ImageJ's own limit. */
    private static final double MAX_MAGNIFICATION = 32;

    private Placement() {}

    /**
     * Shows an image at its current slice; a new window of ImageJ has its slider at the first. A macro gets it as its
     * active image, also without windows.
     */
    static void show(ImagePlus image) {
        boolean noWindow = GraphicsEnvironment.isHeadless() && !IJ.isMacro() && !Interpreter.isBatchMode();
        if (noWindow) WindowManager.setTempCurrentImage(image);
        else image.show();
        moveSlider(image);
    }

    static void moveSlider(ImagePlus image) {
        if (image.getWindow() instanceof StackWindow window) window.updateSliceSelector();
    }

    /** Shows an image, small ones enlarged to about that many pixels as far as the screen has room. */
    static void showAtLeast(ImagePlus image, int width) {
        show(image);
        // after the events that lay out the window
        if (image.getWindow() != null)
            onEventThread(() -> enlarge(image.getWindow(), (double) width / image.getWidth()));
    }

    /**
     * Gives a window the largest magnification of ImageJ's that is no larger than this and fits the screen, and moves it
     * into the screen.
     */
    private static void enlarge(ImageWindow window, double largest) {
        ImageCanvas canvas = window.getCanvas();
        Rectangle screen = GUI.getMaxWindowBounds(window);
        int frameWidth = window.getWidth() - canvas.getWidth();
        int frameHeight = window.getHeight() - canvas.getHeight();
        ImagePlus image = window.getImagePlus();
        double chosen = canvas.getMagnification();
        while (chosen < Math.min(MAX_MAGNIFICATION, largest)) {
            double next = ImageCanvas.getHigherZoomLevel(chosen);
            boolean fits = frameWidth + next * image.getWidth() < screen.width
                    && frameHeight + next * image.getHeight() < screen.height;
            if (next > largest || !fits) break;
            chosen = next;
        }
        if (chosen <= canvas.getMagnification()) return;
        canvas.setMagnification(chosen);
        canvas.setSize((int) Math.round(chosen * image.getWidth()), (int) Math.round(chosen * image.getHeight()));
        window.pack();
        window.setLocation(
                Math.max(screen.x, Math.min(window.getX(), screen.x + screen.width - window.getWidth())),
                Math.max(screen.y, Math.min(window.getY(), screen.y + screen.height - window.getHeight())));
        canvas.repaint();
    }

    static void onEventThread(Runnable work) {
        if (SwingUtilities.isEventDispatchThread()) {
            work.run();
            return;
        }
        try {
            SwingUtilities.invokeAndWait(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a window cannot be changed: " + e.getCause(), e.getCause());
        }
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import ij.macro.Interpreter;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Scrollbar;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.Volume;
import org.cryosgd.report.surface.IsoSurface;
import org.cryosgd.report.surface.SurfaceShading;
import org.cryosgd.report.surface.SurfaceViews;
import org.ejml.data.DMatrix3x3;

/**
 * The surface of a map that is turned with the mouse: a drag turns it, the bar below moves the contour. The picture is an
 * image of ImageJ, which can be zoomed, copied and saved. While it turns it is drawn with fewer rays.
 */
final class SurfaceWindow extends ImageWindow {
    private static final long serialVersionUID = 1L;
    private static final int SIZE = 480;
    /** Turn of a drag across the picture in degrees. */
    private static final double TURN = 180;

    private static final int STEPS = 1000;

    private final transient Scene scene;

    private SurfaceWindow(ImagePlus image, Scene scene) {
        super(image, new Canvas(image, scene));
        this.scene = scene;
        Scrollbar contour = new Scrollbar(Scrollbar.HORIZONTAL, scene.step(), 10, 0, STEPS + 10);
        contour.setName("contour");
        contour.addAdjustmentListener(e -> {
            scene.contour(e.getValue());
            scene.draw(e.getValueIsAdjusting());
            repaint();
        });
        add(contour);
        pack();
    }

    /** Opens the surface at the contour of Create Mask; nothing where there is none. In batch mode it is a picture only. */
    static ImagePlus open(String title, Volume map) {
        Scene scene = new Scene(map);
        if (!scene.surface.exists()) return null;
        ImagePlus image = new ImagePlus(title, scene.picture(2));
        scene.image = image;
        if (Interpreter.isBatchMode()) image.show();
        else new SurfaceWindow(image, scene);
        return image;
    }

    @Override
    public String createSubtitle() {
        return scene == null
                ? ""
                : String.format(Locale.ROOT, "contour %.4g; drag to turn, bar for the contour", scene.surface.level());
    }

    /** What is seen, and the drawing of it by a thread that ends when it has nothing to do. */
    private static final class Scene {
        private final Volume map;
        private final float low;
        private final float high;
        private final double radius;
        private final ThreadPoolExecutor painter =
                new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "CryoSGD surface");
                    thread.setDaemon(true);
                    return thread;
                });
        private volatile IsoSurface surface;
        private volatile DMatrix3x3 view = SurfaceViews.FRONT;
        private volatile ImagePlus image;

        Scene(Volume coarse) {
            IsoSurface first = IsoSurface.of(coarse);
            surface = first;
            map = first.map();
            radius = first.radius();
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (float value : map.voxels()) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            // below zero is noise, if the map has densities of both signs
            low = Math.max(least, Math.min(0, most));
            high = most;
        }

        int step() {
            return (int) Math.max(0, Math.min(STEPS, Math.round(STEPS * (surface.level() - low) / (high - low))));
        }

        void contour(int step) {
            surface = new IsoSurface(map, low + (high - low) * step / (double) STEPS);
        }

        void turn(double right, double up) {
            view = SurfaceViews.turned(view, TURN * right / SIZE, TURN * up / SIZE);
        }

        /** Draws soon; what has not been drawn yet is not drawn any more. */
        void draw(boolean draft) {
            painter.getQueue().clear();
            painter.execute(() -> {
                ColorProcessor picture = picture(draft ? 1 : 2);
                image.setProcessor(picture);
                image.updateAndDraw();
            });
        }

        /** @param rays along each side of a pixel; 1 is a draft of half as many */
        ColorProcessor picture(int rays) {
            IsoSurface seen = surface;
            DMatrix3x3 from = view;
            // the scale stays when the contour changes
            double zoom = seen.radius() / radius;
            int threads = Runtime.getRuntime().availableProcessors();
            BufferedImage picture = Parallelization.runWithNumThreads(
                    threads,
                    () -> rays == 1
                            ? SurfaceShading.draw(seen.hits(from, SIZE / 2, zoom), 1)
                            : SurfaceShading.draw(seen.hits(from, rays * SIZE, zoom), rays));
            ColorProcessor pixels = new ColorProcessor(picture);
            if (rays > 1) return pixels;
            pixels.setInterpolationMethod(ImageProcessor.BILINEAR);
            return (ColorProcessor) pixels.resize(SIZE, SIZE);
        }
    }

    /** Turns the scene; ImageJ's tools are not used here. */
    private static final class Canvas extends ImageCanvas {
        private static final long serialVersionUID = 1L;
        private final transient Scene scene;
        private int x;
        private int y;

        Canvas(ImagePlus image, Scene scene) {
            super(image);
            this.scene = scene;
        }

        @Override
        public void mousePressed(MouseEvent e) {
            x = e.getX();
            y = e.getY();
        }

        @Override
        public void mouseDragged(MouseEvent e) {
            scene.turn((e.getX() - x) / getMagnification(), (y - e.getY()) / getMagnification());
            x = e.getX();
            y = e.getY();
            scene.draw(true);
        }

        @Override
        public void mouseReleased(MouseEvent e) {
            scene.draw(false);
        }
    }
}

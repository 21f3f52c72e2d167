/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.TextRoi;
import ij.process.FloatProcessor;
import java.awt.Color;
import java.awt.Font;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.CentralSlices;

/** Central slices of a map. */
final class SliceWindow {
    static final int WIDTH = 720;

    private SliceWindow() {}

    /** The three planes through the origin side by side. */
    static void show(OwnWindows windows, String title, Volume map) {
        int n = map.size();
        CentralSlices slices = new CentralSlices(map);
        float[] pixels = new float[3 * n * n];
        Overlay labels = new Overlay();
        for (CentralSlices.Plane plane : CentralSlices.Plane.values()) {
            float[] values = slices.values(plane);
            for (int y = 0; y < n; y++) System.arraycopy(values, y * n, pixels, (3 * y + plane.ordinal()) * n, n);
            TextRoi label = new TextRoi(
                    plane.ordinal() * n + 2,
                    1,
                    plane.name(),
                    new Font(Font.SANS_SERIF, Font.BOLD, Math.max(6, n / 10)));
            label.setStrokeColor(Color.YELLOW);
            labels.add(label);
        }
        ImagePlus shown = windows.get(title);
        boolean isNew = shown == null;
        if (isNew) shown = new ImagePlus(Windows.freeTitle(title), new FloatProcessor(3 * n, n, pixels));
        else shown.setProcessor(new FloatProcessor(3 * n, n, pixels));
        MapImage.calibrate(shown, map.voxelSizeAngstrom());
        shown.setDisplayRange(slices.black(), slices.white());
        shown.setOverlay(labels);
        if (!isNew) {
            shown.updateAndDraw();
            return;
        }
        windows.put(title, shown);
        Placement.showAtLeast(shown, WIDTH);
    }
}

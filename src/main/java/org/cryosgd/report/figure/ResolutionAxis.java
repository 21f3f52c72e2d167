/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** An axis of frequencies in 1/Å whose ticks stand at round resolutions in Å. */
final class ResolutionAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double[] ROUND = {
        1000, 500, 200, 100, 50, 30, 20, 15, 12, 10, 9, 8, 7, 6, 5, 4.5, 4, 3.5, 3, 2.8, 2.5, 2.2, 2, 1.8, 1.6, 1.5,
        1.4, 1.2, 1.1, 1, 0.8, 0.6
    };

    /** Distance between ticks, as a fraction of the axis, that leaves room for their labels. */
    private static final double SPACING = 0.065;

    ResolutionAxis() {
        super("resolution (Å)");
    }

    @Override
    public List<ValueTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
        List<ValueTick> ticks = new ArrayList<>();
        double last = getLowerBound();
        for (double angstrom : ROUND) {
            double frequency = 1 / angstrom;
            if (frequency > getUpperBound()
                    || frequency - last < SPACING * getRange().getLength()) continue;
            String label = angstrom == Math.rint(angstrom) ? String.valueOf((int) angstrom) : String.valueOf(angstrom);
            ticks.add(new NumberTick(frequency, label, TextAnchor.BOTTOM_CENTER, TextAnchor.BOTTOM_CENTER, 0));
            last = frequency;
        }
        return ticks;
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarBlock;

/** What the particle groups of a table hold, whose noise and contrast are measured: RELION's groups, or micrographs. */
public final class GroupText {
    private GroupText() {}

    /** One line. */
    public static String of(StarBlock table) throws FormatException {
        String column = ParticleStar.groupColumn(table);
        if (column == null)
            return "Particle groups: one, since the table has no rlnGroupName, rlnMicrographName or rlnGroupNumber";
        Map<String, Integer> sizes = new HashMap<>();
        for (String name : table.column(column)) sizes.merge(name, 1, Integer::sum);
        IntSummaryStatistics all =
                sizes.values().stream().mapToInt(Integer::intValue).summaryStatistics();
        String particles = all.getMin() == all.getMax()
                ? String.valueOf(all.getMin())
                : String.format(Locale.ROOT, "%d to %d (mean %.1f)", all.getMin(), all.getMax(), all.getAverage());
        return "Particle groups: " + sizes.size() + " (" + column + "), particles of each: " + particles;
    }
}

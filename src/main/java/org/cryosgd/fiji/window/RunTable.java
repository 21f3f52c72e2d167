/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.measure.ResultsTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.MemoryPlan;

/** The table that every run adds a line to. */
public final class RunTable {
    public static final String TITLE = "CryoSGD results";

    private RunTable() {}

    /**
     * A line in the table of results. Its columns are named in ASCII: ImageJ reads batch macros in an encoding that has
     * not all letters.
     *
     * @param particles number of those in the map
     */
    static void add(
            Path file, int particles, Volume map, double resolution, int epochs, double seconds, MemoryPlan memory) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Map", file.toString());
        values.put("Particles", particles);
        values.put("Box", map.size());
        values.put("Voxel_A", map.voxelSizeAngstrom());
        values.put("Resolution_A", resolution);
        values.put("Epochs", epochs);
        values.put("Time (s)", seconds);
        values.put("Memory (MB)", memory.bytes() >> 20);
        ResultsTable table = ResultsTable.getResultsTable(TITLE);
        if (table == null) table = new ResultsTable();
        table.incrementCounter();
        for (Map.Entry<String, Object> value : values.entrySet())
            if (value.getValue() instanceof Number number) table.addValue(value.getKey(), number.doubleValue());
            else table.addValue(value.getKey(), String.valueOf(value.getValue()));
        table.show(TITLE);
    }
}

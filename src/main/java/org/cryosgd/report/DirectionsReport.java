/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.report.figure.HeatMap;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.page.Html;

/** Resolution of each direction as a table and as a picture. */
public final class DirectionsReport {
    private static final int DEGREES = 2;

    private DirectionsReport() {}

    /** The table and the picture that belong to a table of an FSC. */
    public static List<Path> files(Path table) {
        OutputNames names = OutputNames.of(table, ".csv");
        return List.of(names.with("_directions.csv"), names.with("_directions.png"));
    }

    /** Writes both. */
    public static void write(Path table, DirectionalFsc directions) throws IOException {
        List<Path> files = files(table);
        table(directions).write(files.get(0));
        PngFile.write(files.get(1), picture(directions));
    }

    /** One row for each direction: x, y, z, rot, tilt (degrees), resolution (Å), and the FSC of each shell. */
    private static CsvFile table(DirectionalFsc directions) {
        int count = directions.curves().length;
        double[][] columns = new double[6][count];
        double[] resolutions = directions.resolutions();
        for (int d = 0; d < count; d++) {
            double[] angles = directions.angles(d);
            for (int axis = 0; axis < 3; axis++) columns[axis][d] = directions.directions()[d][axis];
            columns[3][d] = angles[0];
            columns[4][d] = angles[1];
            columns[5][d] = resolutions[d];
        }
        CsvFile table = new CsvFile()
                .column("x", columns[0])
                .column("y", columns[1])
                .column("z", columns[2])
                .column("rot", columns[3])
                .column("tilt", columns[4])
                .column("resolution", columns[5]);
        FscCurve any = directions.curves()[0];
        for (int shell = 1; shell < any.values().length; shell++) {
            double[] values = new double[count];
            for (int d = 0; d < count; d++) values[d] = directions.curves()[d].values()[shell];
            table.column("fsc" + shell, values);
        }
        return table;
    }

    /** The picture and its words for the page of a run; empty where directions were not measured. */
    static String figure(DirectionalFsc directions) {
        if (directions == null) return "";
        return Html.figure(
                Html.picture(picture(directions), "Resolution of each direction"),
                directions.describe()
                        + ". Each direction has the FSC of the frequencies within "
                        + Math.round(directions.coneDegrees())
                        + "° of it. Noise alone makes the anisotropy a few per cent larger than 1. A direction in which few"
                        + " particles tell about the map is coarse: a map looks smeared along it.");
    }

    /** What is kept of it beside the curves. */
    static void put(Map<String, Object> json, DirectionalFsc directions) {
        if (directions == null) return;
        double[] worst = directions.angles(directions.worst());
        json.put("anisotropy", directions.anisotropy());
        json.put("bestDirectionsAngstrom", directions.finest());
        json.put("worstDirectionsAngstrom", directions.coarsest());
        json.put("worstDirectionRotDegrees", worst[0]);
        json.put("worstDirectionTiltDegrees", worst[1]);
    }

    /** The half sphere by rot and tilt. */
    public static BufferedImage picture(DirectionalFsc directions) {
        double[] resolutions = directions.resolutions();
        double[][] values = new double[90 / DEGREES + 1][360 / DEGREES];
        for (int t = 0; t < values.length; t++)
            for (int r = 0; r < values[t].length; r++)
                values[t][r] = resolutions[directions.nearest(DEGREES * r - 180, DEGREES * t)];
        double low = directions.finest();
        double high = Math.max(directions.coarsest(), 1.02 * low);
        return new HeatMap(
                        String.format(Locale.ROOT, "Resolution by direction, anisotropy %.2f", directions.anisotropy()),
                        "rot (°)",
                        "tilt (°)",
                        "Å",
                        values,
                        -180,
                        0)
                .step(DEGREES)
                .draw(1200, 520, low, high);
    }
}

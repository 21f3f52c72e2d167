/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.report.page.Html;

/**
 * The MTF of one optics group, as the reports and the {@code .json} of a run name it.
 *
 * @param opticsGroup label of the group; null where the file was given for a map
 * @param mtf name of the file; null where none was read
 * @param pixelSizeAngstrom of the camera; null without an MTF
 * @param use what was done with it, a sentence
 */
public record CameraRecord(String opticsGroup, String mtf, Double pixelSizeAngstrom, String use) {
    private static final String RATIO =
            "The CTF of its images was multiplied by this MTF over the mean MTF of all optics groups. The map is damped by the mean.";
    private static final String SAME = "Nothing: all optics groups have this MTF. The map is damped by it.";
    private static final String INCOMPLETE =
            "Nothing: not every optics group has an MTF that could be read. Groups were combined as if they had the same camera.";
    private static final String DIVIDED = "The map was divided by it.";
    private static final String DIVIDED_BY_MEAN = "The map was divided by the mean of these MTFs.";

    /** Of the particles that a map is made of, one for each optics group; empty where no group has an MTF. */
    public static List<CameraRecord> ofGroups(List<Optics> groups) {
        if (groups.stream().map(Optics::mtf).allMatch(Objects::isNull)) return List.of();
        boolean complete = groups.stream().map(Optics::mtf).noneMatch(Objects::isNull);
        String use = Mtf.differ(groups) ? RATIO : complete ? SAME : INCOMPLETE;
        return groups.stream()
                .map(group -> group.mtf() == null
                        ? new CameraRecord(group.name(), null, null, use)
                        : new CameraRecord(
                                group.name(), group.mtf().name(), group.mtf().pixelSizeAngstrom(), use))
                .toList();
    }

    /** Of a map whose damping was undone; empty for no MTF. */
    public static List<CameraRecord> undone(List<Mtf> mtfs) {
        String use = mtfs.size() > 1 ? DIVIDED_BY_MEAN : DIVIDED;
        return mtfs.stream()
                .map(mtf -> new CameraRecord(null, mtf.name(), mtf.pixelSizeAngstrom(), use))
                .toList();
    }

    /** A table for a page; an empty text for no records. */
    static String html(List<CameraRecord> records) {
        if (records.isEmpty()) return "";
        StringBuilder html = new StringBuilder(
                "<div class=\"wide\"><table id=\"mtf\">\n<tr><th>Optics group</th><th>MTF of the camera</th><th>Its pixels (Å)</th><th>What was done with it</th></tr>\n");
        for (CameraRecord record : records)
            html.append("<tr><td>")
                    .append(Html.text(record.opticsGroup))
                    .append("</td><td>")
                    .append(Html.text(record.mtf == null ? "none was read" : record.mtf))
                    .append("</td><td>")
                    .append(
                            record.pixelSizeAngstrom == null
                                    ? "–"
                                    : String.format(Locale.ROOT, "%.4g", record.pixelSizeAngstrom))
                    .append("</td><td>")
                    .append(Html.text(record.use))
                    .append("</td></tr>\n");
        return html.append("</table></div>\n").toString();
    }
}

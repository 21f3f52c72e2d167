/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import java.util.Map;
import org.cryosgd.images.Place;
import org.cryosgd.images.Shards;

/** Where the sums of a run were made, for its settings file. */
public final class PlaceRecord {
    private PlaceRecord() {}

    /** The number of shards where one was asked for, and the jobs on other machines where there were any. */
    public static void put(Map<String, Object> json) {
        if (Shards.asked() > 0) json.put("shards", Shards.asked());
        Map<String, ?> traffic = Place.current().traffic();
        if (!traffic.isEmpty()) json.put("jobs", traffic);
    }
}

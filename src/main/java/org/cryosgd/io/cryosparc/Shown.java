/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.util.Collection;

/** Text of a file as a message shows it: short, without control characters. */
final class Shown {
    private static final int LENGTH = 60;
    private static final int NAMES = 40;

    private Shown() {}

    static String of(String text) {
        String shortened = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
        return shortened.replaceAll("\\p{Cntrl}", "?");
    }

    /** Names after each other, the first few of many. */
    static String names(Collection<String> names) {
        StringBuilder list = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (count == NAMES) return list + " and " + (names.size() - NAMES) + " more";
            list.append(count++ == 0 ? "" : ", ").append(of(name));
        }
        return list.toString();
    }
}

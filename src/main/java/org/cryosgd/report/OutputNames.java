/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.nio.file.Path;

/** Names of the files beside a main output: {@code map.mrc} gives {@code map_fsc.csv}. */
public record OutputNames(Path main) {
    /** The file beside the main one whose name has {@code suffix} in place of its extension. */
    public Path with(String suffix) {
        String name = main.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return main.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + suffix);
    }
}

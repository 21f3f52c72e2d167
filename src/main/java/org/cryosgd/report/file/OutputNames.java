/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Names of the files beside a main output: {@code map.mrc} gives {@code map_fsc.csv}. */
public record OutputNames(Path main) {
    /**
     * The names beside a main output that must end in one of {@code extensions}, so that no file beside it takes its name.
     *
     * @throws IllegalArgumentException if it ends otherwise
     */
    public static OutputNames of(Path main, String... extensions) {
        String name = String.valueOf(main.getFileName()).toLowerCase(Locale.ROOT);
        if (Arrays.stream(extensions).noneMatch(name::endsWith))
            throw new IllegalArgumentException(
                    main + ": the name must end in " + String.join(" or ", extensions) + ". Choose such a name.");
        return new OutputNames(main);
    }

    /** {@link #of} for a map. */
    public static OutputNames ofMap(Path main) {
        return of(main, ".mrc", ".map");
    }

    /** The file beside the main one whose name has {@code suffix} in place of its extension. */
    public Path with(String suffix) {
        String name = main.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return main.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + suffix);
    }
}

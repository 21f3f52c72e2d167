/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package net.imagej.legacy.plugin;

import java.io.IOException;
import org.scijava.io.IOPlugin;
import org.scijava.io.location.Location;

/** Calls an input plugin from where Fiji's File &gt; Open does; Fiji's own class is not to be had here. */
public final class DefaultLegacyOpener {
    private DefaultLegacyOpener() {}

    public static Object open(IOPlugin<?> plugin, Location source) throws IOException {
        return plugin.open(source);
    }

    /** From where {@code IJ.openImage} comes, which shows nothing. */
    public static Object interceptOpenImage(IOPlugin<?> plugin, Location source) throws IOException {
        return plugin.open(source);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.math.Volume;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/** A command on two half maps, with the keys volume1 and volume2. */
public abstract class HalfMapsCommand extends CryoCommand {
    @Parameter(
            label = "First half map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file; unfiltered and without a mask.",
            style = "open",
            persist = false)
    private File volume1;

    @Parameter(
            label = "Second half map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file; unfiltered and without a mask.",
            style = "open",
            persist = false)
    private File volume2;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume1"));
    }

    /**
     * Both maps.
     *
     * @throws IllegalArgumentException if one holds no map that can be compared
     */
    protected final Volume[] halfMaps() throws IOException {
        Volume[] halves = {OpenImages.volume(volume1.toString()), OpenImages.volume(volume2.toString())};
        MapChecks.check(volume1.toString(), halves[0]);
        MapChecks.check(volume2.toString(), halves[1]);
        return halves;
    }
}

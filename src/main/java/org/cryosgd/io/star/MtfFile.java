/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.optics.Mtf;

/** The MTF of a camera as RELION keeps it: a STAR file with {@code rlnResolutionInversePixel} and {@code rlnMtfValue}. */
public final class MtfFile {
    private static final String FREQUENCY = "rlnResolutionInversePixel";
    private static final String VALUE = "rlnMtfValue";

    private MtfFile() {}

    /**
     * Reads one.
     *
     * @param name by which it is called in messages and tables
     * @param pixelSizeAngstrom of the camera
     * @throws FormatException with file and line if it is none
     */
    public static Mtf read(Path path, String name, double pixelSizeAngstrom) throws IOException {
        StarFile star = StarFile.read(path);
        StarBlock table = null;
        for (StarBlock block : star.blocks()) if (block.has(VALUE)) table = block;
        if (table == null)
            throw new FormatException(path + ": none of its blocks has a column _" + VALUE + " (it has "
                    + star.blockNames() + "). Choose the MTF of the camera, such as mtf_k3_300kV.star.");
        table.require(FREQUENCY, "It holds the frequencies in cycles per pixel: choose the MTF of the camera.");
        List<Double> frequencies = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            double frequency = table.number(row, FREQUENCY);
            double value = table.number(row, VALUE);
            if (frequency < 0 || row > 0 && frequency <= frequencies.get(row - 1))
                throw new FormatException(table.where(row) + "column _" + FREQUENCY + " holds " + frequency
                        + " and must be at least 0 and above the row before. Choose the MTF of the camera.");
            if (!(value > 1e-10 && value <= Mtf.MOST))
                throw new FormatException(table.where(row) + "column _" + VALUE + " holds " + value
                        + " and must be above 0 and at most " + Mtf.MOST + ". Choose the MTF of the camera.");
            frequencies.add(frequency);
            values.add(value);
        }
        if (table.rows() < 2)
            throw new FormatException(table.wherever() + "an MTF has at least two rows. Choose the MTF of the camera.");
        return new Mtf(name, pixelSizeAngstrom, frequencies, values);
    }
}

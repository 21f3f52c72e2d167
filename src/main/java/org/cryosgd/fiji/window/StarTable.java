/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.measure.ResultsTable;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;

/** Tables of STAR files as ImageJ's tables. */
final class StarTable {
    private StarTable() {}

    /**
     * A table of a STAR file, numbers as numbers.
     *
     * @param rows numbers from 0 for the first column, which counts from 1; null for none
     */
    static void show(String title, StarBlock block, int[] rows) throws FormatException {
        ResultsTable table = new ResultsTable(block.rows());
        if (rows != null) for (int row = 0; row < rows.length; row++) table.setValue("particle", row, rows[row] + 1);
        for (String column : block.columns()) {
            String[] texts = block.texts(column);
            double[] numbers = numbers(texts);
            for (int row = 0; row < texts.length; row++)
                if (numbers == null) table.setValue(column, row, texts[row]);
                else table.setValue(column, row, numbers[row]);
        }
        table.setPrecision(4);
        table.show(title);
    }

    private static double[] numbers(String[] texts) {
        double[] numbers = new double[texts.length];
        for (int i = 0; i < texts.length; i++)
            try {
                numbers[i] = Double.parseDouble(texts[i]);
            } catch (NumberFormatException e) {
                return null;
            }
        return numbers;
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * What a run leaves for people and for other programs: tables, settings, pictures. Data come in as plain arrays;
 * nothing here opens a window. The only package that uses JFreeChart.
 *
 * <p>{@link org.cryosgd.report.CsvFile}, {@link org.cryosgd.report.JsonFile} and {@link org.cryosgd.report.PngFile}
 * write; {@link org.cryosgd.report.LineChart} and {@link org.cryosgd.report.MapFigure} draw.
 */
package org.cryosgd.report;

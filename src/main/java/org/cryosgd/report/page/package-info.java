/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * A report as one page for a browser, with everything in it: {@link org.cryosgd.report.page.HtmlPage} puts sections
 * together, {@link org.cryosgd.report.page.SvgPlot} draws curves and histograms,
 * {@link org.cryosgd.report.page.RunRecord} listens to a run. Texts from outside go through
 * {@link org.cryosgd.report.page.Html#text}.
 */
package org.cryosgd.report.page;

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * One table, picture or JSON file at a time, each by {@link org.cryosgd.io.file.SafeFile}, and the names of the files
 * beside a map. May use {@code io.file} only.
 */
package org.cryosgd.report.file;

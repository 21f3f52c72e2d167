/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/** Packed images on the executors of Apache Spark. A module of its own: the plugin does not know it. */
package org.cryosgd.spark;

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Files that are whole or absent, whatever their format.
 *
 * <p>{@link org.cryosgd.io.file.SafeFile} is behind every output, {@link org.cryosgd.io.file.OutputSet} behind outputs
 * that change together, {@link org.cryosgd.io.file.StateFile} behind checkpoints. {@link org.cryosgd.io.file.Outputs}
 * holds the outputs of a run against its inputs before the work starts and tidies up what killed runs left;
 * {@link org.cryosgd.io.file.InputFiles} opens inputs. {@code docs/reliability.md} says what is promised.
 *
 * <p>May use {@code math} and the JDK.
 */
package org.cryosgd.io.file;

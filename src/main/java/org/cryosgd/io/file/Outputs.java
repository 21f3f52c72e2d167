/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The files that a run is going to write, held against those that it reads. */
public final class Outputs {
    private Outputs() {}

    /**
     * Throws where an output cannot be written, would replace an input or another output. Inputs that do not exist are
     * passed over.
     *
     * @param outputs all files that will be written, the main one first
     * @param expectedBytes of all outputs together, or 0 where it is not known
     * @throws OutputException with the path, the cause and a remedy
     */
    public static void check(List<Path> outputs, Collection<Path> inputs, long expectedBytes) throws IOException {
        for (int i = 0; i < outputs.size(); i++) {
            Path output = outputs.get(i);
            for (Path input : inputs)
                if (isSame(output, input))
                    throw new OutputException(
                            output + ": is read by this command and would be replaced. Choose another name.");
            for (Path other : outputs.subList(0, i))
                if (other.toAbsolutePath()
                                .normalize()
                                .equals(output.toAbsolutePath().normalize())
                        || isSame(output, other))
                    throw new OutputException(output + ": two outputs have this name. Choose another one.");
        }
        for (Path output : outputs) SafeFile.check(output, expectedBytes);
    }

    private static boolean isSame(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    }
}

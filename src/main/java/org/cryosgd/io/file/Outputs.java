/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files that a run is going to write, held against those that it reads. */
public final class Outputs {
    private Outputs() {}

    /**
     * Throws where an output cannot be written, would replace an input or another output. Inputs that do not exist are
     * passed over. What killed runs left in the folders of the outputs is put in order first.
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
        clean(outputs);
        for (Path output : outputs) SafeFile.check(output, expectedBytes);
    }

    /** Brings the folders of outputs in order: what killed runs left there is finished or deleted. */
    private static void clean(List<Path> outputs) throws OutputException {
        Map<Path, Set<String>> namesIn = new LinkedHashMap<>();
        for (Path output : outputs)
            try {
                for (Path file : List.of(output.toAbsolutePath(), Target.real(output)))
                    if (file.getFileName() != null)
                        namesIn.computeIfAbsent(file.getParent(), folder -> new HashSet<>())
                                .add(file.getFileName().toString());
            } catch (IOException e) {
                throw new OutputException(e.getMessage(), e);
            }
        synchronized (OutputSet.LOCK) {
            for (Path folder : namesIn.keySet())
                try {
                    Journal.finish(folder);
                } catch (IOException e) {
                    throw new OutputException(e.getMessage(), e);
                }
            namesIn.forEach((folder, names) -> PartFile.deleteDead(folder, SafeFile.openParts(), names));
        }
    }

    private static boolean isSame(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    }
}

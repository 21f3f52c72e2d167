/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.scijava.command.CommandInfo;

/** The outputs that were there before a run. After a failure they look as if the run had made them. */
final class EarlierOutputs {
    /** When each was changed last. */
    private final Map<File, Long> changed = new LinkedHashMap<>();

    private EarlierOutputs() {}

    static EarlierOutputs of(CryoCommand command) {
        EarlierOutputs outputs = new EarlierOutputs();
        for (CommandParameter key : CommandParameter.of(new CommandInfo(command.getClass()))) {
            Object value = key.valueIn(command);
            if (value == null || !key.isReplaced(value.toString())) continue;
            File file = new File(value.toString());
            outputs.changed.put(file, lastChange(file));
        }
        return outputs;
    }

    /** Of a folder, the last change of a file in it. */
    private static long lastChange(File file) {
        File[] content = file.listFiles();
        if (content == null) return file.lastModified();
        return Arrays.stream(content).mapToLong(File::lastModified).max().orElse(0);
    }

    /** " (map.mrc is from before this run)", or an empty text where nothing is. */
    String describe() {
        String names = changed.entrySet().stream()
                .filter(output -> output.getKey().exists() && lastChange(output.getKey()) == output.getValue())
                .map(output -> output.getKey().getName())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + names + " is from before this run)";
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.macro;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Spelling;
import org.scijava.command.CommandInfo;

/** The options of a command as a macro writes them: {@code particles=[my folder/p.star] epochs=3 invert=true}. */
public final class MacroLine {
    private MacroLine() {}

    /**
     * The line that gives these values; every key is written.
     *
     * @throws IllegalArgumentException if a value has a bracket that would end it
     */
    static String of(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(e -> e.getKey() + "=" + quoted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static IllegalArgumentException bracket(String name) {
        return new IllegalArgumentException(
                name + ": a macro cannot hold a value with ']' in it. Rename the file, folder or image.");
    }

    private static String quoted(String name, String text) {
        if (text.indexOf(']') >= 0) throw bracket(name);
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '[');
        return plain ? text : "[" + text + "]";
    }

    /**
     * The values that a line gives to a command, and the defaults of the other keys. ImageJ's recorder writes keys in
     * lower case, so case does not matter.
     *
     * @throws IllegalArgumentException if a key is unknown or missing, or a value is none
     */
    public static Map<String, Object> inputs(CommandInfo info, String options) {
        Map<String, CommandParameter> keys = new LinkedHashMap<>();
        for (CommandParameter key : CommandParameter.of(info))
            if (key.isText()) keys.put(key.name().toLowerCase(Locale.ROOT), key);
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (CommandParameter key : keys.values())
            if (key.defaultValue() != null) inputs.put(key.name(), key.defaultValue());
        tokens(options).forEach((name, text) -> {
            CommandParameter key = keys.get(name.toLowerCase(Locale.ROOT));
            if (key == null)
                throw new IllegalArgumentException("unknown key '" + name + "'"
                        + Spelling.hint(
                                name,
                                keys.values().stream()
                                        .map(CommandParameter::name)
                                        .toList()));
            inputs.put(key.name(), text == null && key.isFlag() ? Boolean.TRUE : key.parse(text == null ? "" : text));
        });
        for (CommandParameter key : keys.values())
            if (key.isRequired() && inputs.get(key.name()) == null)
                throw new IllegalArgumentException(key.needsValue());
        return inputs;
    }

    /** Words and their values; null for a word without an equals sign. */
    private static Map<String, String> tokens(String options) {
        Map<String, String> tokens = new LinkedHashMap<>();
        int at = 0;
        int end = options.length();
        while (at < end) {
            if (options.charAt(at) == ' ') {
                at++;
                continue;
            }
            int stop = at;
            while (stop < end && options.charAt(stop) != ' ' && options.charAt(stop) != '=') stop++;
            String name = options.substring(at, stop);
            at = stop;
            if (at >= end || options.charAt(at) != '=') {
                tokens.put(name, null);
                continue;
            }
            at++;
            boolean bracket = at < end && options.charAt(at) == '[';
            int close = options.indexOf(bracket ? ']' : ' ', at);
            if (close < 0) close = end;
            tokens.put(name, options.substring(bracket ? at + 1 : at, close));
            at = close + 1;
            if (bracket && at < end && options.charAt(at) != ' ') throw bracket(name);
        }
        return tokens;
    }
}

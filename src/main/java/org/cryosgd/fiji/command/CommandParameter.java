/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.optimize.Method;
import org.cryosgd.report.file.OutputNames;
import org.scijava.Context;
import org.scijava.ItemVisibility;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModuleItem;
import org.scijava.module.ModuleItem;
import org.scijava.service.Service;
import org.scijava.util.ClassUtils;
import org.scijava.util.Types;
import org.scijava.widget.FileWidget;

/** One parameter of a command as the user of a macro or of the command line knows it: its name, values and default. */
public final class CommandParameter {
    /** Attribute: the key stands before those of the classes that its command extends. */
    public static final String FIRST = "first";
    /** Attribute: the heading that a key and those after it stand under in the dialog. */
    public static final String GROUP = "group";
    /** Attribute: the key stands on the first page of the dialog, whatever its group. */
    public static final String MAIN = "main";
    /** Attribute: the title of an open image will do in place of a file. */
    public static final String IMAGE = "image";
    /** Attribute: endings of file names, separated by blanks; an output must have one, for an input they are proposed. */
    public static final String ENDINGS = "endings";
    /** Attribute {@code key>suffix}: the dialog proposes the value of that key with its extension replaced. */
    public static final String SUGGEST = "suggest";

    /** Attribute: where the choices come from, if they are not written at the parameter: {@link #OPTIMIZERS}. */
    public static final String CHOICES = "choices";
    /** Value of {@link #CHOICES}: auto and all of {@link Method}. */
    public static final String OPTIMIZERS = "optimizers";

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private final CommandModuleItem<?> item;
    private final Class<?> type;

    private CommandParameter(CommandModuleItem<?> item) {
        this.item = item;
        this.type = Types.raw(Types.box(item.getType()));
    }

    /** The keys of a command in the order of its dialog; services are none. */
    public static List<CommandParameter> of(CommandInfo info) {
        List<CommandParameter> keys = new ArrayList<>();
        for (ModuleItem<?> input : info.inputs()) {
            Class<?> type = input.getType();
            if (!Service.class.isAssignableFrom(type)
                    && !Context.class.isAssignableFrom(type)
                    && input.getVisibility() != ItemVisibility.MESSAGE)
                keys.add(new CommandParameter((CommandModuleItem<?>) input));
        }
        keys.sort(Comparator.comparing(CommandParameter::place));
        return keys;
    }

    /** SciJava lists the keys of a class before those of classes that extend it. */
    private int place() {
        if (name().equals(CryoCommand.SHOW)) return 2;
        return attribute(FIRST).isEmpty() ? 1 : 0;
    }

    public String name() {
        return item.getName();
    }

    public CommandModuleItem<?> item() {
        return item;
    }

    /** Whether a text can give the value; an image from a window cannot be given so. */
    public boolean isText() {
        return isNumber() || type == Boolean.class || type == String.class || type == File.class || type.isEnum();
    }

    public boolean isRequired() {
        return item.isRequired() && defaultValue() == null;
    }

    /** The initial value of the field, or null; an empty text stands for "none". */
    public Object defaultValue() {
        return item.getDefaultValue();
    }

    /** Whether the default stands for something. */
    public boolean isSet() {
        return defaultValue() != null && !"".equals(defaultValue());
    }

    /** A value as it is typed: 2 for 2.0. */
    public static String text(Object value) {
        String text = value.toString();
        return value instanceof Number && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    Object valueIn(CryoCommand command) {
        return ClassUtils.getValue(item.getField(), command);
    }

    /** What may stand after the equals sign: "whole number, at least 1". */
    public String values() {
        if (!choices().isEmpty()) return String.join(" | ", choices());
        if (type == Boolean.class) return "true | false";
        if (isPath()) return isFolder() ? "folder" : takesImage() ? "file or title of an open image" : "file";
        if (!isNumber()) return "text";
        String range = "";
        if (item.getMinimumValue() != null) range += ", at least " + text(item.getMinimumValue());
        if (item.getMaximumValue() != null) range += ", at most " + text(item.getMaximumValue());
        return (isWhole() ? "whole number" : "number") + range;
    }

    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public Object parse(String text) {
        if (type == String.class) return isPath() ? expanded(text) : text;
        if (text.isEmpty() && type == File.class && !item.isRequired()) return null;
        if (text.isEmpty()) throw new IllegalArgumentException(needsValue());
        if (type == File.class) return new File(expanded(text));
        if (type == Boolean.class) {
            if (text.equals("true") || text.equals("false")) return Boolean.valueOf(text);
            throw wrong("true or false", text);
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants())
                if (constant.toString().equals(text)) return constant;
            throw wrong("one of " + String.join(", ", choices()), text);
        }
        return parseNumber(text);
    }

    private Object parseNumber(String text) {
        try {
            if (isWhole()) {
                long value = Long.parseLong(text);
                if (type == Long.class) return value;
                if (value != (int) value) throw wrong("between -2147483648 and 2147483647", text);
                return (int) value;
            }
            if (!NUMBER.matcher(text).matches()) throw wrong("a number", text);
            double value = Double.parseDouble(text);
            return type == Float.class ? (Object) (float) value : (Object) value;
        } catch (NumberFormatException e) {
            throw wrong("a whole number", text);
        }
    }

    /** Holds a value against choices, range and, for a file to be read, existence: SciJava does so in dialogs only. */
    void check(Object value) {
        if (value == null || "".equals(value)) {
            if (isRequired() || item.isRequired() && !Objects.equals(value, defaultValue()))
                throw new IllegalArgumentException(needsValue());
            return;
        }
        if (!choices().isEmpty() && !choices().contains(value.toString()))
            throw wrong("one of " + String.join(", ", choices()), value);
        if (isNumber()) {
            double number = ((Number) value).doubleValue();
            if (!Double.isFinite(number)) throw wrong("a finite number", value);
            if (item.getMinimumValue() instanceof Number low && number < low.doubleValue())
                throw new IllegalArgumentException(
                        name() + " must be at least " + text(low) + ", found " + text(value));
            if (item.getMaximumValue() instanceof Number high && number > high.doubleValue())
                throw new IllegalArgumentException(
                        name() + " must be at most " + text(high) + ", found " + text(value));
        }
        if (isPath() && !isOpenImage(value)) checkFile(new File(value.toString()));
    }

    /** The file that the command reads by this key, or null; an open image is none. */
    Path input(Object value) {
        if (value == null || "".equals(value) || !isPath() || !isRead() || isFolder()) return null;
        return isOpenImage(value) ? null : Path.of(value.toString());
    }

    /** Whether the command would write over something that is there. */
    public boolean isReplaced(String text) {
        boolean written =
                isPath() && !isRead() && (!isFolder() || !attribute(SUGGEST).isEmpty());
        if (!written || text.isEmpty()) return false;
        File file = new File(expanded(text));
        String[] content = file.list();
        return isFolder() ? content != null && content.length > 0 : file.isFile();
    }

    private boolean isOpenImage(Object value) {
        return takesImage() && OpenImages.has(value.toString());
    }

    private void checkFile(File file) {
        String kind = isFolder() ? "folder" : "file";
        if (isRead() && !file.exists())
            throw new IllegalArgumentException(
                    name() + (takesImage() ? ": no open image and no " : ": no such ") + kind + ": " + file);
        if (isFolder() && file.isFile())
            throw new IllegalArgumentException(name() + ": " + file + " is a file, not a folder");
        if (!isFolder() && file.isDirectory())
            throw new IllegalArgumentException(name() + ": " + file + " is a folder, not a file");
        if (isRead() && !file.canRead()) throw new IllegalArgumentException(name() + ": no permission to read " + file);
        if (attribute(IMAGE).equals("volume")) checkHeader(file);
        if (!isRead() && !endings().isEmpty())
            OutputNames.of(file.toPath(), endings().toArray(new String[0]));
    }

    private static void checkHeader(File map) {
        try {
            MrcHeader.read(map.toPath());
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What names of its files end in, with the dot; empty for any. */
    public List<String> endings() {
        String endings = attribute(ENDINGS);
        if (endings.isEmpty() && isPath())
            endings = Map.of("volume", ".mrc .map", "stack", ".mrcs .mrc").getOrDefault(attribute(IMAGE), "");
        return endings.isEmpty() ? List.of() : List.of(endings.split(" "));
    }

    /** The file of the particles that are open in a window, where the key takes one; otherwise null. */
    public String proposal() {
        if (!isPath() || !isRead() || !endings().contains(".star")) return null;
        Path table = OpenImages.table();
        return table == null ? null : table.toString();
    }

    /** The heading that the key stands under in the dialog. */
    public String section() {
        if (name().equals(CryoCommand.SHOW) || isPath() && !isRead()) return "Result";
        return isPath() || takesImage() ? "Inputs" : "Settings";
    }

    /** What to say where no value was given. */
    public String needsValue() {
        return name() + " needs a value (" + values() + ")";
    }

    private IllegalArgumentException wrong(String rule, Object found) {
        return new IllegalArgumentException(name() + " must be " + rule + ", found '" + found + "'");
    }

    /** The value of one of the attributes named here, or an empty text. */
    public String attribute(String name) {
        return Objects.toString(item.get(name), "");
    }

    /** Whether the title of an open image will do. */
    public boolean takesImage() {
        return !attribute(IMAGE).isEmpty();
    }

    public boolean isFlag() {
        return type == Boolean.class;
    }

    public List<String> choices() {
        if (type.isEnum())
            return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.toList());
        if (attribute(CHOICES).equals(OPTIMIZERS))
            return Stream.concat(Stream.of("auto"), Arrays.stream(Method.labels()))
                    .toList();
        List<?> choices = item.getChoices();
        if (choices == null) return List.of();
        return choices.stream().filter(Objects::nonNull).map(Object::toString).collect(Collectors.toList());
    }

    boolean isNumber() {
        return Number.class.isAssignableFrom(type);
    }

    private boolean isWhole() {
        return type == Integer.class || type == Long.class || type == Short.class || type == Byte.class;
    }

    /** A text with a file style is a path too: SciJava gives up silently where the one open input is an optional File. */
    public boolean isPath() {
        return type == File.class
                || type == String.class
                        && (hasStyle(FileWidget.OPEN_STYLE) || hasStyle(FileWidget.SAVE_STYLE) || isFolder());
    }

    public boolean isFolder() {
        return hasStyle(FileWidget.DIRECTORY_STYLE);
    }

    /** Whether the path must be there before the run; of folders where the style says open too. */
    public boolean isRead() {
        return isFolder() ? hasStyle(FileWidget.OPEN_STYLE) : !hasStyle(FileWidget.SAVE_STYLE);
    }

    private boolean hasStyle(String style) {
        return Objects.toString(item.getWidgetStyle(), "").contains(style);
    }

    private static String expanded(String path) {
        return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }
}

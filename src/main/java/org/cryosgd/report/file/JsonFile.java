/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cryosgd.io.file.SafeFile;

/**
 * Settings and results as JSON, indented: records and maps become objects in the order of their components or keys,
 * paths become texts, numbers that are not finite and references that are null become {@code null}.
 */
public final class JsonFile {
    private static final JsonSerializer<Double> FINITE_DOUBLE =
            (value, type, context) -> Double.isFinite(value) ? new JsonPrimitive(value) : null;
    private static final JsonSerializer<Float> FINITE_FLOAT =
            (value, type, context) -> Float.isFinite(value) ? new JsonPrimitive(value) : null;
    private static final JsonSerializer<Path> PATH = (value, type, context) -> new JsonPrimitive(value.toString());

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .registerTypeAdapter(Double.class, FINITE_DOUBLE)
            .registerTypeAdapter(double.class, FINITE_DOUBLE)
            .registerTypeAdapter(Float.class, FINITE_FLOAT)
            .registerTypeAdapter(float.class, FINITE_FLOAT)
            .registerTypeHierarchyAdapter(Path.class, PATH)
            .create();

    private JsonFile() {}

    /** Writes {@code content}, usually a map or a record; nothing is left behind if it fails. */
    public static void write(Path target, Object content) throws IOException {
        SafeFile.write(target, out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            GSON.toJson(content, writer);
            writer.write('\n');
            writer.flush();
        });
    }
}

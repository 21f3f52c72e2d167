/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.io.file.Shown;

/**
 * The few literals of Python that a NumPy header is made of: texts, whole numbers, True, False, None, tuples, lists and
 * dictionaries, as {@link String}, {@link Long}, {@link Boolean}, {@code null}, {@link List} and {@link Map}. Numbers
 * must fit into a long, and brackets may be at most {@value #MAX_DEPTH} deep.
 */
final class PythonLiteral {
    static final int MAX_DEPTH = 16;

    /** What is wrong, and where it begins. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The value of the whole text. */
    static Object parse(String text) throws SyntaxException {
        PythonLiteral literal = new PythonLiteral(text);
        Object value = literal.value(0);
        literal.skipBlanks();
        if (literal.at < text.length()) throw literal.wrong("the end");
        return value;
    }

    private Object value(int depth) throws SyntaxException {
        if (depth > MAX_DEPTH) throw wrong("fewer brackets in brackets than " + MAX_DEPTH);
        skipBlanks();
        char c = peek();
        if (c == '{') return dictionary(depth);
        if (c == '(') return items(')', depth);
        if (c == '[') return items(']', depth);
        if (c == '\'' || c == '"') return quoted();
        if (c == '-' || Character.isDigit(c)) return number();
        if (take("True")) return true;
        if (take("False")) return false;
        if (take("None")) return null;
        throw wrong("a value");
    }

    /** A tuple or a list; (1) is the number 1, as in Python. */
    private Object items(char end, int depth) throws SyntaxException {
        at++;
        List<Object> items = new ArrayList<>();
        boolean comma = false;
        while (!closes(end)) {
            if (!items.isEmpty() && !comma) throw wrong("a comma or " + end);
            items.add(value(depth + 1));
            comma = comma();
        }
        return end == ')' && items.size() == 1 && !comma ? items.get(0) : items;
    }

    private Map<Object, Object> dictionary(int depth) throws SyntaxException {
        at++;
        Map<Object, Object> map = new LinkedHashMap<>();
        boolean comma = true;
        while (!closes('}')) {
            if (!comma) throw wrong("a comma or }");
            Object key = value(depth + 1);
            skipBlanks();
            if (peek() != ':') throw wrong("a colon");
            at++;
            map.put(key, value(depth + 1));
            comma = comma();
        }
        return map;
    }

    private boolean closes(char end) throws SyntaxException {
        skipBlanks();
        if (peek() != end) return false;
        at++;
        return true;
    }

    private boolean comma() {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) != ',') return false;
        at++;
        return true;
    }

    private String quoted() throws SyntaxException {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        for (char c = peek(); c != quote; c = peek()) {
            at++;
            if (c == '\\') {
                value.append(peek());
                at++;
            } else value.append(c);
        }
        at++;
        return value.toString();
    }

    private Long number() throws SyntaxException {
        int from = at;
        if (text.charAt(at) == '-') at++;
        while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
        String digits = text.substring(from, at);
        if (at < text.length() && text.charAt(at) == 'L') at++; // as Python 2 wrote it
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            at = from;
            throw wrong("a whole number of at most 18 digits");
        }
    }

    private boolean take(String word) {
        if (!text.startsWith(word, at)) return false;
        at += word.length();
        return true;
    }

    private char peek() throws SyntaxException {
        if (at >= text.length()) throw new SyntaxException("it ends too early");
        return text.charAt(at);
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private SyntaxException wrong(String wanted) {
        String rest = text.substring(Math.min(at, text.length()));
        return new SyntaxException("found " + Shown.of(rest.isEmpty() ? "the end" : rest) + " in place of " + wanted);
    }
}

/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Different texts, numbered from 0 in the order in which they came. */
final class Dictionary implements Serializable {
    /** Beside its characters a text costs this much, in bytes, with its place here. */
    private static final int PER_TEXT = 64;

    private final List<String> texts = new ArrayList<>();
    private int[] slots = new int[16];
    private long bytes;

    int size() {
        return texts.size();
    }

    String get(int code) {
        return texts.get(code);
    }

    /** The number of a text, or -1. */
    int find(String text, int from, int to) {
        return slots[slot(text, from, to)] - 1;
    }

    /** The number of a text; one that is new is added. */
    int code(String text, int from, int to) {
        int slot = slot(text, from, to);
        if (slots[slot] != 0) return slots[slot] - 1;
        String added = text.substring(from, to);
        texts.add(added);
        bytes += PER_TEXT + added.length();
        slots[slot] = texts.size();
        if (2 * texts.size() > slots.length) grow();
        return texts.size() - 1;
    }

    boolean is(int code, String text, int from, int to) {
        String known = texts.get(code);
        return known.length() == to - from && text.startsWith(known, from);
    }

    private int slot(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) hash = 31 * hash + text.charAt(i);
        hash *= 0x9E3779B9;
        int mask = slots.length - 1;
        int slot = (hash ^ hash >>> 15) & mask;
        while (slots[slot] != 0 && !is(slots[slot] - 1, text, from, to)) slot = slot + 1 & mask;
        return slot;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int code = 0; code < texts.size(); code++) {
            String text = texts.get(code);
            slots[slot(text, 0, text.length())] = code + 1;
        }
    }

    long bytes() {
        return bytes + 4L * slots.length;
    }
}

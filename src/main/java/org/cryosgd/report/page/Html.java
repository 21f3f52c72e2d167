/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Locale;
import org.cryosgd.report.file.PngFile;

/** Pieces of HTML. What returns HTML has escaped the texts that it was given. */
public final class Html {
    private Html() {}

    /** A text as HTML, also within quotes; characters that XML forbids become question marks. */
    public static String text(Object value) {
        StringBuilder html = new StringBuilder();
        String.valueOf(value).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isAllowed(c) ? c : '?');
            }
        });
        return html.toString();
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF;
    }

    /** A paragraph of text. */
    public static String paragraph(String text) {
        return "<p>" + text(text) + "</p>\n";
    }

    /** A number with so many decimals; a dash where it is not finite. */
    public static String number(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "–";
    }

    /** A picture that is part of the page. */
    public static String picture(BufferedImage image, String alt) {
        return picture(image, alt, "");
    }

    /** A picture that is part of the page, of a class of the style sheet. */
    static String picture(BufferedImage image, String alt, String style) {
        return "<img" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + " width=\"" + image.getWidth()
                + "\" height=\"" + image.getHeight() + "\" alt=\"" + text(alt) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(PngFile.encode(image)) + "\" />";
    }

    /**
     * A figure with its caption.
     *
     * @param content HTML
     * @param caption text
     */
    public static String figure(String content, String caption) {
        return "<figure>" + content + "<figcaption>" + text(caption) + "</figcaption></figure>\n";
    }

    /** Figures side by side, as far as there is room. */
    public static String grid(String style, String... figures) {
        return "<div class=\"grid " + style + "\">\n" + String.join("", figures) + "</div>\n";
    }
}

package dev.braid.jobs.report;

import java.util.Locale;

/** Numbers and names as text for a page. */
final class Text {
    private Text() {}

    static String count(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * fraction);
    }

    /** With one decimal, but never rounded up to 100%. */
    static String finePercent(double fraction) {
        return String.format(Locale.ROOT, "%.1f%%", Math.floor(1000 * fraction + 1e-9) / 10);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

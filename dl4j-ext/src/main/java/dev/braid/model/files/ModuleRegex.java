package dev.braid.model.files;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A regular expression from a file, matched against module names with a bound on the work that it may cause. */
final class ModuleRegex {
    private static final int MAX_LENGTH = 1000;
    private static final int MAX_READS = 1_000_000;
    /** What repeats nothing reads nothing, so that reads do not bound it. */
    private static final long MAX_REPETITIONS = 10_000;

    private static final Pattern COUNT = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?\\}");

    private final String source;
    private final Pattern pattern;

    private ModuleRegex(String source, Pattern pattern) {
        this.source = source;
        this.pattern = pattern;
    }

    /** @throws ModelFileException naming the field, if this is no expression */
    static ModuleRegex compile(String field, String source) {
        Bounds.require(source.length() <= MAX_LENGTH, field, source.length() + " characters", "at most " + MAX_LENGTH);
        Bounds.require(
                repetitions(source) <= MAX_REPETITIONS,
                field,
                source,
                "an expression whose counts {n} are together at most " + MAX_REPETITIONS + " repetitions");
        try {
            return new ModuleRegex(source, Pattern.compile(source));
        } catch (PatternSyntaxException e) {
            throw new ModelFileException(
                    field + " is " + source + "; must be a regular expression: " + e.getDescription(), e);
        }
    }

    /** All counts multiplied, as if each stood inside the one before; just above the bound where it is exceeded. */
    private static long repetitions(String source) {
        return COUNT.matcher(source)
                .results()
                .flatMap(count -> Stream.of(count.group(1), count.group(2)))
                .filter(count -> count != null && !count.isEmpty())
                .mapToLong(count -> count.length() > 5 ? MAX_REPETITIONS + 1 : Math.max(1, Long.parseLong(count)))
                .reduce(1, (all, count) -> Math.min(MAX_REPETITIONS + 1, all * count));
    }

    boolean matches(String name) {
        return pattern.matcher(new Metered(name, new int[1])).matches();
    }

    /** Counts every character read: an expression that backtracks without end stops here. */
    private final class Metered implements CharSequence {
        private final CharSequence text;
        private final int[] reads;

        Metered(CharSequence text, int[] reads) {
            this.text = text;
            this.reads = reads;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads[0] > MAX_READS) {
                throw new ModelFileException("the expression " + source + " takes more than " + MAX_READS
                        + " steps on one module name; write a simpler one");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Metered(text.subSequence(start, end), reads);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

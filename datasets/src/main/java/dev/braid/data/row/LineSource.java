package dev.braid.data.row;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lines of a byte stream, numbered from 1. A line that is not UTF-8 or is longer than the bound has no text; reading goes on
 * behind it, so binary garbage costs no more memory than the bound.
 */
final class LineSource {
    static final int MAX_LINE_BYTES = 16 << 20;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private int position;
    private int limit;
    private long number;
    private byte[] line = new byte[1024];
    private int length;
    private long trueLength;

    /** One line. {@code problem} is empty if {@code text} is what the file says. */
    record Line(long number, String text, Optional<String> problem) {}

    LineSource(InputStream in) {
        this.in = in;
    }

    /** The next line, or null at the end. */
    Line next() {
        if (!readLine()) {
            return null;
        }
        number++;
        if (trueLength > MAX_LINE_BYTES) {
            return new Line(
                    number,
                    lossy(),
                    Optional.of("line of " + trueLength + " bytes is longer than the bound of " + MAX_LINE_BYTES));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
            return new Line(number, withoutMark(text), Optional.empty());
        } catch (CharacterCodingException e) {
            return new Line(number, lossy(), Optional.of("not UTF-8 text"));
        }
    }

    private String withoutMark(String text) {
        return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private String lossy() {
        return new String(line, 0, Math.min(length, 400), StandardCharsets.UTF_8);
    }

    private boolean readLine() {
        length = 0;
        trueLength = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            append(end - position);
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
        return any;
    }

    private void append(int bytes) {
        trueLength += bytes;
        int kept = (int) Math.min(bytes, MAX_LINE_BYTES - (long) length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + kept));
        }
        System.arraycopy(chunk, position, line, length, kept);
        length += kept;
    }

    private boolean fill() {
        if (position < limit) {
            return true;
        }
        try {
            limit = in.read(chunk);
            position = 0;
            return limit > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read behind line " + number, e);
        }
    }
}

package dev.braid.dl4j.files;

import dev.braid.gpp.formats.GraphFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The configuration in a model file of DL4J, as text: the file itself, or {@code configuration.json} in its zip. */
final class ModelFile {
    private static final int MOST_BYTES = 32 << 20;
    private static final String ENTRY = "configuration.json";

    private ModelFile() {}

    static String configuration(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new GraphFileException(
                    file + ": " + (Files.exists(file) ? "is no file" : "does not exist") + "; name a model of DL4J");
        }
        try {
            return isZip(file) ? entry(file) : text(file);
        } catch (ZipException e) {
            throw new GraphFileException(
                    file + ": is no whole zip: " + e.getMessage() + "; it may have been cut off, so copy it again", e);
        } catch (IOException e) {
            throw new GraphFileException(file + ": cannot be read: " + e, e);
        }
    }

    static ModelText.Container container(Path file) {
        try {
            return isZip(file) ? ModelText.Container.ZIP : ModelText.Container.JSON;
        } catch (IOException e) {
            throw new GraphFileException(file + ": cannot be read: " + e, e);
        }
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Head.isZip(in.readNBytes(Head.BYTES));
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(file.toString(), in);
        }
    }

    /** The weights beside the entry are not touched, whatever they weigh. */
    private static String entry(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(ENTRY);
            if (entry == null) {
                throw new GraphFileException(
                        file + ": is a zip without " + ENTRY + ", so no model that DL4J's ModelSerializer has written");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return bounded(file + ": " + ENTRY, in);
            }
        }
    }

    private static String bounded(String what, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new GraphFileException(what + ": has more than " + MOST_BYTES
                    + " bytes, which no configuration of a model that can be planned has");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}

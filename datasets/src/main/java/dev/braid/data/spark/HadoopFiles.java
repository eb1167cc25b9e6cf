package dev.braid.data.spark;

import dev.braid.data.row.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Finds and opens files by Hadoop paths. */
final class HadoopFiles {
    private HadoopFiles() {}

    /** The data files under {@code paths}, in the order of their full names. A path without any is an error that names it. */
    static List<String> list(Configuration configuration, List<String> paths) {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            try {
                files.addAll(list(configuration, path));
            } catch (IOException e) {
                throw new DatasetException("dataset path " + path + " cannot be read: " + e.getMessage(), e);
            }
        }
        return files.stream().distinct().sorted().toList();
    }

    private static List<String> list(Configuration configuration, String path) throws IOException {
        Path pattern = new Path(path);
        FileStatus[] matches = pattern.getFileSystem(configuration).globStatus(pattern);
        if (matches == null || matches.length == 0) {
            throw new DatasetException("dataset path " + path + " does not exist");
        }
        List<String> files = new ArrayList<>();
        for (FileStatus match : matches) {
            collect(match.getPath().getFileSystem(configuration), match, files);
        }
        if (files.isEmpty()) {
            throw new DatasetException("dataset path " + path + " is empty: no data file in it");
        }
        return files;
    }

    private static void collect(FileSystem system, FileStatus status, List<String> files) throws IOException {
        if (!status.isDirectory()) {
            files.add(status.getPath().toString());
            return;
        }
        for (FileStatus child : system.listStatus(status.getPath())) {
            String name = child.getPath().getName();
            if (!name.startsWith("_") && !name.startsWith(".")) {
                collect(system, child, files);
            }
        }
    }

    /** Opens a file, decompressed as its name says. */
    static InputStream open(Configuration configuration, String file) throws IOException {
        Path path = new Path(file);
        InputStream raw = path.getFileSystem(configuration).open(path);
        CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
        return codec == null ? raw : codec.createInputStream(raw);
    }

    /** Deletes the {@code part-*.jsonl} files that an earlier run left in a folder. */
    static void deleteParts(Configuration configuration, String folder) throws IOException {
        Path pattern = new Path(folder, "part-*.jsonl");
        FileSystem system = pattern.getFileSystem(configuration);
        FileStatus[] parts = system.globStatus(pattern);
        for (FileStatus part : parts == null ? new FileStatus[0] : parts) {
            system.delete(part.getPath(), false);
        }
    }

    static Path qualify(Configuration configuration, String folder) {
        try {
            Path path = new Path(folder);
            return path.getFileSystem(configuration).makeQualified(path);
        } catch (IOException e) {
            throw new DatasetException("folder " + folder + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /** A file as users write it: local ones without a scheme. */
    static String display(String file) {
        return file.startsWith("file:") ? new Path(file).toUri().getPath() : file;
    }
}
